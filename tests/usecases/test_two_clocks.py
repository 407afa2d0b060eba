"""Functions whose clocks are ten minutes apart (rule 4): one end, one lock, and an alarm."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.asked import ExtendAsked, StartAsked
from shared.core.session import Phase
from shared.errors import LockHeldError
from shared.ports import Clock
from shared.usecases import service
from shared.usecases.clocks import Shifted
from shared.usecases.cycle import commit_of
from shared.usecases.lab import Lab
from tests.fakes import demo
from tests.fakes.world import T0, FakeWorld
from tests.usecases.story import MINUTE, live, start, until

HOUR, AHEAD = timedelta(hours=1), 10 * MINUTE


def apart(world: FakeWorld, by: timedelta) -> Lab:
    """A function whose machine's clock is wrong by so much."""
    clock: Clock = Shifted(world.clock, by)
    return replace(world.lab(), clock=clock)


def running() -> FakeWorld:
    world = FakeWorld()
    demo.install(world.kube)
    start(world, hours=2)
    until(world, Phase.RUNNING, 10 * MINUTE)
    return world


@pytest.mark.parametrize("by", [AHEAD, -AHEAD])
def test_a_lab_stops_at_its_end_whoever_ticks(by: timedelta) -> None:
    world = running()
    while world.now < T0 + 2 * HOUR - MINUTE:
        world.step(MINUTE)
        assert service.tick(apart(world, by)).phase is Phase.RUNNING
    world.step(MINUTE)
    assert service.tick(apart(world, by)).phase is Phase.STOPPING
    for _ in range(15):
        world.step(MINUTE)
        service.tick(apart(world, by))
        live(world, MINUTE)
    assert world.cloud.pools == {}
    assert len(world.archives.kept) >= 1
    assert world.alarms() == ["clocks-apart"]


def test_an_end_that_is_written_by_one_is_read_by_the_other() -> None:
    world = FakeWorld()
    asked = StartAsked(profile="standard", lasts=2 * HOUR)
    ahead, behind = (apart(world, by) for by in (AHEAD, -AHEAD))
    assert service.start(ahead, asked).end == T0 + 2 * HOUR
    assert service.start(behind, asked).end == T0 + 2 * HOUR
    until(world, Phase.RUNNING, 10 * MINUTE)
    end = world.now + 3 * HOUR
    for lab in (apart(world, AHEAD), apart(world, -AHEAD), world.lab()):
        assert service.extend(lab, ExtendAsked(lasts=3 * HOUR, holder="ana")).end == end


@pytest.mark.parametrize("by", [AHEAD, -AHEAD])
def test_no_lock_is_stolen(by: timedelta) -> None:
    """To a clock that is ahead it would be over, to one that is behind never."""
    world = running()
    commit_of(world.lab()).acquire()
    other = apart(world, by)
    with pytest.raises(LockHeldError):
        service.tick(other)
    world.step(timedelta(seconds=59))
    with pytest.raises(LockHeldError):
        service.tick(other)
    world.step(timedelta(seconds=2))
    assert service.tick(other).phase is Phase.RUNNING
