"""Machines become nodes, and what is left of them when they go."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from standin.client import Obj
from standin.launch.nodes import tell_of_nodes
from standin.reconcile.times import parse
from tests.standin.workers.application import bare_pod, namespace, web
from tests.standin.workers.lab import Lab

BOOTED = 400  # seconds: by then any machine of these stories is up
PODS = "/api/v1/namespaces/shop/pods"


def ready(lab: Lab) -> dict[str, str]:
    nodes = lab.api.get("/api/v1/nodes")["items"]
    return {
        node["metadata"]["name"]: condition["status"]
        for node in nodes
        for condition in node["status"]["conditions"]
        if condition["type"] == "Ready"
    }


def start(lab: Lab, nodes: int = 2) -> int:
    pool = lab.add_pool(nodes=nodes)
    lab.step(BOOTED)
    return pool


def test_a_pool_becomes_nodes_that_are_ready_minutes_later(lab: Lab) -> None:
    lab.add_pool(nodes=2)
    lab.step(30)
    assert ready(lab) == {}
    lab.step(BOOTED)
    assert list(ready(lab).values()) == ["True", "True"]


def test_a_node_tells_what_it_is(lab: Lab) -> None:
    start(lab, nodes=1)
    (node,) = lab.api.get("/api/v1/nodes")["items"]
    (machine,) = lab.truth()["machines"]
    assert node["spec"]["providerID"] == f"openstack:///{machine['id']}"
    labels = node["metadata"]["labels"]
    assert labels["topology.kubernetes.io/zone"] == "az-1"
    assert labels["node.kubernetes.io/instance-type"] == "a1-ram4-disk50-perf1"
    assert node["status"]["allocatable"] == {
        "cpu": "950m",
        "memory": "3996Mi",
        "ephemeral-storage": "50Gi",
        "pods": "110",
    }
    assert "taints" not in node["spec"]


@pytest.mark.parametrize("seconds", [1, 60, 3_600])
def test_a_node_stays_ready_however_the_time_passes(lab: Lab, seconds: int) -> None:
    start(lab, nodes=1)
    for _ in range(3):
        lab.step(seconds)
    assert list(ready(lab).values()) == ["True"]


def test_a_node_that_died_turns_unknown_and_its_pods_move_after_five_minutes(lab: Lab) -> None:
    start(lab)
    lab.apply(namespace(), web())
    lab.step(30)
    dead = lab.api.get(PODS)["items"][0]["spec"]["nodeName"]
    lab.fault(kind="node_dies", args={"name": dead})
    lab.step(30)
    assert ready(lab)[dead] == "True", "forty seconds of silence are borne"
    lab.step(30)
    assert ready(lab)[dead] == "Unknown"
    lab.step(330)
    pods = lab.api.get(PODS)["items"]
    running = [
        p for p in pods if p["status"]["phase"] == "Running" and p["spec"]["nodeName"] != dead
    ]
    assert len(running) == 3
    left = [p for p in pods if p["spec"]["nodeName"] == dead]
    assert left
    assert all("deletionTimestamp" in p["metadata"] for p in left), "nobody there can stop them"


def test_in_a_long_step_a_silence_is_noticed_at_its_own_second(lab: Lab) -> None:
    start(lab)
    dead = next(iter(ready(lab)))
    lab.fault(kind="node_dies", args={"name": dead})
    died = parse(lab.truth()["now"])
    lab.step(3_600)
    conditions = lab.api.get(f"/api/v1/nodes/{dead}")["status"]["conditions"]
    (turned,) = [parse(c["lastTransitionTime"]) for c in conditions if c["type"] == "Ready"]
    assert timedelta(seconds=30) <= turned - died <= timedelta(seconds=41)


def test_the_nodes_of_a_dropped_pool_go_as_long_as_another_runs(lab: Lab) -> None:
    first = start(lab, nodes=1)
    gone = set(ready(lab))
    lab.add_pool("memory")
    lab.step(BOOTED)
    lab.drop_pool(first)
    lab.step(BOOTED)
    assert not gone & set(ready(lab))
    assert list(ready(lab).values()) == ["True"]


def test_after_the_last_pool_its_nodes_stay_behind_not_ready(lab: Lab) -> None:
    """P3.2: who would remove them ran on the last of them."""
    pool = start(lab)
    lab.drop_pool(pool)
    lab.step(3_600)
    assert lab.truth()["machines"] == []
    assert list(ready(lab).values()) == ["Unknown", "Unknown"]


def test_pods_of_deleted_nodes_are_collected_a_bare_one_for_good(lab: Lab) -> None:
    pool = start(lab, nodes=1)
    lab.apply(namespace(), web(1), bare_pod())
    lab.step(60)
    lab.drop_pool(pool)
    lab.step(300)
    assert "bare" in lab.names(PODS)
    for name in ready(lab):
        lab.api.delete(f"/api/v1/nodes/{name}", {})
    lab.step(20)
    assert "bare" in lab.names(PODS)
    lab.step(60)
    (replacement,) = lab.api.get(PODS)["items"]
    assert replacement["status"]["phase"] == "Pending"
    assert replacement["metadata"]["name"].startswith("web-")


def test_a_server_in_no_pool_becomes_no_node(lab: Lab) -> None:
    world = lab.platform.world
    lab.on_loop(lambda: world.machines.create(name="x", flavor="a1-ram2-disk20-perf1", zone="az-1"))
    lab.step(BOOTED)
    assert ready(lab) == {}


def test_a_machine_that_never_joins_bills_and_is_no_node_until_the_fault_is_gone(lab: Lab) -> None:
    fault = lab.fault(kind="node_never_joins", args={"pool": "general"}, times=1)
    lab.add_pool(nodes=2)
    lab.add_pool(name="other", nodes=1)
    lab.step(1_800)
    assert list(ready(lab).values()) == ["True"] * 2
    assert [m["state"] for m in lab.truth()["machines"]] == ["running"] * 3
    assert [each["kind"] for each in lab.truth()["billing"]] == ["node"] * 3
    assert [p["status"] for p in lab.truth()["pools"]] == ["Active"] * 2
    lab.mend(fault)
    lab.step(60)
    assert list(ready(lab).values()) == ["True"] * 3


def test_a_node_that_joined_before_stays(lab: Lab) -> None:
    start(lab, nodes=1)
    lab.fault(kind="node_never_joins")
    lab.step(600)
    assert list(ready(lab).values()) == ["True"]


def flips(lab: Lab, period: int) -> list[Obj]:
    """What a node that flaps did in an hour, each at its second."""
    fault = lab.fault(kind="node_flaps", args={"pool": "general", "period": period})
    before = len(lab.events())
    lab.step(3_600)
    lab.mend(fault)
    return [e for e in lab.events()[before:] if e["what"] in ("node_ready", "node_not_ready")]


def test_a_node_flaps_by_its_period_and_is_well_when_the_fault_is_gone(lab: Lab) -> None:
    start(lab, nodes=2)
    lab.add_pool(name="other", nodes=1)
    lab.on_loop(lambda: tell_of_nodes(lab.kubernetes.cluster.store, lab.platform.world))
    lab.step(BOOTED)
    told = flips(lab, period=300)
    by_node = [[e for e in told if e["name"] == name] for name in sorted({e["name"] for e in told})]
    assert len(by_node) == 2
    for each in by_node:
        times = [parse(e["at"]) for e in each]
        gaps = [later - sooner for sooner, later in pairwise(times)]
        assert len(gaps) >= 10
        assert set(gaps[1:]) == {timedelta(seconds=300)}
    lab.step(10)
    assert list(ready(lab).values()) == ["True"] * 3
