"""GET /metrics: the status as Prometheus gauges. Needs the token, like the status itself."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from functions._entry.answer import Answer
from functions._entry.messages import Request
from functions._entry.service import Service
from shared.core.session import Phase
from shared.core.view import Status

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics(service: Service, _request: Request) -> Answer:
    """The same text whatever is asked for: Prometheus sends an Accept of its own."""
    status = service.status()
    text = "\n".join(_lines(status))
    return Answer(
        status=HTTPStatus.OK.value,
        shown=text,
        say=lambda _language: text,
        facts={"lab": status.lab},
        only=CONTENT_TYPE,
    )


def _lines(status: Status) -> Iterator[str]:
    lab = f'lab="{status.lab}"'
    yield from _gauge("veilleur_phase", "1 for the phase that the lab is in.", _phases(status, lab))
    for name, told, value in _values(status):
        yield from _gauge(name, told, ((lab, value),))


def _phases(status: Status, lab: str) -> tuple[tuple[str, object], ...]:
    return tuple((f'{lab},phase="{phase}"', int(phase is status.phase)) for phase in Phase)


def _values(status: Status) -> tuple[tuple[str, str, object], ...]:
    age = (status.now - status.looked_at).total_seconds()
    return (
        ("veilleur_nodes_ready", "Nodes that are ready.", status.nodes_ready),
        ("veilleur_nodes_wanted", "Nodes that are wanted.", status.nodes_wanted),
        ("veilleur_session_chf", "CHF of this session so far.", status.chf),
        ("veilleur_chf_per_hour", "CHF an hour, now.", status.chf_per_hour),
        ("veilleur_look_age_seconds", "Age of the observation behind these figures.", age),
        ("veilleur_end_seconds", "Unix time of the leases' end, 0 without one.", _end(status)),
    )


def _end(status: Status) -> float:
    return status.end.timestamp() if status.end else 0.0


def _gauge(name: str, told: str, samples: tuple[tuple[str, object], ...]) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        yield f"{name}{{{labels}}} {value}"
