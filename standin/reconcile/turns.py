"""The turn barrier: a participant acts once a turn, when told to, and says how much it wrote."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from standin.client import Access, ApiError, Obj, UnreachableError, Wire
from standin.reconcile.fixpoint import Outcome
from standin.reconcile.patience import patience
from standin.reconcile.times import parse, stamp

LOG = logging.getLogger(__name__)
TRIES = 3


@dataclass(frozen=True, slots=True)
class Turn:
    seq: int
    now: datetime


class Control:
    """The stand-in's control API, as far as a participant uses it."""

    def __init__(self, url: str) -> None:
        self._wire = Wire(Access(url))

    def close(self) -> None:
        self._wire.close()

    def next_turn(self, who: str, after: int) -> Turn | None:
        """None when the long poll ended without a turn. Raises `UnreachableError`."""
        told = self._wire.expect("GET", f"/turn?who={who}&after={after}")
        if not told or int(told["seq"]) <= after:
            return None
        return Turn(int(told["seq"]), parse(told["now"]))

    def done(self, who: str, seq: int, outcome: Outcome) -> None:
        """`due` lets the clock land on that very second instead of stepping over it."""
        due = stamp(outcome.due) if outcome.due else None
        body = {"who": who, "seq": seq, "writes": outcome.writes + outcome.again, "due": due}
        self._wire.expect("POST", "/turn", body)

    def machines(self) -> list[Obj]:
        return [dict(machine) for machine in self._wire.expect("GET", "/machines")]


def take_part(who: str, control: Control, act: Callable[[datetime], Outcome]) -> None:
    """Until the control API is gone: the platform has ended, and so does this process."""
    seq, guard = 0, _Guard(act)
    while True:
        try:
            turn = control.next_turn(who, after=seq)
            if turn is not None:
                seq = turn.seq
                control.done(who, seq, guard.act(turn.now))
        except UnreachableError:
            return


@dataclass(slots=True)
class _Guard:
    """A silent or failing API ends the turn, not the process.

    It asks for another turn at once, but not for ever: a server that stays away is tried again
    when time has moved on. So who cannot reach the API has done nothing, and holds nobody up.
    """

    run: Callable[[datetime], Outcome]
    failures: int = 0
    moment: datetime | None = None
    tries: int = 0  # failures at that moment

    def act(self, now: datetime) -> Outcome:
        try:
            outcome = self.run(now)
        except (UnreachableError, ApiError) as failure:
            LOG.warning("turn cut short: %s", failure)
            self._failed(now)
            return Outcome(again=self.tries < TRIES, due=now + patience(self.failures // TRIES))
        self.failures = 0
        return outcome

    def _failed(self, now: datetime) -> None:
        self.failures += 1
        self.tries = self.tries + 1 if self.moment == now else 1
        self.moment = now
