"""Rule 5, told from outside: nothing bills past the limit, and no work pays for our trouble."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.actions import CreatePool, MakeArchive
from shared.core.seen import ArchiveSeen, Ownership, PoolStatus
from shared.core.session import NodeCount, Phase, PoolWish
from shared.errors import PermanentError, TemporaryError
from shared.ports import unheld
from shared.usecases import service
from tests.fakes import demo
from tests.fakes.ports import FakeArchives, FakeClock
from tests.fakes.world import GENERAL, T0, FakeWorld
from tests.usecases.story import extend, live, start, stop, tick, until

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Broken(FakeArchives):
    """As a bug of ours would: an exception that nobody foresaw."""

    def latest(self) -> ArchiveSeen | None:
        raise KeyError("uid")


class Full(FakeArchives):
    """The bucket takes nothing any more."""

    def make(self, action: MakeArchive, hold: Callable[[], None] = unheld) -> ArchiveSeen:
        raise PermanentError(f"{action.name}: no space left")


def running(hours: float = 6, profile: str = "standard") -> FakeWorld:
    world = FakeWorld()
    demo.install(world.kube)
    start(world, profile, hours=hours)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    return world


def suffer(world: FakeWorld, lasting: timedelta) -> None:
    """The watchdog is called each minute, whatever it raises."""
    for _ in range(lasting // MINUTE):
        world.step(MINUTE)
        try:
            service.tick(world.lab())
        except (TemporaryError, PermanentError, KeyError):
            continue


def test_with_the_bucket_gone_the_end_is_the_leases_not_a_guess() -> None:
    """Extended to ten hours: at six nothing may be deleted because the bucket cannot tell."""
    world = running(hours=4)
    live(world, HOUR)
    extend(world, 9)
    world.bodies.down = "the bucket is gone"
    suffer(world, 6 * HOUR)
    assert len(world.cloud.pools) == 1
    suffer(world, 3 * HOUR + 30 * MINUTE)
    assert world.cloud.pools == {}
    assert "money-wins" in world.alarms()


def test_with_the_api_server_gone_the_end_is_the_published_ones() -> None:
    world = running(hours=10)
    world.cluster.down = "API server gone"
    suffer(world, 9 * HOUR)
    assert len(world.cloud.pools) == 1
    suffer(world, 90 * MINUTE)
    assert world.cloud.pools == {}


def standing(world: FakeWorld) -> set[str]:
    pools = world.cloud.pools.items()
    return {id_ for id_, pool in pools if pool.status is not PoolStatus.DELETING}


def test_an_extension_that_the_published_copy_missed_is_the_memory_s_to_tell() -> None:
    """The Lease had it; then the API server went, and the copy still has the old end."""
    world = running(hours=1)
    live(world, 35 * MINUTE)
    pools = standing(world)
    world.bodies.refused.add("labs/lab/session.json")
    extend(world, 4)
    ends = world.now + 4 * HOUR
    world.cluster.down = "the API server is gone"
    suffer(world, 2 * HOUR)
    assert standing(world) == pools
    suffer(world, ends + 20 * MINUTE - world.now)
    assert standing(world) == set()
    assert "money-wins" in world.alarms()


def test_nor_is_a_stop_that_was_taken_back_since_then_believed() -> None:
    world = running(hours=1)
    live(world, 30 * MINUTE)
    pools = standing(world)
    stop(world)
    world.bodies.refused.add("labs/lab/session.json")
    start(world, hours=4)
    world.cluster.down = "the API server is gone"
    suffer(world, 2 * HOUR)
    assert standing(world) == pools


def test_a_memory_in_which_a_hand_makes_the_end_later_passes_no_limit() -> None:
    world = running(hours=1)
    live(world, 5 * MINUTE)
    memory = json.loads(world.bodies.objects["labs/lab/memory.json"])
    spoiled = {**memory, "end": (T0 + 100 * HOUR).isoformat()}
    world.bodies.objects["labs/lab/memory.json"] = json.dumps(spoiled).encode()
    world.cluster.down = "the API server is gone"
    suffer(world, T0 + 12 * HOUR + 20 * MINUTE - world.now)
    assert standing(world) == set()


def test_what_bills_beside_the_pools_is_named_too() -> None:
    """The nodes' load balancer goes after them, and an API that is gone lets neither go."""
    world = running(hours=4)
    (balancer,) = world.cloud.balancers.values()
    world.pools.down = "the provider is gone"
    suffer(world, 4 * HOUR + 20 * MINUTE)
    (told,) = [m.en for m in world.sent if m.cause == "stop-is-stuck"]
    assert f"general, {balancer.name}" in told
    world.pools.down = ""
    suffer(world, MINUTE)
    (told,) = [m.en for m in world.sent if m.cause == "money-wins"]
    assert f"deleting general now, then {balancer.name}" in told


