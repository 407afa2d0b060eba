"""A store that proved its compare-and-swap is lock and commit; the Lease shows a copy (rule 3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from shared.adapters.s3 import Abilities, Bucket, Conditional, Connection, S3Heads
from shared.commit import Commit, How, LeaseAlone, MirroredHeads
from shared.core.asked import StartAsked, StopAsked
from shared.core.session import Phase
from shared.errors import (
    ConflictError,
    LockHeldError,
    PermanentError,
    TemporaryError,
    UnprovenError,
)
from shared.ports import Head, Heads
from shared.usecases import service
from shared.usecases.cycle import commit_of
from shared.usecases.lab import Lab
from tests.core import given
from tests.fakes import demo
from tests.fakes.effects import At, Kill
from tests.fakes.ports import FakeCluster, FakeHeads
from tests.fakes.world import T0, FakeWorld
from tests.usecases.story import extend, live, start, stop, tick, until
from tests.usecases.test_kills import insist_on_start, insist_on_stop, is_off_for_good, runs_exactly
from tests.usecases.test_money_wins import suffer

PROVEN = Abilities(
    endpoint="https://store.example",
    bucket="lab-state",
    tried=T0,
    swap=Conditional.PROVEN,
    create_only=Conditional.PROVEN,
    lifecycle=False,
    expiry=False,
    bulk_delete=True,
)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class StoreWorld(FakeWorld):
    """Its functions are configured for the store; `store` is the head that lies there."""

    def __init__(self) -> None:
        super().__init__()
        self.at_the_store = FakeCluster(self.kube, self.effects)  # whether that answers, alone
        self.store = FakeHeads(self.kube, self.effects, self.at_the_store)
        self.opened: Callable[[], Heads] = lambda: self.store
        self.moved = True  # to the store; before, its functions are configured for the Lease
        demo.install(self.kube)

    def lab(self) -> Lab:
        if not self.moved:
            return self.lab_on_the_lease()
        heads = MirroredHeads(store=self.opened, lease=self.heads)
        return replace(super().lab(), heads=heads, copied=self.heads.read)

    def lab_on_the_lease(self) -> Lab:
        """As a function that is configured otherwise has it."""
        return replace(super().lab(), heads=LeaseAlone(self.heads))

    @property
    def copy(self) -> Head:
        assert self.heads.head is not None
        return self.heads.head

    def lose_the_store(self) -> None:
        self.at_the_store.down = self.bodies.down = "the store is gone"


def running(hours: float = 6) -> StoreWorld:
    world = StoreWorld()
    start(world, hours=hours)
    until(world, Phase.RUNNING, 10 * MINUTE)
    return world


def commit(world: StoreWorld) -> Commit:
    """A process of its own."""
    return commit_of(world.lab())


def end_in(head: Head) -> datetime:
    return datetime.fromisoformat(head.notes["end"])


def test_a_lab_lives_and_ends_on_the_store_s_own_lock() -> None:
    world = running()
    stop(world)
    until(world, Phase.STOPPED, 30 * MINUTE)
    assert world.cloud.pools == {}
    assert world.alarms() == []


def test_the_end_can_be_read_from_the_lease_as_it_is_moved() -> None:
    world = running(hours=4)
    assert end_in(world.copy) == T0 + 4 * HOUR
    extend(world, 9)
    assert end_in(world.copy) == world.now + 9 * HOUR
    assert world.copy.notes["kept-in"] == "store"


def test_the_copy_is_nobody_s_lock() -> None:
    world = running()
    commit(world).acquire()
    assert (world.copy.holder, world.copy.renewed) == ("", None)


def test_a_function_that_lost_its_lock_saves_nothing_and_shows_nothing() -> None:
    world = StoreWorld()
    late = commit(world)
    lock = late.acquire()
    stored = late.load(lock.head)
    world.step(timedelta(seconds=61))
    commit(world).acquire()
    shown = world.copy
    with pytest.raises(ConflictError):
        late.save(lock, stored, given.session())
    assert world.copy == shown


def test_a_store_that_did_not_prove_itself_is_refused_and_money_still_wins() -> None:
    world = running(hours=4)

    def refused() -> Heads:
        raise UnprovenError("If-Match is advisory")

    world.opened = refused
    with pytest.raises(UnprovenError) as caught:
        service.start(world.lab(), given_start())
    assert "commit: lease" in caught.value.advice
    suffer(world, 4 * HOUR + 30 * MINUTE)
    assert world.cloud.pools == {}


def given_start() -> StartAsked:
    return StartAsked(profile="standard", lasts=HOUR)


@pytest.mark.parametrize(
    "weak",
    [replace(PROVEN, swap=Conditional.ADVISORY), replace(PROVEN, create_only=Conditional.NONE)],
    ids=["swap", "create"],
)
def test_half_a_proof_is_none(weak: Abilities) -> None:
    bucket = Bucket("lab-state", Connection(endpoint=PROVEN.endpoint, access_key="", secret_key=""))
    S3Heads(bucket, "lab", PROVEN)
    with pytest.raises(UnprovenError, match=r"is (advisory|none), by the race of"):
        S3Heads(bucket, "lab", weak)


def test_with_the_store_gone_the_end_is_the_lease_s_not_a_guess() -> None:
    """Extended to ten hours: at six nothing may be deleted because the store cannot tell."""
    world = running(hours=4)
    live(world, HOUR)
    extend(world, 9)
    world.lose_the_store()
    suffer(world, 6 * HOUR)
    assert len(world.cloud.pools) == 1
    suffer(world, 3 * HOUR + 30 * MINUTE)
    assert world.cloud.pools == {}
    assert "money-wins" in world.alarms()


def test_an_emptied_bucket_gives_neither_a_second_set_of_nodes_nor_another_end() -> None:
    world = running(hours=4)
    pools, end = dict(world.cloud.pools), end_in(world.copy)
    world.bodies.objects.clear()
    world.store.head = None
    live(world, HOUR)
    assert world.cloud.pools == pools
    stored = commit(world).load(world.store.read())
    assert stored.session is not None
    assert stored.session.end == end
    live(world, 3 * HOUR + 30 * MINUTE)
    assert world.cloud.pools == {}


def test_a_bucket_that_was_set_back_does_not_set_the_wish_back() -> None:
    world = running(hours=4)
    old = world.store.head
    extend(world, 9)
    end, token = end_in(world.copy), world.copy.token
    world.store.head = replace(old, version="set-back") if old else None
    tick(world)
    head = world.store.read()
    assert head is not None
    assert head.token > token
    assert end_in(head) == end_in(world.copy) == end
    assert commit(world).load(head).how is How.COMMITTED


def test_what_the_lease_could_not_be_told_it_is_told_by_the_next_tick() -> None:
    world = running(hours=4)
    before = end_in(world.copy)
    world.cluster.down = "API server gone"
    one = commit(world)
    lock = one.acquire()
    stored = one.load(lock.head)
    assert stored.session is not None
    end = T0 + 8 * HOUR
    one.save(lock, stored, replace(stored.session, end=end))
    assert end_in(world.copy) == before
    world.cluster.down = ""
    world.step(2 * MINUTE)
    commit(world).acquire()
    assert end_in(world.copy) == end


def test_a_lease_that_was_deleted_is_shown_anew() -> None:
    world = running(hours=4)
    world.heads.head = None
    tick(world)
    assert end_in(world.copy) == T0 + 4 * HOUR


def test_a_lab_that_moves_to_the_store_keeps_its_session() -> None:
    world = StoreWorld()
    service.start(world.lab_on_the_lease(), given_start())
    token = world.copy.token
    tick(world)
    head = world.store.read()
    assert head is not None
    assert head.token > token
    assert commit(world).load(head).how is How.COMMITTED
    assert len(world.cloud.pools) == 1


def test_it_does_not_move_while_the_lease_is_held() -> None:
    world = StoreWorld()
    commit_of(world.lab_on_the_lease()).acquire()
    with pytest.raises(LockHeldError):
        commit(world).acquire()


def test_functions_that_are_configured_apart_do_not_act_side_by_side() -> None:
    world = running()
    with pytest.raises(PermanentError, match="two functions") as caught:
        service.stop(world.lab_on_the_lease(), StopAsked(holder=None))
    assert "commit: store" in caught.value.advice
    assert len(world.cloud.pools) == 1


def test_where_the_lease_cannot_be_asked_no_first_head_is_made() -> None:
    """The lab may have one there: unknown is never absent."""
    world = StoreWorld()
    world.cluster.down = "API server gone"
    with pytest.raises(TemporaryError, match="API server gone"):
        commit(world).acquire()
    assert world.store.head is None


@pytest.mark.parametrize("at", At)
@pytest.mark.parametrize("effect", range(1, 31))
def test_a_move_to_the_store_that_is_killed_once_loses_nothing(effect: int, at: At) -> None:
    """The first start after it: a kill may fall between the Lease's mark, the head and its copy."""
    world = StoreWorld()
    world.moved = False
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
    shape = demo.shape(world.kube)
    live(world, 3 * MINUTE)
    stop(world)
    until(world, Phase.STOPPED, 20 * MINUTE)
    world.moved = True
    world.effects.kills, world.effects.since_kill = [Kill(effect, at)], 0
    insist_on_start(world)
    runs_exactly(world, shape)
    assert end_in(world.copy) == end_in(world.store.head or world.copy)


@pytest.mark.parametrize("at", At)
@pytest.mark.parametrize("effect", range(1, 41))
def test_a_stop_that_is_killed_once_ends_off(effect: int, at: At) -> None:
    world = running()
    live(world, 3 * MINUTE)
    world.effects.kills, world.effects.since_kill = [Kill(effect, at)], 0
    insist_on_stop(world)
    is_off_for_good(world)
    assert len(world.ledger.receipts) == 1
    assert world.copy.notes["wanted"] == "down"
