"""Nodes that never join, die or flap, pools that will not go, and zones that are full (rule 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.core.actions import ObjectRef
from shared.core.session import Phase
from tests.fakes import demo
from tests.fakes.world import SETTINGS, FakeWorld
from tests.usecases.story import live, start, stop, tick, until

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SPREAD = replace(
    SETTINGS,
    pools=dict(SETTINGS.pools)
    | {"general": replace(SETTINGS.pools["general"], other_zones=("az-2", "az-3"))},
)


def running() -> FakeWorld:
    world = FakeWorld()
    demo.install(world.kube)
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
    return world


def dies(world: FakeWorld) -> None:
    """The machine halts; it is billed on."""
    first = next(iter(world.cloud.servers.values()))
    world.cloud.servers[first.id] = replace(first, running=not first.running)
    world.cloud.writes += 1


def test_nodes_that_never_join_are_an_alarm_while_the_start_goes_on() -> None:
    world = FakeWorld()
    world.cloud.mute = True
    start(world)
    status = live(world, 20 * MINUTE)
    assert status is not None
    assert status.phase is Phase.STARTING
    assert world.alarms() == ["start-is-stuck"]
    assert "0 of 2 nodes are Ready" in world.sent[-1].en
    assert len(world.cloud.pools) == 1


def test_a_start_whose_nodes_never_join_can_be_stopped() -> None:
    world = FakeWorld()
    world.cloud.mute = True
    start(world)
    live(world, 5 * MINUTE)
    stop(world)
    until(world, Phase.STOPPED, 25 * MINUTE)


def test_a_node_that_dies_while_the_lab_runs_is_said_after_a_quarter_of_an_hour() -> None:
    world = running()
    dies(world)
    for _ in range(14):
        world.step(MINUTE)
        status = tick(world)
        assert status is not None
        assert status.phase is Phase.RUNNING
    assert world.alarms() == []
    live(world, HOUR)
    assert world.alarms() == ["nodes-missing"]
    assert "1 of 2 nodes are Ready" in world.sent[-1].en
    assert len(world.cloud.pools) == 1


def test_a_node_that_flaps_is_no_alarm_and_the_lab_runs() -> None:
    """Down for ten minutes, up for one, again and again: never down for a quarter of an hour."""
    world = running()
    for _ in range(5):
        dies(world)
        status = live(world, 10 * MINUTE)
        assert status is not None
        assert status.phase is Phase.RUNNING
        dies(world)  # and comes back
        world.cloud.writes += 1
        back(world)
        live(world, MINUTE)
    assert world.alarms() == []


def back(world: FakeWorld) -> None:
    """Its kubelet reports again."""
    for node in world.kube.list("nodes"):
        world.kube.drop_all("nodes", [node])


def test_a_dead_node_does_not_keep_the_lab_from_being_stopped_in_order() -> None:
    world = running()
    dies(world)
    stop(world)
    until(world, Phase.STOPPED, 30 * MINUTE)
    assert world.archives.kept[-1][0].verified


def test_a_pool_that_will_not_go_is_named_with_its_price() -> None:
    world = running()
    world.pools.locked = {p.id for p in world.cloud.pools.values()}
    stop(world)
    status = live(world, 40 * MINUTE)
    assert status is not None
    assert status.phase is Phase.STOPPING
    stuck = next(m for m in world.sent if m.cause == "stop-is-stuck")
    assert "general (CHF 0.06/h) still bills" in stuck.en
    assert "general (CHF 0.06/h) est encore factur" in stuck.fr


def spread(*full: str) -> FakeWorld:
    world = FakeWorld(settings=SPREAD)
    world.cloud.full = set(full)
    demo.install(world.kube)
    return world


def zones(world: FakeWorld) -> list[str]:
    return [p.zone for p in world.cloud.pools.values()]


def test_where_a_zone_is_full_the_next_configured_one_is_used_and_said() -> None:
    world = spread("az-1")
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
    assert zones(world) == ["az-2"]
    assert world.alarms() == ["no-capacity:general:az-1"]
    assert "asked for in az-2 instead" in world.sent[-1].en
    stop(world)
    until(world, Phase.STOPPED, 25 * MINUTE)


def test_where_two_are_full_the_third_is_used() -> None:
    world = spread("az-1", "az-2")
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
    assert zones(world) == ["az-3"]


def test_where_all_are_full_they_are_asked_again_until_one_has_room() -> None:
    world = spread("az-1", "az-2", "az-3")
    start(world)
    status = live(world, 30 * MINUTE)
    assert status is not None
    assert "the platform refused general (no node of flavor" in status.why
    assert zones(world) == []
    assert set(world.alarms()) == {"no-capacity:general:az-1", "start-is-stuck"}
    world.cloud.full = set()
    until(world, Phase.RUNNING, 10 * MINUTE)
    assert len(zones(world)) == 1


def test_without_another_zone_it_is_an_alarm_and_tried_at_each_look() -> None:
    world = FakeWorld()
    world.cloud.full = {"az-1"}
    start(world)
    live(world, 5 * MINUTE)
    assert world.alarms() == ["no-capacity:general:az-1"]
    assert "no other zone is configured" in world.sent[-1].en
    world.cloud.full = set()
    world.step(MINUTE)
    tick(world)
    assert zones(world) == ["az-1"]


def disk(
    world: FakeWorld, zone: str, *, key: str = "topology.cinder.csi.openstack.org/zone"
) -> None:
    """The database's volume, bound to a zone as Cinder's CSI driver writes it."""
    term = {"matchExpressions": [{"key": key, "operator": "In", "values": [zone]}]}
    spec: dict[str, Any] = {
        "claimRef": {"namespace": "default", "name": "data-db-0"},
        "nodeAffinity": {"required": {"nodeSelectorTerms": [term]}},
    }
    world.kube.create("persistentvolumes", {"metadata": {"name": "pv"}, "spec": spec})


def claimed(world: FakeWorld, **labels: str) -> None:
    """The StatefulSet that makes the claim."""
    spec = {"replicas": 1, "volumeClaimTemplates": [{"metadata": {"name": "data"}}]}
    world.kube.drop_all("statefulsets.apps", world.kube.list("statefulsets.apps"))
    meta = {"name": "db", "namespace": "default", "labels": labels}
    world.kube.create("statefulsets.apps", {"metadata": meta, "spec": spec})


def test_a_volume_that_is_woken_binds_the_lab_to_its_zone_and_the_alarm_names_it() -> None:
    world = spread("az-1")
    claimed(world)
    disk(world, "az-1")
    start(world)
    live(world, 10 * MINUTE)
    assert zones(world) == []
    (said,) = (m for m in world.sent if m.cause == "no-capacity:general:az-1")
    assert "the volume of default/data-db-0 lies elsewhere" in said.en
    world.cloud.full = set()
    until(world, Phase.RUNNING, 10 * MINUTE)
    assert zones(world) == ["az-1"]


@pytest.mark.parametrize("named", ["nova", "dc3-a-04"])
def test_a_volume_whose_zone_has_another_kind_of_name_binds_too(named: str) -> None:
    """Which of the pools' zones that is, nobody knows (P1.10, P3.2)."""
    world = spread("az-1")
    claimed(world)
    disk(world, named)
    start(world)
    live(world, 10 * MINUTE)
    assert zones(world) == []


def test_a_volume_follows_to_the_zone_that_it_lies_in() -> None:
    world = spread("az-1")
    claimed(world)
    disk(world, "az-3", key="topology.kubernetes.io/zone")
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
    assert zones(world) == ["az-3"]


def test_a_volume_of_a_namespace_that_is_left_alone_binds_nothing() -> None:
    world = spread("az-1")
    kept = {"metadata": {"labels": {"veilleur.dev/keep": "true"}}}
    world.kube.patch(ObjectRef(resource="namespaces", name="default"), kept)
    disk(world, "az-1")
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
    assert zones(world) == ["az-2"]
