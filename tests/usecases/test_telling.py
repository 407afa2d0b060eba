"""A message from outside of a cycle is told once, also by a process that can remember nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from shared.core import alarm
from shared.usecases.lab import Desk
from shared.usecases.tell import told_once
from tests.fakes.world import FakeWorld

MINUTE = timedelta(minutes=1)
SAID = alarm.clocks_apart(90)


def tell(world: FakeWorld, desk: Desk, times: int = 1) -> int:
    """A minute passes before each; how many messages have been sent by then."""
    for _ in range(times):
        world.step(MINUTE)
        told_once(replace(world.lab(), desk=desk), SAID)
    return len(world.sent)


def test_once_whichever_process_says_it() -> None:
    world = FakeWorld()
    assert [tell(world, Desk()) for _ in range(3)] == [1, 1, 1]


def test_without_a_memory_a_process_says_it_once_an_hour() -> None:
    world, desk = FakeWorld(), Desk()
    world.bodies.down = "no store"
    assert tell(world, desk, times=60) == 1
    assert tell(world, desk) == 2


def test_what_was_not_delivered_is_said_again() -> None:
    world, desk = FakeWorld(), Desk()
    world.bodies.down = world.notifier.down = "nothing goes out"
    assert tell(world, desk) == 0
    world.notifier.down = ""
    assert tell(world, desk) == 1


def test_another_wish_is_another_message() -> None:
    world, desk = FakeWorld(), Desk()
    world.bodies.down = "no store"
    for since in (world.clock.now(), world.clock.now() + MINUTE):
        told_once(replace(world.lab(), desk=desk), SAID, since)
    assert len(world.sent) == 2
