"""What all of the world's collections stand on: one clock, one seed, one agenda, one record."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from standin.clock import Clock
from standin.world.agenda import Agenda
from standin.world.events import Events
from standin.world.timeline import Timeline

TIMES = ("boot", "delete", "cluster")  # the purposes whose draw is how long something takes


@dataclass(slots=True)
class Ground:
    """`counts` makes every drawn number the n-th of its purpose, whatever else is drawn."""

    clock: Clock
    seed: int
    agenda: Agenda = field(default_factory=Agenda)
    events: Events = field(default_factory=Events)
    timeline: Timeline = field(default_factory=Timeline)
    counts: dict[str, int] = field(default_factory=dict)
    shelves: dict[str, dict[str, Any]] = field(default_factory=dict)
    _happening: datetime | None = None

    def now(self) -> datetime:
        """The clock's time, or that of the appointment which is being carried out."""
        return self._happening or self.clock.now().replace(microsecond=0)

    def advance(self) -> None:
        """Carry out all that has fallen due, each at its own second."""
        if self._happening is not None:
            return
        while appointment := self.agenda.due_by(self.clock.now()):
            self._happening = appointment.due
            try:
                self.agenda.carry_out(appointment)
            finally:
                self._happening = None

    def count(self, purpose: str) -> int:
        self.counts[purpose] = self.counts.get(purpose, 0) + 1
        return self.counts[purpose]

    def dice(self, purpose: str) -> Random:
        """Fresh dice for the next draw of this purpose: the same seed gives the same story."""
        return Random(f"{self.seed}:{purpose}:{self.count(purpose)}")  # noqa: S311 -- a story, no secret

    def draw_anew(self, seed: int) -> None:
        """Only times are drawn again from their first: names and ids must never come twice."""
        self.seed = seed
        for purpose in TIMES:
            self.counts.pop(purpose, None)

    def new_uuid(self, purpose: str) -> str:
        return str(uuid.UUID(int=self.dice(purpose).getrandbits(128), version=4))

    def book(self, after: timedelta, what: str, key: object) -> None:
        self.agenda.book(self.now() + after, what, str(key))

    def note(self, what: str, **facts: Any) -> None:  # noqa: ANN401 -- JSON
        self.events.write(self.now(), what, **facts)
