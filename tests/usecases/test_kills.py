"""A kill before, between and after every effect of a start and of a stop, one and two a run.

The next tick converges: nothing is doubled, nothing is lost (guarantee G4).
"""

from __future__ import annotations

from datetime import timedelta
from itertools import chain

import pytest

from shared.core.session import Phase
from shared.errors import ConflictError, LockHeldError
from tests.fakes import demo
from tests.fakes.effects import At, Kill, Killed
from tests.fakes.world import FakeWorld
from tests.usecases.story import live, start, stop, until

EFFECTS_OF_A_START = 40
EFFECTS_OF_A_STOP = 60


def insist_on_start(world: FakeWorld) -> None:
    """A person whose phone got no answer taps again, with the same idempotency key."""
    for _ in range(5):
        try:
            start(world, key="tap")
        except (Killed, LockHeldError, ConflictError):
            world.step(timedelta(minutes=2))
        else:
            return
    raise AssertionError("five taps were not enough")


def insist_on_stop(world: FakeWorld) -> None:
    for _ in range(5):
        try:
            stop(world)
        except (Killed, LockHeldError, ConflictError):
            world.step(timedelta(minutes=2))
        else:
            return
    raise AssertionError("five taps were not enough")


def slept_once() -> FakeWorld:
    """A lab whose workloads are asleep: a start has everything to bring back."""
    world = FakeWorld()
    demo.install(world.kube)
    start(world)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    live(world, timedelta(minutes=3))
    return world


def asleep() -> tuple[FakeWorld, dict[str, object]]:
    world = slept_once()
    shape = demo.shape(world.kube)
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    return world, shape


def kills(effects: tuple[int, ...], at: At) -> list[Kill]:
    return [Kill(effect, at) for effect in effects]


def runs_exactly(world: FakeWorld, shape: dict[str, object]) -> None:
    until(world, Phase.RUNNING, timedelta(minutes=30))
    live(world, timedelta(minutes=5))
    assert [(p.name, p.target) for p in world.cloud.pools.values()] == [("general", 2)]
    assert demo.shape(world.kube) == shape


def is_off_for_good(world: FakeWorld) -> None:
    until(world, Phase.STOPPED, timedelta(minutes=30))
    assert world.cloud.pools == {}
    assert world.cloud.balancers == {}
    assert world.cloud.servers == {}
    assert world.kube.list("nodes") == ()


@pytest.mark.parametrize("at", At)
@pytest.mark.parametrize("effect", range(1, EFFECTS_OF_A_START + 1))
def test_a_start_killed_once_comes_up_exactly(effect: int, at: At) -> None:
    world, shape = asleep()
    world.effects.kills = kills((effect,), at)
    world.effects.since_kill = 0
    insist_on_start(world)
    runs_exactly(world, shape)


@pytest.mark.parametrize("at", At)
@pytest.mark.parametrize("effect", range(1, EFFECTS_OF_A_STOP + 1))
def test_a_stop_killed_once_ends_off_and_loses_nothing(effect: int, at: At) -> None:
    world = slept_once()
    shape = demo.shape(world.kube)
    world.effects.kills = kills((effect,), at)
    world.effects.since_kill = 0
    insist_on_stop(world)
    is_off_for_good(world)
    assert len(world.ledger.receipts) == 1
    assert world.archives.latest() is not None
    insist_on_start(world)
    runs_exactly(world, shape)


PAIRS = [(a, b) for a in range(1, EFFECTS_OF_A_STOP, 3) for b in range(1, 30, 4)]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_a_start_and_a_stop_killed_twice_converge(first: int, second: int) -> None:
    world, shape = asleep()
    world.effects.kills = kills((first, second), At.AFTER)
    world.effects.since_kill = 0
    insist_on_start(world)
    runs_exactly(world, shape)
    world.effects.kills = list(chain(kills((second,), At.BEFORE), kills((first,), At.AFTER)))
    world.effects.since_kill = 0
    insist_on_stop(world)
    is_off_for_good(world)
    assert len(world.ledger.receipts) == 2
