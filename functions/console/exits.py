"""What the shell is told: 0 done or accepted, and why not otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from http import HTTPStatus

from shared.errors import (
    ConfigError,
    ConflictError,
    InvalidRequestError,
    LabError,
    LockHeldError,
    RequestError,
)

LOST = ("urn:veilleur:problem:lock-held", "urn:veilleur:problem:conflict")


class Exit(IntEnum):
    DONE = 0
    REFUSED = 1
    BAD_USE = 2  # of the command, or of the configuration
    PLATFORM = 3
    LOCKED = 4


EXIT_TEXT = """exit codes:
  0  done, or accepted and going on
  1  refused: not now, or beyond the lab's limits; nothing was changed
  2  bad use, or a wrong configuration
  3  the platform failed, or did not answer
  4  another function is acting on the lab, or was faster: nothing was recorded, ask again
"""


def exit_of_answer(status: int, shown: object) -> Exit:
    """From an HTTP status and the problem that came with it."""
    if status < HTTPStatus.BAD_REQUEST:
        return Exit.DONE
    problem = shown if isinstance(shown, Mapping) else {}
    if problem.get("type") in LOST:
        return Exit.LOCKED
    if problem.get("type") == "urn:veilleur:problem:refused":
        return Exit.REFUSED
    if problem.get("fault") == "operator" or status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Exit.PLATFORM if problem.get("fault") == "platform" else Exit.BAD_USE
    return Exit.PLATFORM


def exit_of_error(error: LabError) -> Exit:
    """From an error that was raised before any answer came."""
    if isinstance(error, ConfigError | InvalidRequestError):
        return Exit.BAD_USE
    if isinstance(error, LockHeldError | ConflictError):
        return Exit.LOCKED
    return Exit.REFUSED if isinstance(error, RequestError) else Exit.PLATFORM
