"""60 requests a minute are shared with people's other tools (rule 13): what is asked, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.seen import NodePool
from shared.core.session import Phase
from shared.core.view import Status
from shared.errors import RateLimitedError
from shared.usecases import service
from shared.usecases.lab import Desk
from tests.fakes import demo
from tests.fakes.ports import FakePools
from tests.fakes.world import FakeWorld
from tests.usecases.story import MINUTE, live, start, stop, tick, until

SECOND = timedelta(seconds=1)


class Shared(FakePools):
    """Other people used the token's requests up, if `used`: for a minute from then on."""

    used = False

    def list(self) -> tuple[NodePool, ...]:
        self.log.append("list")
        if self.used:
            raise RateLimitedError("429", retry_after=MINUTE)
        return tuple(self._cloud.pools.values())


def running() -> tuple[FakeWorld, Shared]:
    world = FakeWorld()
    demo.install(world.kube)
    world.pools = pools = Shared(world.cloud, world.effects)
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
    pools.log.clear()
    return world, pools


def shown(world: FakeWorld, desk: Desk) -> Status:
    """As one process answers that lives on from call to call."""
    return service.status(replace(world.lab(), desk=desk))


def test_status_looks_once_in_fifteen_seconds_and_tells_its_age() -> None:
    (world, pools), desk = running(), Desk()
    first = shown(world, desk)
    for _ in range(14):
        world.step(SECOND)
        assert shown(world, desk).looked_at == first.looked_at
    assert pools.log == ["list"]
    world.step(SECOND)
    assert shown(world, desk).looked_at == world.now
    assert pools.log == ["list", "list"]


def test_status_looks_no_more_after_a_429_until_the_silence_is_over() -> None:
    (world, pools), desk = running(), Desk()
    first = shown(world, desk)
    pools.used = True
    world.step(20 * SECOND)
    assert shown(world, desk) == first
    for _ in range(3):
        world.step(15 * SECOND)
        assert shown(world, desk) == first
    assert pools.log == ["list", "list"]
    pools.used = False
    world.step(15 * SECOND)
    assert shown(world, desk).looked_at == world.now


def test_a_new_process_has_the_memory_s_last_look_then() -> None:
    world, pools = running()
    last = tick(world)
    assert last is not None
    pools.used = True
    world.step(MINUTE)
    told = shown(world, Desk())
    assert (told.phase, told.why) == (Phase.RUNNING, last.why)
    assert told.looked_at == last.looked_at
    assert told.now == world.now


def test_a_running_lab_bears_a_429_and_a_stop_goes_on_after_it() -> None:
    world, pools = running()
    pools.used = True
    status = live(world, 5 * MINUTE)
    assert status is not None
    assert status.phase is Phase.RUNNING
    pools.used = False
    stop(world)
    until(world, Phase.STOPPED, 20 * MINUTE)
    assert world.alarms() == []


@pytest.mark.parametrize("every", [1, 5])
def test_a_lab_that_is_proven_off_is_asked_every_quarter_of_an_hour(every: int) -> None:
    world, pools = running()
    stop(world)
    until(world, Phase.STOPPED, 20 * MINUTE)
    live(world, 15 * MINUTE, every * MINUTE)
    pools.log.clear()
    live(world, 60 * MINUTE, every * MINUTE)
    assert pools.log == ["list"] * 4
