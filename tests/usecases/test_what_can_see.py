"""Rule 7, told from outside: which sources can see, and what a credential that cannot is worth."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.seen import PoolStatus, Reach, Unknown
from shared.core.session import Phase
from shared.core.view import Status
from shared.usecases import service
from tests.fakes import demo
from tests.fakes.world import SETTINGS, FakeWorld
from tests.usecases.story import MINUTE, live, start, stop, until

KINDS = {
    "servers": "server",
    "load_balancers": "load_balancer",
    "floating_ips": "floating_ip",
    "volumes": "volume",
}
ALL = {*KINDS.values(), "port", "network"}


def without_a_balancer(world: FakeWorld) -> FakeWorld:
    demo.install(world.kube)
    world.kube.drop_all("services", [world.kube.get("services", "default", "web")])  # type: ignore[list-item]  # it is there
    return world


def running(world: FakeWorld | None = None, hours: float = 6) -> FakeWorld:
    world = world or FakeWorld()
    if world.kube.get("deployments.apps", "default", "web") is None:
        demo.install(world.kube)
    start(world, hours=hours)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    live(world, 3 * MINUTE)
    return world


def later(world: FakeWorld, minutes: int = 60) -> Status:
    status = live(world, timedelta(minutes=minutes))
    assert status is not None
    return status


def test_a_lab_that_never_had_a_load_balancer_is_proven_off_and_is_no_alarm() -> None:
    world = running(without_a_balancer(FakeWorld()))
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    later(world)
    assert world.alarms() == []
    evidence = world.ledger.receipts[world.ledger_id()].evidence
    assert "nothing to show: no Service ever had an address" in evidence["load_balancers"]
    assert "it showed port" in evidence["floating_ips"]


def test_a_lab_without_volumes_is_proven_off_and_is_no_alarm() -> None:
    world = without_a_balancer(FakeWorld())
    world.kube.drop_all("statefulsets.apps", list(world.kube.list("statefulsets.apps")))
    running(world)
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    later(world)
    assert world.alarms() == []


@pytest.mark.parametrize("minutes", range(1, 8))
def test_a_lab_that_is_stopped_at_any_minute_of_its_start_is_no_alarm(minutes: int) -> None:
    """Also before any look saw its load balancer, or its address."""
    world = FakeWorld()
    demo.install(world.kube)
    start(world)
    later(world, minutes)
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=25))
    later(world)
    assert world.alarms() == []
    assert world.cloud.balancers == {}


@pytest.mark.parametrize("source", KINDS)
def test_a_source_that_shows_nothing_all_along_is_never_off_and_is_an_alarm(source: str) -> None:
    world = FakeWorld()
    world.leftovers.blind = {KINDS[source]} | ({"port"} if source == "floating_ips" else set())
    running(world)
    stop(world)
    status = later(world)
    assert status.phase is Phase.STOPPING
    assert f"{source} is blind" in status.why
    assert world.alarms() == ["not-proven"]


def test_a_credential_of_another_project_is_never_off_and_every_source_says_why() -> None:
    world = FakeWorld()
    world.leftovers.blind = ALL
    world.leftovers.as_told = Reach(credential="c", project="another", region="dc3-a")
    running(world)
    stop(world)
    status = later(world)
    assert status.phase is Phase.STOPPING
    for source in KINDS:
        assert f"{source} is blind" in status.why
    assert "the credential of project another in region dc3-a" in status.why


def test_a_credential_that_is_changed_before_the_proof_is_never_off_until_it_is_changed_back() -> (
    None
):
    """It saw them all while the lab ran: what another project's shows afterwards is not zero."""
    world = running()
    world.leftovers.blind, told = ALL, world.leftovers.as_told
    world.leftovers.as_told = replace(told, project="another")
    stop(world)
    assert later(world).phase is Phase.STOPPING
    world.leftovers.blind, world.leftovers.as_told = set(), told
    until(world, Phase.STOPPED, 2 * MINUTE)


def test_blindness_that_was_accepted_is_in_the_receipt_source_by_source() -> None:
    world = FakeWorld(settings=replace(SETTINGS, accept_blind=frozenset(KINDS)))
    world.leftovers.blind = ALL
    running(world)
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    evidence = world.ledger.receipts[world.ledger_id()].evidence
    assert {s for s in KINDS if "BLIND" in evidence[s]} == set(KINDS)
    assert {s for s, told in service.status(world.lab()).proof.items() if "BLIND" in told} == set(
        KINDS
    )


@pytest.mark.parametrize("kind", ["load_balancer", "floating_ip"])
def test_a_list_that_is_falsely_empty_hides_nothing_that_was_seen(kind: str) -> None:
    """The stop is forced, so the load balancer is left; and its list shows nothing any more."""
    world = running(hours=1)
    world.archives.down = "the bucket is full"
    world.leftovers.empty = {kind}
    status = later(world, 120)
    assert world.cloud.pools == {}
    assert world.cloud.leftovers(kind)
    assert status.phase is Phase.STOPPING
    left = service.look(world.lab()).seen.leftovers
    unknown = left.load_balancers if kind == "load_balancer" else left.floating_ips
    assert isinstance(unknown, Unknown)
    assert "its list does not show" in unknown.why
    assert "not-proven" in world.alarms()
    world.leftovers.empty = set()
    until(world, Phase.STOPPED, timedelta(minutes=5))
    assert world.cloud.leftovers(kind) == ()


