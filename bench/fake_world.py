"""How long a cycle takes in the fake world: `python -m bench.fake_world` (goal: under 100 us).

A lab lives a week of forgotten evenings; a cycle is one call of the watchdog.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta

from shared.usecases import service
from tests.fakes import demo
from tests.fakes.world import FakeWorld
from tests.usecases.story import start

TICKS = 2_000
ROUNDS = 5


def main() -> None:
    rounds = sorted(round_of(TICKS) for _ in range(ROUNDS))
    low, middle, high = rounds[0], rounds[ROUNDS // 2], rounds[-1]
    sys.stdout.write(
        f"a cycle in the fake world: {middle:.0f} us (min {low:.0f}, max {high:.0f}), "
        f"{TICKS} ticks, {ROUNDS} rounds\n"
    )


def round_of(ticks: int) -> float:
    """Microseconds a tick, the world's own step left out."""
    world = FakeWorld()
    demo.install(world.kube)
    start(world, hours=12)
    spent = 0.0
    for number in range(ticks):
        world.step(timedelta(minutes=5))
        lab = world.lab()
        begin = time.perf_counter()
        service.tick(lab)
        spent += time.perf_counter() - begin
        if number % 288 == 0 and number:
            start(world, hours=12)
    return spent / ticks * 1e6


if __name__ == "__main__":
    main()
