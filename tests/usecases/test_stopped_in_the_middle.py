"""A process that stands still before or after any effect, until another has acted, then goes on.

What it believed is minutes old: it does nothing that counts, and nothing is lost (G4, G5).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.session import Phase
from shared.errors import ConflictError, LockHeldError
from tests.fakes import demo
from tests.fakes.effects import At, Standstill
from tests.fakes.world import SETTINGS, FakeWorld
from tests.usecases.story import live, start, stop, until
from tests.usecases.test_kills import asleep, is_off_for_good, runs_exactly, slept_once

OF_A_START, OF_A_STOP, OF_A_STOP_TAKEN_BACK = range(1, 34), range(1, 44), range(1, 30)
EVERYWHERE = pytest.mark.parametrize("at", At)
# A lab that was stopped while it woke has no load balancer to show yet; and a pool that a late
# request made, and the next look deletes, may go before Nova ever shows a machine of it.
BLIND = replace(SETTINGS, accept_blind=frozenset({"servers", "load_balancers", "floating_ips"}))


def stands_still(world: FakeWorld, effect: int, at: At, others: Callable[[], object]) -> None:
    """Its lock is over when the others come."""

    def meanwhile() -> None:
        world.step(timedelta(seconds=61))
        others()

    world.effects.standstill = Standstill(effect, at, meanwhile)
    world.effects.since_kill = 0


def stop_and_be_off(world: FakeWorld) -> None:
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=30))


def start_and_run(world: FakeWorld) -> None:
    start(world)
    until(world, Phase.RUNNING, timedelta(minutes=30))


def carried_on(wish: Callable[[FakeWorld], object], world: FakeWorld) -> None:
    """A late one is told that it lost; or, where its wish was recorded in time, that it was."""
    with suppress(LockHeldError, ConflictError):
        wish(world)
    live(world, timedelta(minutes=20))
    assert world.effects.standstill is None
    live(world, timedelta(minutes=20))


@EVERYWHERE
@pytest.mark.parametrize("effect", OF_A_START)
def test_a_start_that_stood_still_while_the_lab_was_stopped(effect: int, at: At) -> None:
    world, shape = asleep()
    world.settings = BLIND
    stands_still(world, effect, at, lambda: stop_and_be_off(world))
    carried_on(start, world)
    is_off_for_good(world)
    assert len(world.ledger.receipts) <= 2
    start(world)
    runs_exactly(world, shape)


@EVERYWHERE
@pytest.mark.parametrize("effect", OF_A_STOP)
def test_a_stop_that_stood_still_while_the_lab_was_started_again(effect: int, at: At) -> None:
    world = slept_once()
    shape = demo.shape(world.kube)
    stands_still(world, effect, at, lambda: start_and_run(world))
    carried_on(stop, world)
    runs_exactly(world, shape)


@EVERYWHERE
@pytest.mark.parametrize("effect", OF_A_STOP)
def test_a_stop_that_stood_still_while_another_finished_it(effect: int, at: At) -> None:
    world = slept_once()
    shape = demo.shape(world.kube)
    stands_still(world, effect, at, lambda: stop_and_be_off(world))
    carried_on(stop, world)
    is_off_for_good(world)
    assert len(world.ledger.receipts) == 1
    start(world)
    runs_exactly(world, shape)


@EVERYWHERE
@pytest.mark.parametrize("effect", OF_A_STOP_TAKEN_BACK)
@pytest.mark.parametrize("done", ["patch services web", "delete pods bare"])
def test_a_wake_of_a_stop_taken_back_that_stood_still_while_it_was_stopped(
    done: str, effect: int, at: At
) -> None:
    world = slept_once()
    shape = demo.shape(world.kube)
    world.effects.log.clear()
    stop(world)
    while done not in world.effects.log:
        live(world, timedelta(minutes=1))
    stands_still(world, effect, at, lambda: stop_and_be_off(world))
    carried_on(start, world)
    is_off_for_good(world)
    start(world)
    runs_exactly(world, shape)
