"""Nodes that fall silent or vanish, and what becomes of their pods; daemons."""

from __future__ import annotations

from datetime import timedelta

from standin.client import Obj
from standin.kubernetes.controllers.daemonsets import daemonsets
from standin.kubernetes.controllers.evictions import evictions
from standin.kubernetes.controllers.node_health import NodeHealth
from standin.kubernetes.controllers.pod_gc import PodGC
from standin.reconcile.effects import Again
from tests.standin.controllers.desk import START, Desk
from tests.standin.controllers.scenes import node, pod, run, workload


def ready(desk: Desk, name: str) -> str:
    (told,) = [c for c in desk.one("Node", name)["status"]["conditions"] if c["type"] == "Ready"]
    return str(told["status"])


def taints(desk: Desk, name: str) -> set[tuple[str, str]]:
    held = desk.one("Node", name)["spec"].get("taints") or []
    return {(taint["key"].removeprefix("node.kubernetes.io/"), taint["effect"]) for taint in held}


def beat(desk: Desk, name: str) -> None:
    """A heartbeat in the node's own status."""
    told = {"type": "Ready", "status": "True", "lastHeartbeatTime": desk.view.now.isoformat()}
    told["lastTransitionTime"] = told["lastHeartbeatTime"]
    desk.change(desk.one("Node", name), status={"conditions": [told]})


def silent_and_well() -> Desk:
    """Node a has been silent for a minute, b lives."""
    desk = Desk(node("a"), node("b"), pod("there", spec={"nodeName": "a", "containers": []}))
    run(desk, desk.one("Pod", "there"))
    desk.settle(NodeHealth(), evictions)
    desk.pass_time(seconds=60)
    beat(desk, "b")
    desk.settle(NodeHealth(), evictions)
    return desk


def test_forty_seconds_of_silence_are_borne() -> None:
    desk = Desk(node("a"))
    desk.pass_time(seconds=40)
    desk.settle(NodeHealth())
    assert ready(desk, "a") == "True"
    assert desk.wakes == [START + timedelta(seconds=41)]


def test_a_silence_is_not_believed_before_the_kubelets_have_had_their_turn() -> None:
    desk = Desk(node("a"))
    desk.pass_time(seconds=60)
    health = NodeHealth()
    looks = [list(health(desk.view)) for _ in range(2)]  # of one turn: something else wrote
    assert looks == [[Again()], [Again()]]
    desk.settle(health)
    assert ready(desk, "a") == "Unknown"


def test_a_silent_node_turns_unknown_and_is_tainted() -> None:
    desk = silent_and_well()
    assert ready(desk, "a") == "Unknown"
    assert taints(desk, "a") == {("unreachable", "NoSchedule"), ("unreachable", "NoExecute")}
    assert taints(desk, "b") == set()


def test_its_pods_are_no_longer_ready_and_leave_after_five_minutes() -> None:
    desk = silent_and_well()
    told = {c["type"]: c["status"] for c in desk.one("Pod", "there")["status"]["conditions"]}
    assert told["Ready"] == "False"
    desk.pass_time(seconds=299)
    beat(desk, "b")
    desk.settle(NodeHealth(), evictions)
    assert desk.names("Pod") == ["there"]
    desk.pass_time(seconds=1)
    desk.settle(NodeHealth(), evictions)
    assert desk.names("Pod") == []


def test_a_toleration_without_an_end_lets_a_pod_stay() -> None:
    desk = silent_and_well()
    stays = [{"operator": "Exists"}]
    desk.change(desk.one("Pod", "there"), spec={"tolerations": stays})
    desk.pass_time(hours=1)
    beat(desk, "b")
    desk.settle(NodeHealth(), evictions)
    assert desk.names("Pod") == ["there"]


def test_when_all_nodes_are_down_nothing_is_driven_out() -> None:
    desk = Desk(node("a"), pod("there", spec={"nodeName": "a"}))
    desk.pass_time(hours=1)
    desk.settle(NodeHealth(), evictions)
    assert taints(desk, "a") == {("unreachable", "NoSchedule")}
    assert desk.names("Pod") == ["there"]


def test_a_node_that_speaks_again_is_cleared() -> None:
    desk = silent_and_well()
    beat(desk, "a")
    desk.settle(NodeHealth())
    assert taints(desk, "a") == set()


def test_a_cordoned_node_is_tainted_and_foreign_taints_stay() -> None:
    gpu = {"key": "gpu", "value": "yes", "effect": "NoSchedule"}
    desk = Desk(node("a", taints=[gpu], unschedulable=True))
    desk.settle(NodeHealth())
    assert taints(desk, "a") == {("gpu", "NoSchedule"), ("unschedulable", "NoSchedule")}


def test_pods_of_a_vanished_node_go_after_forty_seconds() -> None:
    desk, collector = Desk(node("a"), pod("there", spec={"nodeName": "gone"})), PodGC()
    desk.settle(collector)
    assert desk.wakes == [START + timedelta(seconds=40)]
    desk.pass_time(seconds=39)
    desk.settle(collector)
    assert desk.names("Pod") == ["there"]
    desk.pass_time(seconds=1)
    desk.settle(collector)
    assert desk.names("Pod") == []


def test_a_node_that_comes_back_in_time_saves_its_pods() -> None:
    desk, collector = Desk(pod("there", spec={"nodeName": "a"})), PodGC()
    desk.settle(collector)
    desk.pass_time(seconds=30)
    desk.view.put(node("a"))
    desk.settle(collector)
    desk.view.drop(desk.one("Node", "a"))
    desk.settle(collector)
    desk.pass_time(seconds=30)
    desk.settle(collector)
    assert desk.names("Pod") == ["there"]


def daemon() -> Obj:
    return workload("DaemonSet", "log")


def targets(desk: Desk) -> set[str]:
    terms = [
        p["spec"]["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
        for p in desk.view.of("Pod")
    ]
    return {t["nodeSelectorTerms"][0]["matchFields"][0]["values"][0] for t in terms}


def test_a_daemon_stands_on_every_node_even_a_cordoned_one() -> None:
    desk = Desk(node("a"), node("b", unschedulable=True), daemon())
    desk.settle(NodeHealth(), daemonsets)
    assert targets(desk) == {"a", "b"}
    assert desk.one("DaemonSet", "log")["status"]["desiredNumberScheduled"] == 2


def test_a_daemon_does_not_come_to_a_tainted_node_but_stays_where_it_is() -> None:
    gpu = {"key": "gpu", "value": "yes", "effect": "NoSchedule"}
    desk = Desk(node("a"), node("b", taints=[gpu]), daemon())
    desk.settle(daemonsets)
    assert targets(desk) == {"a"}
    desk.change(desk.one("Node", "a"), spec={"taints": [gpu]})
    desk.settle(daemonsets)
    assert targets(desk) == {"a"}


def test_a_daemons_pod_goes_with_its_node() -> None:
    desk = Desk(node("a"), daemon())
    desk.settle(daemonsets)
    desk.remove(desk.one("Node", "a"))
    desk.settle(daemonsets)
    assert desk.names("Pod") == []
