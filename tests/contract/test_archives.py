"""The port Archives: the fake world's, and the real one over a cluster and a bucket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.actions import MakeArchive
from shared.errors import TemporaryError
from shared.ports import Archives
from shared.usecases.archive import Archiver
from tests.fakes import demo
from tests.fakes.world import FakeWorld

FIRST = MakeArchive(name="lab-20260106170000", session="s1")
SECOND = MakeArchive(name="lab-20260106180000", session="s2")


def fake(world: FakeWorld) -> Archives:
    return world.archives


def streamed(world: FakeWorld) -> Archives:
    """The product's own, over the fake world's cluster and bucket."""
    return Archiver(
        lab="lab", prefix="velero", cluster=world.cluster, bodies=world.bodies, clock=world.clock
    )


@pytest.fixture
def world() -> FakeWorld:
    made = FakeWorld()
    demo.install(made.kube)
    return made


@pytest.fixture(params=[fake, streamed])
def archives(request: pytest.FixtureRequest, world: FakeWorld) -> Archives:
    make: Callable[[FakeWorld], Archives] = request.param
    return make(world)


def test_before_the_first_there_is_none(archives: Archives) -> None:
    assert archives.latest() is None


def test_what_was_made_is_the_latest_and_verified(archives: Archives, world: FakeWorld) -> None:
    made = archives.make(FIRST)
    assert archives.latest() == made
    assert (made.name, made.session, made.verified) == (FIRST.name, "s1", True)
    assert made.taken_at == world.now
    assert made.items > 0


def test_the_newest_counts(archives: Archives, world: FakeWorld) -> None:
    archives.make(FIRST)
    world.step(timedelta(hours=1))
    second = archives.make(SECOND)
    assert archives.latest() == second


def test_a_quarantined_one_is_found_too(archives: Archives) -> None:
    made = archives.make(replace(FIRST, quarantined=True))
    assert archives.latest() == made


def test_one_that_cannot_be_written_is_an_error_and_enters_nothing(
    archives: Archives, world: FakeWorld
) -> None:
    first = archives.make(FIRST)
    world.bodies.down = world.archives.down = "the bucket is full"
    with pytest.raises(TemporaryError):
        archives.make(SECOND)
    world.bodies.down = world.archives.down = ""
    assert archives.latest() == first