def test_a_balancer_left_by_a_forced_stop_and_never_seen_is_never_off() -> None:
    """Octavia showed nothing all along, but the cluster's Services know better."""
    world = FakeWorld()
    world.leftovers.blind = {"load_balancer", "floating_ip"}
    running(world, hours=1)
    world.archives.down = "the bucket is full"
    status = later(world, 120)
    assert world.cloud.pools == {}
    assert status.phase is Phase.STOPPING
    assert "load_balancers is blind" in status.why
    world.leftovers.blind = set()
    until(world, Phase.STOPPED, 5 * MINUTE)
    assert world.cloud.balancers == {}


def test_what_nobody_sees_any_more_is_asked_for_by_its_id_once() -> None:
    world = running()
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    world.leftovers.sought.clear()
    later(world)
    assert set(world.leftovers.sought) == {"network"}


def test_where_the_nodes_network_is_gone_another_place_answers_and_nothing_is_zero() -> None:
    """The stop is forced, and then all of OpenStack answers as in another region."""
    world = running(hours=1)
    world.archives.down = "the bucket is full"
    world.leftovers.blind = ALL
    status = later(world, 120)
    assert world.cloud.pools == {}
    assert world.cloud.balancers
    assert status.phase is Phase.STOPPING
    assert "the network of the lab's nodes (net-1) is not there" in status.why
    assert "not-proven" in world.alarms()
    world.leftovers.blind = set()
    until(world, Phase.STOPPED, 5 * MINUTE)
    assert world.cloud.balancers == {}


def creating(world: FakeWorld) -> None:
    """As the provider shows any pool at first, also one that it will refuse."""
    for id_, pool in world.cloud.pools.items():
        world.cloud.pools[id_] = replace(pool, status=PoolStatus.CREATING, faults=())


def refused(world: FakeWorld) -> None:
    for id_, pool in world.cloud.pools.items():
        world.cloud.pools[id_] = replace(pool, status=PoolStatus.FAILED_QUOTA, faults=("no quota",))


def test_a_start_that_the_quota_refused_after_a_while_is_proven_off() -> None:
    world = FakeWorld()
    world.cloud.quota = 0
    start(world)
    creating(world)
    later(world, 1)
    refused(world)
    status = later(world, 2)
    assert "the platform refused general (" in status.why
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=25))
    evidence = world.ledger.receipts[world.ledger_id()].evidence
    assert "the quota refused every pool, no node ever joined" in evidence["servers"]
    assert "not-proven" not in world.alarms()


@pytest.mark.parametrize("answers", [KINDS["servers"], None])
def test_a_pool_of_which_a_node_joined_is_never_off_to_a_blind_nova(answers: str | None) -> None:
    """Refused by the quota in the end, but one machine had come: Nova must have shown it."""
    world = FakeWorld()
    world.leftovers.blind = {answers} if answers else ALL
    start(world)
    later(world, 5)
    refused(world)
    later(world, 1)
    stop(world)
    status = later(world)
    assert world.cloud.pools == {}
    assert status.phase is Phase.STOPPING
    assert "servers is blind" in status.why
    assert "not-proven" in world.alarms()


def test_where_nothing_stands_a_start_that_is_stuck_claims_no_bill() -> None:
    world = FakeWorld()
    world.cloud.quota = 0
    start(world)
    later(world, 17)
    (said,) = [m for m in world.sent if m.cause == "start-is-stuck"]
    assert "the platform refused general (quota exceeded)" in said.en
    assert "No pool of the lab stands" in said.en
    assert "bills" not in said.en


MEMORY = "labs/lab/memory.json"


def emptied(body: bytes) -> bytes:
    """This session's own, as if it had seen nothing."""
    return json.dumps({**json.loads(body), "sighted": {}, "metered": [], "look": None}).encode()


@pytest.mark.parametrize("put_back", ["the last session's", "its own first", "emptied"])
def test_a_memory_that_was_put_back_proves_nothing(put_back: str) -> None:
    """What the session saw is forgotten; nothing says that there was nothing to see."""
    world = running()
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=40))
    kept = {"the last session's": world.bodies.objects[MEMORY]}
    live(world, timedelta(hours=1))
    start(world)
    kept["its own first"] = world.bodies.objects[MEMORY]
    until(world, Phase.RUNNING, timedelta(minutes=40))
    live(world, timedelta(hours=1))
    stop(world)
    live(world, 6 * MINUTE)
    kept["emptied"] = emptied(world.bodies.objects[MEMORY])
    world.bodies.objects[MEMORY] = kept[put_back]
    world.leftovers.as_told = Reach(credential="c", project="another", region="dc3-a")
    world.leftovers.blind = ALL
    world.cloud.add_balancer("leaked", "web")
    status = later(world, 40)
    assert world.cloud.pools == {}
    assert status.phase is Phase.STOPPING, status.why
    assert "lost:memory" in world.alarms()
