"""How long a cycle takes in the fake world: `python -m bench.fake_world` (goal: under 100 us).

A cycle is observe, decide, save, act, on a lab that runs; a tick adds the lock, the reading
of what is stored, and the status that it answers.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import timedelta

from shared.usecases import cycle, service
from shared.usecases.lab import Lab
from tests.fakes import demo
from tests.fakes.world import FakeWorld
from tests.usecases.story import start, tick

CALLS = 400
ROUNDS = 7


def main() -> None:
    for name, measure in (("cycle", one_cycle), ("tick", one_tick)):
        rounds = sorted(round_of(measure) for _ in range(ROUNDS))
        low, middle, high = rounds[0], rounds[ROUNDS // 2], rounds[-1]
        sys.stdout.write(
            f"a {name} in the fake world: {middle:.0f} us (min {low:.0f}, max {high:.0f}), "
            f"{CALLS} calls, {ROUNDS} rounds\n"
        )


def round_of(measure: Callable[[Lab], float]) -> float:
    """Microseconds a call, the world's own steps left out."""
    world = running()
    spent = 0.0
    for _ in range(CALLS):
        world.clock.time += timedelta(seconds=1)
        world.kube.now = world.clock.time
        spent += measure(world.lab())
    return spent / CALLS * 1e6


def running() -> FakeWorld:
    world = FakeWorld()
    demo.install(world.kube)
    start(world, hours=12)
    for _ in range(10):
        world.step(timedelta(minutes=1))
        tick(world)
    return world


def one_cycle(lab: Lab) -> float:
    commit = cycle.commit_of(lab)
    lock = commit.acquire()
    held = cycle.Held(lab, commit, lock, commit.load(lock.head))
    begin = time.perf_counter()
    held.once(cycle.keep, slow=True)
    spent = time.perf_counter() - begin
    held.release()
    return spent


def one_tick(lab: Lab) -> float:
    begin = time.perf_counter()
    service.tick(lab)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
