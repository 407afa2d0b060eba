"""Sources that fail, and what Veilleur says and does then. The whole table is a later work."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.actions import ObjectRef
from shared.core.session import Phase
from shared.errors import TemporaryError, WrongClusterError
from shared.ports import Endpoint
from shared.usecases import memory as memories
from shared.usecases import service
from tests.core import given
from tests.fakes import demo
from tests.fakes.effects import At, Kill
from tests.fakes.world import FakeWorld
from tests.usecases.story import live, start, stop, tick, until


def running(hours: float = 6) -> FakeWorld:
    world = FakeWorld()
    demo.install(world.kube)
    start(world, hours=hours)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    live(world, timedelta(minutes=3))
    return world


def test_with_the_api_server_gone_the_pools_are_deleted_fifteen_minutes_past_the_end() -> None:
    world = running(hours=2)
    world.cluster.down = "API server gone"
    failures = 0
    for _ in range(150):
        world.step(timedelta(minutes=1))
        try:
            service.tick(world.lab())
        except TemporaryError:
            failures += 1
    assert failures > 100
    assert world.cloud.pools == {}
    nodes = [b for b in world.cloud.billed.values() if b.flavor != "load_balancer"]
    ended = max(b.ended for b in nodes if b.ended is not None)
    assert ended <= world.now.replace(hour=19, minute=0) + timedelta(minutes=17)
    assert "money-wins" in world.alarms()


def test_a_running_lab_whose_pools_are_not_seen_once_runs_on_and_is_no_alarm() -> None:
    world = running()
    live(world, timedelta(hours=1), every=timedelta(minutes=5))
    world.pools.down = "503"
    status = tick(world)
    assert status is not None
    assert (status.phase, status.why) == (Phase.RUNNING, "cannot see the provider's pools: 503")
    world.pools.down = ""
    live(world, timedelta(minutes=2))
    assert world.alarms() == []


def test_a_running_lab_whose_pools_cannot_be_seen_for_long_is_one_alarm() -> None:
    world = running()
    world.pools.down = "503"
    live(world, timedelta(minutes=20))
    assert world.alarms() == ["unseen"]


def test_off_waits_for_a_source_that_cannot_be_asked() -> None:
    world = running()
    stop(world)
    world.leftovers.down["load_balancer"] = "Octavia is down"
    status = live(world, timedelta(minutes=25))
    assert status is not None
    assert status.phase is Phase.STOPPING
    assert "could not ask load_balancers: Octavia is down" in status.why
    world.leftovers.down.clear()
    until(world, Phase.STOPPED, timedelta(minutes=2))


@pytest.mark.parametrize("source", ["server", "load_balancer", "floating_ip", "volume"])
def test_a_sleeping_lab_is_not_alarmed_by_one_blind_look_but_by_half_an_hour(source: str) -> None:
    world = running()
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    live(world, timedelta(hours=5))
    for lasting, alarms in ((10, []), (50, ["not-proven"])):
        world.leftovers.down[source] = "503"
        live(world, timedelta(minutes=lasting))
        world.leftovers.down.clear()
        live(world, timedelta(minutes=30))
        assert world.alarms() == alarms


def test_what_cannot_be_deleted_is_an_alarm_that_names_it() -> None:
    world = running(hours=1)
    world.archives.down = "the bucket is full"
    world.leftovers.stuck = True
    live(world, timedelta(hours=2, minutes=30))
    assert world.alarms()[-1] == "not-proven"
    assert world.cloud.pools == {}


def test_an_archive_that_cannot_be_written_holds_the_stop_and_says_so() -> None:
    world = running()
    world.archives.down = "the bucket is full"
    stop(world)
    live(world, timedelta(minutes=20))
    assert len(world.cloud.pools) == 1
    assert "stop-is-stuck" in world.alarms()
    world.archives.down = ""
    until(world, Phase.STOPPED, timedelta(minutes=20))


def test_a_kubeconfig_of_another_cluster_writes_nothing() -> None:
    world = running()
    world.cluster.at = Endpoint(server="https://other.example", ca_pem="CA")
    before = world.kube.writes
    for _ in range(2):
        with pytest.raises(WrongClusterError, match=r"other\.example"):
            service.tick(world.lab())
    assert world.kube.writes == before
    assert world.alarms() == ["wrong-cluster"]
    assert "other.example" in world.sent[-1].en
    assert "lab.example" in world.sent[-1].fr


def test_only_the_stage_that_is_passed_by_is_an_alarm() -> None:
    """A bare pod whose finalizer nobody serves holds no bill, and nothing else is blamed."""
    world = running()
    held = {"metadata": {"finalizers": ["example.org/nobody"]}}
    world.kube.patch(ObjectRef(resource="pods", namespace="default", name="bare"), held)
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=25))
    assert world.alarms() == ["stage-skipped:pods"]


def test_a_post_that_lands_late_is_not_repeated_and_its_pool_is_used() -> None:
    world = FakeWorld()
    demo.install(world.kube)
    names = trace_of_a_start()
    world.effects.late = {names.index("create pool general 2") + 1: timedelta(minutes=2)}
    start(world)
    live(world, timedelta(minutes=10))
    assert len(world.cloud.pools) == 1
    assert service.status(world.lab()).phase is Phase.RUNNING


def test_a_post_that_lands_after_it_was_repeated_leaves_one_pool() -> None:
    world = FakeWorld()
    demo.install(world.kube)
    names = trace_of_a_start()
    world.effects.late = {names.index("create pool general 2") + 1: timedelta(minutes=9)}
    start(world)
    live(world, timedelta(minutes=15))
    assert len(world.cloud.pools) == 1


def test_a_doubled_post_leaves_one_pool() -> None:
    world = FakeWorld()
    demo.install(world.kube)
    world.effects.doubled = {trace_of_a_start().index("create pool general 2") + 1}
    start(world)
    live(world, timedelta(minutes=10))
    assert len(world.cloud.pools) == 1


def test_a_channel_that_fails_holds_nothing_up_and_is_tried_again() -> None:
    world = running()
    world.notifier.down = "webhook is down"
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    assert world.sent == []
    world.notifier.down = ""
    start(world)
    live(world, timedelta(minutes=10))
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    assert [m.cause for m in world.sent] == ["stopping", "off"]


def test_quota_is_an_alarm_with_the_platforms_own_words() -> None:
    world = FakeWorld()
    world.cloud.quota = 1
    start(world)
    live(world, timedelta(minutes=2))
    assert world.alarms() == ["pool-failed:general"]
    world.cloud.quota = 10
    until(world, Phase.RUNNING, timedelta(minutes=15))


def test_a_start_that_failed_on_quota_can_be_stopped_to_a_proven_off() -> None:
    world = FakeWorld()
    world.cloud.quota = 0
    start(world)
    live(world, timedelta(minutes=2))
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))


def test_what_bills_and_is_of_no_session_is_an_alarm() -> None:
    """Its state was lost after its pools were gone: nobody would ever have heard of it."""
    world = FakeWorld()
    world.cloud.add_balancer("u", "web")
    status = live(world, timedelta(minutes=20))
    (said,) = world.alarms()
    assert said.startswith("leak:load_balancer kube_service_lab_default_web")
    assert status is not None
    assert status.phase is not Phase.STOPPED


def test_a_lab_that_was_never_started_is_asked_every_quarter_of_an_hour_only() -> None:
    world = FakeWorld()
    looks = set()
    for _ in range(60):
        world.step(timedelta(minutes=1))
        status = tick(world)
        assert status is not None
        looks.add(status.looked_at)
    assert len(looks) == 4


def test_a_killed_tick_frees_its_lock_by_itself() -> None:
    world = running()
    world.effects.since_kill = 0
    world.effects.kills = [Kill(1, At.AFTER)]
    assert tick(world) is None
    world.step(timedelta(seconds=61))
    assert tick(world) is not None


def trace_of_a_start() -> list[str]:
    world = FakeWorld()
    demo.install(world.kube)
    start(world)
    return world.effects.log


def test_a_look_that_is_dated_in_the_future_is_not_slept_upon() -> None:
    world = running(hours=1)
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=40))
    memory, _ = memories.load(lab := world.lab())
    assert memory.look is not None
    ahead = replace(memory.look, at=world.now + timedelta(days=365))
    memories.save(lab, replace(memory, look=ahead))
    world.cloud.pools["200"] = given.pool(200, labels=None)
    live(world, timedelta(minutes=5))
    assert world.alarms() == ["adopted"]
