"""Which node takes a pod, and what is said when none does."""

from __future__ import annotations

from standin.client import Obj
from standin.kubernetes.controllers.scheduler import scheduler
from tests.standin.controllers.desk import Desk, make
from tests.standin.controllers.scenes import node, pod


def asking(name: str, cpu: str = "500m", **spec: object) -> Obj:
    containers = [{"name": "main", "resources": {"requests": {"cpu": cpu}}}]
    return pod(name, spec={"containers": containers, **spec})


def placed(desk: Desk, name: str) -> str | None:
    node_name: str | None = desk.one("Pod", name)["spec"].get("nodeName")
    return node_name


def why_not(desk: Desk, name: str) -> str:
    (told,) = desk.one("Pod", name)["status"]["conditions"]
    assert (told["type"], told["status"]) == ("PodScheduled", "False")
    assert told["reason"] == "Unschedulable"
    return str(told["message"])


def test_pods_spread_over_the_emptiest_nodes() -> None:
    desk = Desk(node("a"), node("b"), *(asking(f"p{n}") for n in range(4)))
    desk.settle(scheduler)
    assert sorted(str(placed(desk, f"p{n}")) for n in range(4)) == ["a", "a", "b", "b"]


def test_without_a_node_a_pod_stays_pending_and_says_so() -> None:
    desk = Desk(asking("p"))
    desk.settle(scheduler)
    assert placed(desk, "p") is None
    assert why_not(desk, "p") == "no nodes available to schedule pods"


def test_each_obstacle_is_counted() -> None:
    taints = [{"key": "gpu", "value": "yes", "effect": "NoSchedule"}]
    desk = Desk(node("a"), node("b", taints=taints), asking("p", "3"))
    desk.settle(scheduler)
    told = why_not(desk, "p")
    assert told == (
        "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {gpu: yes}."
    )


def test_room_is_what_the_pods_on_the_node_have_left() -> None:
    there = asking("there", "1800m", nodeName="a")
    desk = Desk(node("a"), there, asking("p", "500m"))
    desk.settle(scheduler)
    assert "Insufficient cpu" in why_not(desk, "p")
    desk.change(there, status={"phase": "Succeeded"})
    desk.settle(scheduler)
    assert placed(desk, "p") == "a"


def test_a_toleration_opens_the_node() -> None:
    taints = [{"key": "gpu", "value": "yes", "effect": "NoSchedule"}]
    tolerations = [{"key": "gpu", "operator": "Exists"}]
    desk = Desk(node("b", taints=taints), asking("p", tolerations=tolerations))
    desk.settle(scheduler)
    assert placed(desk, "p") == "b"


def test_selector_and_required_affinity_choose_the_node() -> None:
    term = {"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["az-2"]}
    required = {"nodeSelectorTerms": [{"matchExpressions": [term]}]}
    rule = {"requiredDuringSchedulingIgnoredDuringExecution": required}
    desk = Desk(
        node("a"),
        node("b", zone="az-2"),
        asking("selected", nodeSelector={"kubernetes.io/hostname": "b"}),
        asking("attracted", affinity={"nodeAffinity": rule}),
    )
    desk.settle(scheduler)
    assert placed(desk, "selected") == placed(desk, "attracted") == "b"


def with_claim() -> Obj:
    volume = {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}
    return asking("p", volumes=[volume])


def claim(phase: str, **spec: object) -> Obj:
    return make("PersistentVolumeClaim", "data", spec=spec, status={"phase": phase})


def in_zone(zone: str) -> Obj:
    term = {"key": "topology.kubernetes.io/zone", "operator": "In", "values": [zone]}
    required = {"nodeSelectorTerms": [{"matchExpressions": [term]}]}
    return make("PersistentVolume", "pv", spec={"nodeAffinity": {"required": required}})


def test_a_bound_volume_draws_the_pod_into_its_zone() -> None:
    bound = claim("Bound", volumeName="pv")
    desk = Desk(node("a"), node("b", zone="az-2"), bound, in_zone("az-2"), with_claim())
    desk.settle(scheduler)
    assert placed(desk, "p") == "b"


def test_a_volume_out_of_reach_keeps_the_pod_pending() -> None:
    bound = claim("Bound", volumeName="pv")
    desk = Desk(node("a"), bound, in_zone("az-2"), with_claim())
    desk.settle(scheduler)
    assert "volume node affinity conflict" in why_not(desk, "p")


def test_a_late_binding_claim_is_told_the_node_and_the_pod_waits_for_its_volume() -> None:
    late = make("StorageClass", "late", volumeBindingMode="WaitForFirstConsumer")
    unbound = claim("Pending", storageClassName="late")
    desk = Desk(node("a"), late, unbound, with_claim())
    desk.settle(scheduler)
    held = desk.one("PersistentVolumeClaim", "data")
    assert held["metadata"]["annotations"] == {"volume.kubernetes.io/selected-node": "a"}
    assert placed(desk, "p") is None


def test_an_immediate_claim_that_is_not_bound_and_a_missing_one_are_named() -> None:
    unbound = claim("Pending", storageClassName="now")
    desk = Desk(node("a"), unbound, with_claim())
    desk.settle(scheduler)
    assert "unbound immediate" in why_not(desk, "p")
    desk.remove(unbound)
    desk.settle(scheduler)
    assert 'persistentvolumeclaim "data" not found' in why_not(desk, "p")
