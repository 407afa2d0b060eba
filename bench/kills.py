"""Every pair of kills of a start and of a stop, before and after each effect, in the fake world."""

from __future__ import annotations

from itertools import product

from shared.core.session import Phase
from tests.fakes.effects import At, Kill
from tests.fakes.world import FakeWorld
from tests.usecases import test_kills as story


def every_pair_of_kills() -> str:
    """Raises AssertionError at the first pair that does not converge."""
    runs = 0
    starts = product(range(1, story.EFFECTS_OF_A_START + 1), repeat=2)
    for (first, second), at in product(list(starts), At):
        _start_killed((Kill(first, at), Kill(second, At.AFTER)))
        runs += 1
    stops = product(range(1, story.EFFECTS_OF_A_STOP + 1), range(1, 41))
    for (first, second), at in product(list(stops), At):
        _stop_killed((Kill(first, at), Kill(second, At.BEFORE)))
        runs += 1
    return f"{runs} runs of two kills each, all converged"


def _start_killed(kills: tuple[Kill, ...]) -> None:
    world, shape = story.asleep()
    _kill(world, kills)
    story.insist_on_start(world)
    story.runs_exactly(world, shape)


def _stop_killed(kills: tuple[Kill, ...]) -> None:
    world = story.slept_once()
    _kill(world, kills)
    story.insist_on_stop(world)
    story.is_off_for_good(world)
    receipts = len(world.ledger.receipts)
    if receipts != 1:
        raise AssertionError(f"{receipts} receipts after {kills}, {Phase.STOPPED}")


def _kill(world: FakeWorld, kills: tuple[Kill, ...]) -> None:
    world.effects.kills = list(kills)
    world.effects.since_kill = 0
