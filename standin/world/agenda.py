"""What will happen, and when: booked by name so that it survives a restart."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True, order=True)
class Appointment:
    """`what` names a handler, `key` the thing it is about; ties happen in the order of booking."""

    due: datetime
    turn: int
    what: str = field(compare=False)
    key: str = field(compare=False)


class Agenda:
    """A heap of appointments and the handlers that carry them out."""

    def __init__(self) -> None:
        self.booked: list[Appointment] = []
        self._handlers: dict[str, Callable[[str], None]] = {}
        self._turn = 0

    def on(self, what: str, handler: Callable[[str], None]) -> None:
        self._handlers[what] = handler

    def book(self, due: datetime, what: str, key: str) -> None:
        self._turn += 1
        heapq.heappush(self.booked, Appointment(due, self._turn, what, key))

    def next_due(self) -> datetime | None:
        return self.booked[0].due if self.booked else None

    def due_by(self, now: datetime) -> Appointment | None:
        """The next appointment that has come, taken off the agenda."""
        if not self.booked or self.booked[0].due > now:
            return None
        return heapq.heappop(self.booked)

    def carry_out(self, appointment: Appointment) -> None:
        self._handlers[appointment.what](appointment.key)

    def load(self, booked: list[Appointment]) -> None:
        self.booked = sorted(booked)
        self._turn = max((each.turn for each in booked), default=0)
