"""A Status as an answer: 202 while something goes on, 200 once it is settled."""

from __future__ import annotations

from http import HTTPStatus

from functions._entry.answer import Answer
from functions._entry.say import say_status
from shared.core.session import Phase
from shared.core.view import Status

LOOK_AGAIN_SECONDS = 15  # one live look per 15 s is all that status makes (rule 13)
GOES_ON = {"Location": "/status", "Retry-After": str(LOOK_AGAIN_SECONDS)}


def accepted(status: Status) -> Answer:
    """For what was asked of the lab."""
    if goes_on(status):
        return _answer(status, HTTPStatus.ACCEPTED, GOES_ON)
    return shown(status)


def shown(status: Status) -> Answer:
    """For a look at the lab: always 200."""
    return _answer(status, HTTPStatus.OK, {})


def goes_on(status: Status) -> bool:
    """Whether the platform has not yet come to what is wanted."""
    if status.phase is Phase.RUNNING:
        return status.nodes_ready != status.nodes_wanted
    return status.phase not in (Phase.STOPPED, Phase.PARKED)


def _answer(status: Status, code: HTTPStatus, headers: dict[str, str]) -> Answer:
    return Answer(
        status=code.value,
        shown=status,
        say=lambda language: say_status(status, language),
        headers=headers,
        facts={
            "lab": status.lab,
            "session": status.session,
            "decision": status.phase.value,
            "reason": status.why,
            "changed": status.changed,
        },
    )
