"""How a test lives with the lab: people ask, cron ticks, time passes."""

from __future__ import annotations

from datetime import timedelta

from shared.core.asked import ExtendAsked, StartAsked, StopAsked
from shared.core.session import Phase
from shared.core.view import Status
from shared.errors import ConflictError, LockHeldError
from shared.usecases import service
from tests.fakes.effects import Killed
from tests.fakes.world import FakeWorld

MINUTE = timedelta(minutes=1)


def start(world: FakeWorld, profile: str = "standard", hours: float = 6, **more: str) -> Status:
    asked = StartAsked(profile=profile, lasts=timedelta(hours=hours), **more)
    return service.start(world.lab(), asked)


def stop(world: FakeWorld, holder: str | None = None) -> Status:
    return service.stop(world.lab(), StopAsked(holder=holder))


def extend(world: FakeWorld, hours: float, holder: str = "someone") -> Status:
    asked = ExtendAsked(lasts=timedelta(hours=hours), holder=holder)
    return service.extend(world.lab(), asked)


def tick(world: FakeWorld) -> Status | None:
    """As cron calls it: a kill or a lost race is over with the call."""
    try:
        return service.tick(world.lab())
    except (Killed, LockHeldError, ConflictError):
        return None


def live(world: FakeWorld, lasting: timedelta, every: timedelta = MINUTE) -> Status | None:
    """Time passes, the watchdog ticks. The last tick's answer."""
    status, left = None, lasting
    while left > timedelta():
        world.step(every)
        status = tick(world) or status
        left -= every
    return status


def until(world: FakeWorld, phase: Phase, within: timedelta) -> Status:
    """The answer of the tick that first shows `phase`; fails the test where none does."""
    left, status = within, None
    while left > timedelta():
        world.step(MINUTE)
        status = tick(world)
        if status is not None and status.phase is phase:
            return status
        left -= MINUTE
    raise AssertionError(f"not {phase} within {within}: {status and status.why}")
