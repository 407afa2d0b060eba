"""The turn barrier: who takes part acts once a turn, and time moves on only when nobody wrote.

Controllers and workers are level-triggered clients in processes of their own. A turn is a number;
a participant waits for the next one, acts once to its own fixpoint, and says how many writes that
took. A whole round without a write means that the platform is settled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

MOST_ROUNDS = 30


class RestlessError(Exception):
    """`who` still writes after the last round that is allowed."""

    def __init__(self, who: Sequence[str]) -> None:
        super().__init__(f"not settled after {MOST_ROUNDS} rounds: {', '.join(who)} keeps writing")
        self.who = list(who)


class SilentError(Exception):
    """`who` never answered its turn: it is slow, stuck or gone."""

    def __init__(self, who: Sequence[str]) -> None:
        super().__init__(f"no answer to the turn from {', '.join(who)}")
        self.who = list(who)


@dataclass(frozen=True, slots=True)
class Done:
    """What a participant did in one turn, and when it next has something to do by itself."""

    seq: int
    writes: int
    due: datetime | None = None


class Turns:
    """`participants` are those without whom nothing is settled; `patience` is wall seconds."""

    def __init__(self, participants: Sequence[str] = (), patience: float = 30.0) -> None:
        self.participants = list(participants)
        self.seq = 0
        self.patience = patience
        self._done: dict[str, Done] = {}
        self._changed = asyncio.Condition()
        self._closed = False

    async def next(self, who: str, after: int, wait_seconds: float) -> int | None:
        """The number of a turn later than `after`, or None when none came in that time."""
        if who not in self.participants:
            raise KeyError(who)
        async with self._changed:
            try:
                async with asyncio.timeout(wait_seconds):
                    await self._changed.wait_for(lambda: self._closed or self._is_up(who, after))
            except TimeoutError:
                return None
        return self.seq if self._is_up(who, after) else None

    async def report(self, who: str, done: Done) -> None:
        if who not in self.participants:
            raise KeyError(who)
        async with self._changed:
            self._done[who] = done
            self._changed.notify_all()

    async def settle(self) -> int:
        """Rounds until one made no write. Raises `RestlessError` or `SilentError`."""
        busy: list[str] = []
        for turn in range(1, MOST_ROUNDS + 1):
            busy = await self._round()
            if not busy or self._closed:
                return turn
        raise RestlessError(busy)

    async def close(self) -> None:
        """Nobody waits any longer."""
        async with self._changed:
            self._closed = True
            self._changed.notify_all()

    def next_due(self, now: datetime) -> datetime | None:
        """The earliest moment after `now` for which a participant asked."""
        dues = [done.due for done in self._done.values() if done.due and done.due > now]
        return min(dues, default=None)

    async def _round(self) -> list[str]:
        async with self._changed:
            self.seq += 1
            self._changed.notify_all()
            try:
                async with asyncio.timeout(self.patience):
                    await self._changed.wait_for(lambda: self._closed or not self._missing())
            except TimeoutError:
                raise SilentError(self._missing()[:1]) from None  # the others wait for that one
            return [who for who in self.participants if self._wrote(who)]

    def _is_up(self, who: str, after: int) -> bool:
        """One after the other: if they wrote at once, luck would decide on uids and names."""
        before = self.participants[: self.participants.index(who)]
        return self.seq > after and all(self._seq_of(other) >= self.seq for other in before)

    def _missing(self) -> list[str]:
        return [who for who in self.participants if self._seq_of(who) < self.seq]

    def _seq_of(self, who: str) -> int:
        return self._done[who].seq if who in self._done else 0

    def _wrote(self, who: str) -> bool:
        return who in self._done and self._done[who].writes > 0
