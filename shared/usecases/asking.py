"""One question to a port: what fails is Unknown, and never "there is none"."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from shared.core.seen import Unknown
from shared.errors import PortError, RateLimitedError
from shared.usecases.lab import Hold

T = TypeVar("T")


class Asking:
    """Each source for itself. `hold` comes before: slow answers must not outlast the lock."""

    def __init__(self, hold: Hold) -> None:
        self._hold = hold

    def __call__(self, source: str, read: Callable[[], T]) -> T | Unknown:
        self._hold()
        try:
            return read()
        except RateLimitedError as error:
            return Unknown(source, str(error), error.retry_after)
        except PortError as error:
            return Unknown(source, str(error))
