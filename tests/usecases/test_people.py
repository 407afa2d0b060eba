"""Several people, one lab: holders, extensions, another profile, a stop with nothing to stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.actions import CreatePool
from shared.core.asked import StopAsked
from shared.core.seen import Ownership
from shared.core.session import NodeCount, Phase, PoolWish
from shared.errors import RefusedError
from shared.usecases import service
from tests.fakes import demo
from tests.fakes.world import GENERAL, FakeWorld
from tests.usecases.story import extend, live, start, stop, tick, until


def running(**asked: str) -> FakeWorld:
    world = FakeWorld()
    demo.install(world.kube)
    start(world, hours=4, **asked)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    live(world, timedelta(minutes=2))
    return world


def test_the_lab_stays_until_the_last_holder_has_given_back() -> None:
    world = running(holder="ana")
    start(world, hours=4, holder="pipeline-7")
    assert stop(world, "ana").phase is Phase.RUNNING
    assert stop(world, "pipeline-7").phase is Phase.STOPPING
    until(world, Phase.STOPPED, timedelta(minutes=20))


def test_the_lab_stays_until_the_last_lease_has_ended() -> None:
    world = running(holder="ana")
    start(world, hours=5, holder="ben")
    live(world, timedelta(hours=4, minutes=30), every=timedelta(minutes=5))
    status = tick(world)
    assert status is not None
    assert status.phase is Phase.RUNNING
    assert [lease.holder for lease in status.holders] == ["ben"]  # ana's has ended
    assert world.alarms() == []


def test_a_repeated_start_with_its_key_changes_nothing() -> None:
    world = running(key="tap")
    before = (service.status(world.lab()).holders, dict(world.cloud.pools))
    again = start(world, hours=4, key="tap")
    assert not again.changed
    assert (again.holders, dict(world.cloud.pools)) == before


def test_another_profile_adds_its_pools_and_drains_what_is_surplus() -> None:
    world = running()
    birth, shape = service.status(world.lab()).birth, demo.shape(world.kube)
    start(world, "memory", hours=4)
    live(world, timedelta(minutes=15))
    assert sorted((p.name, p.target) for p in world.cloud.pools.values()) == [
        ("general", 1),
        ("memory", 1),
    ]
    status = service.status(world.lab())
    assert (status.phase, status.profile, status.birth) == (Phase.RUNNING, "memory", birth)
    pods = [p for p in world.kube.list("pods") if p["spec"].get("nodeName")]
    assert {p["spec"]["nodeName"] for p in pods} <= {
        n["metadata"]["name"] for n in world.kube.list("nodes")
    }
    assert demo.shape(world.kube) == shape  # the bare pod too, which nothing else brings back


def test_a_node_of_a_pool_that_goes_counts_for_nothing_wanted() -> None:
    world = running()
    start(world, "memory", hours=4)
    counts = []
    for _ in range(15):
        status = live(world, timedelta(minutes=1))
        assert status is not None
        counts.append((status.nodes_ready, status.nodes_wanted))
    assert counts == sorted(counts)
    assert counts[0] == (0, 2)
    assert counts[-1] == (2, 2)


def test_a_bare_pod_on_a_node_that_goes_comes_back_on_another() -> None:
    world = running()
    before = demo.shape(world.kube)
    start(world, "memory", hours=4)
    live(world, timedelta(minutes=15))
    nodes = {n["metadata"]["name"] for n in world.kube.list("nodes")}
    (bare,) = [p for p in world.kube.list("pods") if p["metadata"]["name"] == "bare"]
    assert bare["spec"]["nodeName"] in nodes
    assert demo.shape(world.kube) == before


def test_stopping_what_does_not_run_is_fine_and_changes_nothing() -> None:
    world = FakeWorld()
    status = stop(world)
    assert (status.phase, status.changed) == (Phase.STOPPED, False)
    assert "no session" in status.why


def test_stopping_pools_that_run_without_a_session_adopts_and_stops_them() -> None:
    world = running()
    world.heads.head = None
    world.bodies.objects.clear()
    assert stop(world).phase is Phase.STOPPING
    until(world, Phase.STOPPED, timedelta(minutes=20))
    assert world.cloud.pools == {}


def test_a_start_that_finds_pools_of_a_lost_session_takes_them_over() -> None:
    world = running()
    pools = dict(world.cloud.pools)
    world.heads.head = None
    world.bodies.objects.clear()
    start(world, hours=2)
    live(world, timedelta(minutes=5))
    assert world.cloud.pools == pools


def forget(world: FakeWorld) -> None:
    """What the bucket remembered of the lab is lost."""
    world.bodies.objects = {
        k: v for k, v in world.bodies.objects.items() if not k.endswith("memory.json")
    }


def test_a_lab_that_is_off_can_be_started_although_nobody_can_see_that_it_is_off() -> None:
    """Its receipt was written upon the proof. A day later Octavia is down, and the memory lost."""
    world = running()
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    world.step(timedelta(days=1))
    world.leftovers.down["load_balancer"] = "Octavia is down"
    forget(world)
    tick(world)
    first = world.ledger_id()
    assert start(world).session != first


def test_a_stop_that_is_taken_back_is_not_running_before_everything_is_back() -> None:
    world = running()
    shape = demo.shape(world.kube)
    stop(world)
    live(world, timedelta(minutes=1))
    assert start(world).phase is Phase.STARTING
    until(world, Phase.RUNNING, timedelta(minutes=10))
    assert demo.shape(world.kube) == shape


def test_a_lab_that_was_never_proven_off_can_be_started_a_day_later() -> None:
    world = running()
    world.leftovers.down["volume"] = "Cinder is down"
    stop(world)
    live(world, timedelta(hours=24), every=timedelta(minutes=30))
    assert world.ledger.receipts == {}
    start(world, hours=12)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    world.leftovers.down.clear()
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    receipt = next(iter(world.ledger.receipts.values()))
    assert world.truth_chf() <= receipt.chf <= world.truth_chf() * 105 / 100


def test_a_second_stop_of_a_session_warns_and_alarms_as_the_first_did() -> None:
    world = running()
    for _ in range(2):
        world.archives.down = "the bucket is full"
        stop(world)
        live(world, timedelta(minutes=20))
        world.archives.down = ""
        start(world)
        until(world, Phase.RUNNING, timedelta(minutes=10))
    assert world.alarms() == ["stop-is-stuck", "stop-is-stuck"]


def test_a_pool_made_by_hand_while_the_lab_sleeps_is_adopted_and_not_cut_down() -> None:
    world = running()
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    world.step(timedelta(days=1))
    wish = PoolWish(name="general", flavor=GENERAL, zone="az-1", nodes=NodeCount(1))
    ours = Ownership(lab="lab", session="by-hand", birth=world.now, token=0)
    number = world.cloud.create(CreatePool(wish=wish, labels=ours))
    world.cloud.pools[number] = replace(world.cloud.pools[number], labels=None)
    live(world, timedelta(hours=1))
    assert list(world.cloud.pools) == [number]
    assert world.alarms() == ["adopted"]
    live(world, timedelta(hours=6))
    assert world.cloud.pools == {}
    assert world.alarms() == ["adopted"]
    assert len(world.ledger.receipts) == 2


def test_a_lab_recovered_without_its_leases_is_not_cut_short_by_the_next_holder() -> None:
    world = running(holder="ana")
    extend(world, 8, "ana")
    head = world.heads.read()
    assert head is not None
    world.bodies.objects[head.notes["body"]] = b"{"
    assert start(world, hours=1, holder="ben").end is not None
    live(world, timedelta(hours=3), every=timedelta(minutes=5))
    assert len(world.cloud.pools) == 1


def test_an_extension_moves_the_end_and_says_so() -> None:
    world = running(holder="ana")
    live(world, timedelta(hours=3), every=timedelta(minutes=5))
    before = service.status(world.lab()).end
    after = extend(world, 3, "ana").end
    assert before is not None
    assert after is not None
    assert after > before


def test_a_stranger_is_refused_and_nothing_is_saved() -> None:
    world = running(holder="ana")
    puts = len([x for x in world.effects.log if x.startswith("put labs/lab/session/")])
    with pytest.raises(RefusedError):
        service.stop(world.lab(), StopAsked(holder="eve"))
    assert len([x for x in world.effects.log if x.startswith("put labs/lab/session/")]) == puts


def test_who_asks_is_told_that_the_wish_is_recorded_even_where_its_first_step_fails() -> None:
    """A 503 says that nothing was recorded: after the commit it would be untrue."""
    world = FakeWorld()
    world.bodies.refused.add("labs/lab/memory.json")
    status = start(world)
    assert status.changed
    assert "recorded, and the watchdog carries it out: labs/lab/memory.json" in status.why
    assert world.cloud.pools == {}  # a POST is not sent before it is remembered
    world.bodies.refused.clear()
    until(world, Phase.RUNNING, timedelta(minutes=10))
    assert len(world.cloud.pools) == 1