def test_a_bug_of_ours_does_not_keep_the_lab_billed() -> None:
    world = running(hours=2)
    world.archives = Broken(world.kube, world.effects)
    suffer(world, 2 * HOUR + 20 * MINUTE)
    assert world.cloud.pools == {}
    assert [c.split(":")[0] for c in world.alarms()] == ["tick-failed", "money-wins"]


def test_a_pool_that_cannot_be_deleted_does_not_keep_the_others_billed() -> None:
    world = running(hours=2, profile="memory")
    locked = min(world.cloud.pools)
    world.pools.locked = {locked}
    world.archives.down = "the bucket is full"
    suffer(world, 2 * HOUR + 30 * MINUTE)
    assert list(world.cloud.pools) == [locked]


def test_a_stop_that_nobody_was_there_to_begin_is_made_in_order() -> None:
    """The scheduler was down over the end: work is given up for a stop that could not run only."""
    world = running()
    live(world, 5 * HOUR)
    world.step(3 * HOUR)
    tick(world)
    assert world.alarms() == ["stop-is-stuck"]
    until(world, Phase.STOPPED, timedelta(minutes=15))
    assert "money-wins" not in world.alarms()
    assert world.archives.kept


def test_a_platform_that_cannot_be_asked_is_an_alarm_and_one_more_once_it_costs() -> None:
    world = running(hours=2)
    world.pools.gone = "KaaS is down"
    told = ["tick-failed", "TemporaryError"]
    suffer(world, 90 * MINUTE)
    assert [c.split(":")[:2] for c in world.alarms()] == [told]
    suffer(world, 150 * MINUTE)
    assert [c.split(":")[:2] for c in world.alarms()] == [told, told]
    (balancer,) = world.cloud.balancers.values()
    assert all(f"general, {balancer.name}, " in m.en for m in world.sent if m.alarm)
    world.pools.gone = ""
    live(world, 30 * MINUTE)
    assert world.cloud.pools == {}


def test_where_neither_pools_nor_cluster_nor_bucket_can_be_seen_that_is_an_alarm_at_once() -> None:
    """Nobody knows what bills, nor until when it was to."""
    world = running(hours=2)
    world.pools.gone, world.cluster.down, world.bodies.down = "KaaS", "cluster", "bucket"
    suffer(world, MINUTE)
    assert [c.split(":")[0] for c in world.alarms()] == ["tick-failed"]
    assert "whatever runs may go on billing" in world.sent[-1].en


def test_an_alarm_that_was_not_delivered_is_sent_again_by_each_tick() -> None:
    world = running(hours=2)
    world.pools.gone, world.notifier.down = "KaaS is down", "the webhook is down"
    suffer(world, 2 * HOUR + 20 * MINUTE)
    assert world.alarms() == []
    world.notifier.down = ""
    suffer(world, 5 * MINUTE)
    assert len(world.alarms()) == 1


def test_a_platform_that_hiccups_is_no_alarm() -> None:
    world = running()
    for _ in range(3):
        world.pools.gone = "KaaS is down"
        suffer(world, 5 * MINUTE)
        world.pools.gone = ""
        live(world, 5 * MINUTE)
        world.cluster.down = "API server is down"
        suffer(world, 5 * MINUTE)
        world.cluster.down = ""
        live(world, 5 * MINUTE)
    assert world.alarms() == []


def test_an_archive_that_is_refused_each_minute_is_one_alarm() -> None:
    world = running()
    world.archives = Full(world.kube, world.effects)
    stop(world)
    live(world, 10 * MINUTE)
    assert world.alarms() == ["action-failed:write the archive"]


def test_where_no_list_is_to_be_had_known_ids_are_deleted_all_the_same() -> None:
    """Other people use up the token's requests: a deletion is worth more than a look (rule 13)."""
    world = running(hours=2)
    world.pools.down = "429"
    suffer(world, 2 * HOUR + 30 * MINUTE)
    assert world.cloud.pools == {}
    assert world.alarms().count("money-wins") == 1


def test_past_the_limit_known_ids_are_deleted_before_any_list() -> None:
    world = running(hours=2)
    world.archives.down = "the bucket is full"
    while world.now < T0 + 2 * HOUR + 14 * MINUTE:
        live(world, MINUTE)
    assert world.cloud.pools
    order: list[str] = []
    world.pools.log = order
    live(world, MINUTE)
    assert order[:2] == ["delete", "list"]
    live(world, 5 * MINUTE)
    assert world.cloud.pools == {}
    assert order.count("delete") == 1


