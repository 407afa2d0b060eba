"""The platform's time: the wall's, or one that only moves when it is told to.

A stepped clock never moves during a request, so a slow machine changes nothing
in what a test or the demo sees. Signatures, TLS and socket time-outs stay on
wall time: they belong to the machine, not to the story.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Mode(StrEnum):
    WALL = "wall"
    STEPPED = "stepped"


class Clock:
    """Aware UTC. `advance` moves it forward; on the wall's time it is an offset added to it."""

    def __init__(self, mode: Mode = Mode.WALL, start: datetime | None = None) -> None:
        self.mode = mode
        self._moved = timedelta()
        self._start = start or datetime.now(UTC).replace(microsecond=0)

    def now(self) -> datetime:
        if self.mode is Mode.STEPPED:
            return self._start + self._moved
        return datetime.now(UTC) + self._moved

    def advance(self, by: timedelta) -> datetime:
        if by < timedelta():
            msg = f"time does not go back: {by}"
            raise ValueError(msg)
        self._moved += by
        return self.now()
