"""A start that knows of no session and sees no pools: it may be that the lab runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.actions import CreatePool, DeletePool, Message
from shared.core.decide import decide
from shared.core.seen import Closed, NodePool, Ownership, PoolStatus
from shared.core.session import Phase
from shared.errors import TemporaryError
from tests.core import given
from tests.core.given import HOUR, MINUTE, T0
from tests.fakes import demo
from tests.fakes.world import SETTINGS, FakeWorld
from tests.usecases.story import live, start, stop, until

BEFORE = Ownership(lab="lab", session="s-before", birth=T0 - HOUR, token=1)
OVER = {"s-before": Closed(profile="standard", proven=T0 - MINUTE)}
RUNS = given.pool(90, labels=BEFORE)


def standing(world: FakeWorld) -> set[str]:
    pools = world.cloud.pools.items()
    return {id_ for id_, pool in pools if pool.status is not PoolStatus.DELETING}


def forgotten() -> FakeWorld:
    """A lab that runs, and whose whole state is lost but for an empty Lease."""
    world = FakeWorld()
    demo.install(world.kube)
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
    live(world, HOUR)
    world.bodies.objects.clear()
    assert world.heads.head is not None
    world.heads.head = replace(world.heads.head, notes={})
    return world


def test_it_is_refused_and_the_lab_that_runs_is_adopted() -> None:
    world = forgotten()
    before = standing(world)
    world.pools.down = "429"
    with pytest.raises(TemporaryError, match="no session is known"):
        start(world)
    world.pools.down = ""
    live(world, 3 * MINUTE)
    assert standing(world) == before
    assert "adopted" in world.alarms()


def test_once_the_pools_are_seen_it_goes_on_with_what_runs() -> None:
    world = forgotten()
    before = standing(world)
    start(world, hours=8)
    live(world, 3 * MINUTE)
    assert standing(world) == before


def test_a_list_that_shows_nothing_then_makes_two_sets_and_no_work_is_lost() -> None:
    """Neither state nor memory tell of the first one: the brake alone holds, and people hear."""
    world = forgotten()
    before = standing(world)
    world.pools.stale = ()
    start(world)
    world.pools.stale = None
    live(world, 15 * MINUTE)
    assert before <= standing(world)
    assert {f"not-over:{id_}" for id_ in before} <= set(world.alarms())
    stop(world)
    until(world, Phase.STOPPED, 40 * MINUTE)
    assert world.archives.kept
    assert standing(world) == set()


def decided(pools: tuple[NodePool, ...], closed: dict[str, Closed]) -> tuple[str, list[object]]:
    """Of a session that is wanted up and began after `RUNS`."""
    seen = given.seen(pools=pools, closed=closed)
    decision = decide(given.session(), seen, T0 + HOUR, SETTINGS)
    assert decision.session is not None
    kinds = (CreatePool, DeletePool, Message)
    return decision.session.id, [a for a in decision.actions if isinstance(a, kinds)]


def test_a_session_that_has_no_pool_gives_way_to_the_one_that_runs() -> None:
    session, acts = decided((RUNS,), {})
    assert session == "s-before"
    assert not any(isinstance(a, CreatePool | DeletePool) for a in acts)


def test_beside_pools_of_its_own_it_goes_on_and_tells_of_the_other() -> None:
    session, acts = decided((given.pool(), RUNS), {})
    assert session == given.ID
    assert [a.cause for a in acts if isinstance(a, Message)] == ["not-over:90"]
    assert not any(isinstance(a, CreatePool | DeletePool) for a in acts)


@pytest.mark.parametrize("pools", [(RUNS,), (given.pool(), RUNS)])
def test_what_a_receipt_says_is_over_is_deleted_as_ever(pools: tuple[NodePool, ...]) -> None:
    session, acts = decided(pools, OVER)
    assert session == given.ID
    assert [a.id for a in acts if isinstance(a, DeletePool)] == ["90"]


def test_while_the_ledger_cannot_be_read_nothing_is_touched() -> None:
    seen = given.seen(pools=(RUNS,), closed=given.GONE)
    decision = decide(given.session(), seen, T0 + HOUR, SETTINGS)
    assert decision.actions == ()
    assert "another session" in decision.reason


def test_a_fresh_lab_waits_for_the_provider_too() -> None:
    world = FakeWorld()
    world.pools.down = "503"
    with pytest.raises(TemporaryError):
        start(world)
    world.pools.down = ""
    world.step(timedelta(minutes=1))
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
