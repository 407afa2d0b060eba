"""Every change to the fake world passes here: any of them can be the last, late, or twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from shared.errors import UnansweredError

T = TypeVar("T")


class Killed(BaseException):
    """The function was killed: nothing of it runs any more, no `finally` has an effect."""


class At(StrEnum):
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Kill:
    """The n-th effect from now (from 1) is the last: before it happens, or just after."""

    effect: int
    at: At


@dataclass(frozen=True, slots=True)
class Standstill:
    """The n-th effect from now (from 1), or the next of that name: its process stands still

    before or after it, and meanwhile others act.
    """

    effect: int | str
    at: At
    meanwhile: Callable[[], object]


@dataclass(slots=True)
class Effects:
    """`log` names what happened, in order. `kills` are used up one by one, counted anew after each.

    `late`: effect number -> how much later it lands, unanswered; `doubled`: effect numbers that
    happen twice, as a proxy that retries would make them.
    """

    kills: list[Kill] = field(default_factory=list)
    late: dict[int, timedelta] = field(default_factory=dict)
    doubled: set[int] = field(default_factory=set)
    log: list[str] = field(default_factory=list)
    waiting: list[tuple[timedelta, Callable[[], object]]] = field(default_factory=list)
    standstill: Standstill | None = None
    dead: bool = False
    count: int = 0
    since_kill: int = 0

    def born(self) -> None:
        """A new process: the killed one's `finally` blocks are over."""
        self.dead = False

    def do(self, what: str, apply: Callable[[], T]) -> T:
        if self.dead:
            raise Killed(what)
        self.count += 1
        self.since_kill += 1
        kill = self.kills[0] if self.kills and self.kills[0].effect == self.since_kill else None
        if kill is not None and kill.at is At.BEFORE:
            self._die(what)
        number = self.since_kill
        self._stand_still(At.BEFORE, number, what)
        if self.count in self.late:
            self.waiting.append((self.late[self.count], apply))
            raise UnansweredError(f"{what}: no answer")
        done = self._apply(what, apply)
        self._stand_still(At.AFTER, number, what)
        if kill is not None:
            self._die(what)
        return done

    def pass_time(self, by: timedelta) -> None:
        """What was late lands."""
        left = [(after - by, apply) for after, apply in self.waiting]
        self.waiting = [(after, apply) for after, apply in left if after > timedelta()]
        for after, apply in left:
            if after <= timedelta():
                apply()

    def _apply(self, what: str, apply: Callable[[], T]) -> T:
        self.log.append(what)
        if self.count in self.doubled:
            apply()
        return apply()

    def _stand_still(self, at: At, number: int, what: str) -> None:
        """What happens meanwhile has effects of its own."""
        held = self.standstill
        if held is not None and held.at is at and held.effect in (number, what):
            self.standstill = None
            held.meanwhile()

    def _die(self, what: str) -> None:
        self.kills.pop(0)
        self.since_kill = 0
        self.dead = True
        raise Killed(what)
