"""The port Archives: the fake world's, and the real one over a cluster and each store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from shared.core.actions import MakeArchive
from shared.errors import TemporaryError
from shared.ports import Archives, Bodies
from shared.usecases.archive import Archiver
from tests.contract.real import STORES
from tests.contract.stores import Case, case_of
from tests.fakes import demo
from tests.fakes.world import FakeWorld
from tests.real.servers.running import Running

FIRST = MakeArchive(name="lab-20260106170000", session="s1")
SECOND = MakeArchive(name="lab-20260106180000", session="s2")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The archives, and the same while nothing can be written."""

    there: Archives
    cut_off: Archives


def streamed(world: FakeWorld, case: Case) -> Shelf:
    """The product's own, over the fake world's cluster and a store."""

    def over(bodies: Bodies) -> Archives:
        return Archiver(
            lab=case.prefix.replace("/", "-"),
            prefix=f"{case.prefix}/velero",
            cluster=world.cluster,
            bodies=bodies,
            clock=world.clock,
        )

    return Shelf(over(case.there), over(case.cut_off))


def faked(world: FakeWorld) -> Shelf:
    lost = FakeWorld().archives
    lost.down = "the bucket is full"
    return Shelf(world.archives, lost)


@pytest.fixture
def world() -> FakeWorld:
    made = FakeWorld()
    demo.install(made.kube)
    return made


@pytest.fixture(params=["the fake archives", *STORES])
def shelf(
    request: pytest.FixtureRequest, world: FakeWorld, real_stores: Running
) -> Iterator[Shelf]:
    if request.param == "the fake archives":
        yield faked(world)
        return
    with case_of(request.param, real_stores) as case:
        yield streamed(world, case)


@pytest.fixture
def archives(shelf: Shelf) -> Archives:
    return shelf.there


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


def test_one_that_cannot_be_written_is_an_error_and_enters_nothing(shelf: Shelf) -> None:
    first = shelf.there.make(FIRST)
    with pytest.raises(TemporaryError):
        shelf.cut_off.make(SECOND)
    assert shelf.there.latest() == first