def test_with_cluster_and_list_gone_known_ids_are_deleted() -> None:
    world = running(hours=2)
    world.cluster.down, world.pools.down = "API server gone", "429"
    suffer(world, 2 * HOUR + 20 * MINUTE)
    assert world.cloud.pools == {}
    assert "money-wins" in world.alarms()


@pytest.mark.parametrize("call", [start, stop, lambda world: extend(world, 1)])
def test_whoever_calls_past_the_limit_deletes_what_bills(
    call: Callable[[FakeWorld], object],
) -> None:
    """No watchdog runs, and the cluster is gone: a tap of anybody must do."""
    world = running(hours=2)
    world.cluster.down = "API server gone"
    world.step(2 * HOUR + 10 * MINUTE)
    with pytest.raises(TemporaryError):
        call(world)
    assert world.cloud.pools
    world.step(6 * MINUTE)
    with pytest.raises(TemporaryError):
        call(world)
    live_on(world)
    assert world.cloud.pools == {}
    assert "money-wins" in world.alarms()


def live_on(world: FakeWorld) -> None:
    """Time passes, and nobody calls."""
    for _ in range(3):
        world.step(MINUTE)


def by_hand(world: FakeWorld) -> None:
    """Somebody makes a pool of a configured name, without our labels."""
    wish = PoolWish(name="general", flavor=GENERAL, zone="az-1", nodes=NodeCount(1))
    none = Ownership(lab="lab", session="", birth=world.now, token=0)
    world.cloud.makes_machines_in = timedelta()
    number = world.cloud.create(CreatePool(wish=wish, labels=none))
    world.cloud.pools[number] = replace(world.cloud.pools[number], labels=None)
    for id_, server in world.cloud.servers.items():
        world.cloud.servers[id_] = replace(server, labels={"flavor": GENERAL})


@pytest.mark.parametrize("known_by", ["Nova", "the cluster", "the last looks"])
def test_a_pool_made_by_hand_is_as_old_as_anybody_knows(known_by: str) -> None:
    """No adoption and no lost session moves its birth: six hours after it, it is gone."""
    world = FakeWorld()
    by_hand(world)
    if known_by == "the last looks":
        live(world, 5 * MINUTE)
    else:
        world.step(5 * MINUTE)
    world.heads.head = None
    world.bodies.objects.pop("labs/lab/session.json", None)
    if known_by != "Nova":
        world.leftovers.down["server"] = "Nova is down"
    if known_by != "the cluster":
        world.cluster.down = "API server gone"
    else:
        world.bodies.down = "the bucket is gone"
    suffer(world, 6 * HOUR + 5 * MINUTE)
    assert world.cloud.pools
    suffer(world, 15 * MINUTE)
    assert world.cloud.pools == {}


def test_a_lock_that_can_never_be_had_keeps_nothing_billed_in_silence() -> None:
    """As where the head was replaced behind its address: every swap is a race that is lost."""
    world = running(hours=1)
    world.heads.contested = True
    suffer(world, timedelta(hours=2))
    assert world.cloud.pools == {}
    assert "money-wins" in world.alarms()


def test_before_the_limit_a_lost_race_is_the_others_to_carry_on() -> None:
    world = running(hours=3)
    world.heads.contested = True
    suffer(world, timedelta(minutes=20))
    assert len(world.cloud.pools) == 1
    assert world.alarms() == []


def test_a_store_that_is_down_for_hours_is_told_though_the_memory_lies_there() -> None:
    world = running(hours=6)
    live(world, timedelta(minutes=30))
    world.bodies.down = "503"
    suffer(world, timedelta(minutes=25))
    assert world.alarms() == []
    suffer(world, timedelta(hours=2))
    assert {cause.split(":")[0] for cause in world.alarms()} == {"tick-failed"}
    assert len(world.alarms()) == 2 * 5  # five minutes of each hour: no flood, and not forgotten


def test_a_machine_whose_clock_is_fast_gives_no_work_up_before_the_end() -> None:
    """Its tick fails, and what it then does goes by the API server's time (rule 4)."""
    world = running(hours=1)
    live(world, timedelta(minutes=30))
    world.bodies.down = "503"
    fast = replace(world.lab(), clock=FakeClock(world.now + timedelta(hours=1)))
    with pytest.raises(TemporaryError):
        service.tick(fast)
    assert len(world.cloud.pools) == 1
