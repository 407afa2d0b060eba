"""Functions as processes of their own, struck at one request of theirs: killed, or stopped.

Nothing races: the platform holds that request, and tells that it does.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass

from tests.e2e.function import Function, function
from tests.e2e.town import Json, Town

LOCK_IS_OVER = 61.0
CRON = 60.0
LOOK_SECONDS = 0.2  # of the machine's time, between two looks whether the process has ended
MOST_PROCESSES = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A request that a function sends. `behind` is another one, after which the next is meant."""

    told: str
    api: str
    match: str
    behind: Place | None = None

    def __str__(self) -> str:
        return self.told


@dataclass(frozen=True, slots=True)
class Held:
    """A function whose request is on its way, and gets no further until it is let go."""

    process: Function
    fault: int
    lab: Town

    def let_go(self) -> None:
        self.lab.stage.control.let_go(self.fault)

    def goes_on(self) -> tuple[int, Json]:
        """SIGCONT to one that stood still; its exit code and its answer."""
        self.process.signal(signal.SIGCONT)
        return self.process.answer()

    def kill(self) -> None:
        """Dead before it could hear of its request, which is then let go."""
        self.process.kill()
        self.let_go()


def held_at(lab: Town, place: Place, when: str, then: str, *asked: str) -> Held:
    """One process after the other, until one sends that request."""
    first = place.behind or place
    fault = hold(lab, first, "after" if place.behind else when, then)
    told: Json = {}
    for _ in range(MOST_PROCESSES):
        process = function(lab.stage.environ, *asked)
        if _reaches(lab, fault, process):
            break
        told = _ended_well(lab, process)
        lab.stage.control.step(CRON)
    else:
        raise AssertionError(f"no process came as far as {place}: {told}")
    return _passed_on(lab, place, when, then, Held(process, fault, lab))


def _passed_on(lab: Town, place: Place, when: str, then: str, held: Held) -> Held:
    if place.behind is None:
        return held
    fault = hold(lab, place, when, then)
    lab.stage.control.let_go(held.fault)
    return comes_to(lab, place, fault, held.process)


def comes_to(lab: Town, place: Place, fault: int, process: Function) -> Held:
    assert _reaches(lab, fault, process), f"it did not come as far as {place}"
    return Held(process, fault, lab)


def hold(lab: Town, place: Place, when: str, then: str) -> int:
    args = {"when": when, "then": then}
    return lab.stage.control.break_it("hold", api=place.api, match=place.match, times=1, args=args)


def _reaches(lab: Town, fault: int, process: Function) -> bool:
    while not lab.stage.control.is_held(fault, LOOK_SECONDS):
        if process.ended():
            return lab.stage.control.is_held(fault, 0)
    return True


def _ended_well(lab: Town, process: Function) -> Json:
    code, told = process.answer()
    assert code in (0, 4), told  # done, or the lock of a dead one
    lab.hold_against_the_truth(told)
    return told
