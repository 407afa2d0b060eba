"""A cron that ticks seldom finds stages past their deadline: done meanwhile, they alarm nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fakes import demo
from tests.fakes.world import FakeWorld
from tests.usecases.story import MINUTE, live, start


def forgotten(world: FakeWorld, every: timedelta) -> None:
    """A lab is started, and nobody thinks of stopping it."""
    demo.install(world.kube)
    start(world)
    live(world, timedelta(minutes=30), MINUTE)
    live(world, timedelta(hours=6, minutes=30), every)


@pytest.mark.parametrize("minutes", [1, 2, 3, 5])
def test_no_stage_that_is_done_is_told_as_skipped(minutes: int) -> None:
    world = FakeWorld()
    forgotten(world, timedelta(minutes=minutes))
    assert world.alarms() == []
    assert world.sent[-1].cause == "off"


@pytest.mark.parametrize("minutes", [1, 2, 3])
def test_a_stage_that_is_not_done_is_skipped_and_told_once(minutes: int) -> None:
    world = FakeWorld()
    world.kube.create(
        "volumeattachments.storage.k8s.io", {"metadata": {"name": "stuck"}, "spec": {}}
    )
    forgotten(world, timedelta(minutes=minutes))
    assert world.alarms() == ["stage-skipped:volumes"]
