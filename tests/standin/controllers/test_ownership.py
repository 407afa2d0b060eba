"""Namespaces, owners, budgets, autoscalers, and who stands behind a Service."""

from __future__ import annotations

import pytest

from standin.client import Obj
from standin.kubernetes.controllers.autoscalers import LOAD, autoscalers
from standin.kubernetes.controllers.budgets import budgets
from standin.kubernetes.controllers.endpoints import endpoints
from standin.kubernetes.controllers.namespaces import Namespaces
from standin.kubernetes.controllers.owner_gc import owner_gc
from standin.reconcile.effects import Finalize
from standin.reconcile.objects import reference_to
from tests.standin.controllers.desk import Desk, make
from tests.standin.controllers.scenes import pod, run, workload

GONE = "2026-03-02T08:00:00Z"


def test_a_namespace_is_born_with_an_account_and_the_clusters_certificate() -> None:
    desk = Desk(make("Namespace", "shop"))
    desk.settle(Namespaces("PEM"))
    assert desk.names("ServiceAccount") == ["default"]
    assert desk.one("ConfigMap", "kube-root-ca.crt")["data"] == {"ca.crt": "PEM"}


def test_a_namespace_goes_once_its_content_has_gone() -> None:
    leaving = make("Namespace", "shop", deletionTimestamp=GONE)
    stays = make("ConfigMap", "held", finalizers=["test/stay"])
    desk = Desk(leaving, stays, make("Secret", "key"), make("Secret", "key", namespace="other"))
    desk.settle(Namespaces(""))
    assert desk.names("Secret") == ["key"]
    assert "deletionTimestamp" in desk.one("ConfigMap", "held")["metadata"]
    desk.remove(desk.one("ConfigMap", "held"))
    assert list(Namespaces("")(desk.view)) == [Finalize(leaving)]


def test_what_lost_its_last_owner_goes_and_what_still_has_one_stays() -> None:
    first, second = make("ConfigMap", "first"), make("ConfigMap", "second")
    child = make("Secret", "child", owner=first)
    child["metadata"]["ownerReferences"].append(reference_to(second, controller=False))
    desk = Desk(first, second, child)
    desk.remove(first)
    desk.settle(owner_gc)
    (left,) = desk.one("Secret", "child")["metadata"]["ownerReferences"]
    assert left["name"] == "second"
    desk.remove(second)
    desk.settle(owner_gc)
    assert desk.names("Secret") == []


def test_an_owner_of_the_same_name_but_another_uid_is_no_owner() -> None:
    owner = make("ConfigMap", "first")
    desk = Desk(owner, make("Secret", "child", owner=owner))
    desk.remove(owner)
    desk.view.put(make("ConfigMap", "first"))
    desk.settle(owner_gc)
    assert desk.names("Secret") == []


def test_an_owner_in_another_namespace_is_no_owner() -> None:
    owner = make("ConfigMap", "first", namespace="other")
    desk = Desk(owner, make("Secret", "child", owner=owner))
    desk.settle(owner_gc)
    assert desk.names("Secret") == []


def test_in_the_foreground_the_dependents_go_first() -> None:
    owner = make("ConfigMap", "o", finalizers=["foregroundDeletion"], deletionTimestamp=GONE)
    child = make("Secret", "child", owner=owner, finalizers=["test/stay"])
    desk = Desk(owner, child)
    desk.settle(owner_gc)
    assert desk.names("ConfigMap") == ["o"]
    desk.remove(desk.one("Secret", "child"))
    desk.settle(owner_gc)
    assert desk.names("ConfigMap") == []


def test_orphans_are_let_go_and_live_on() -> None:
    owner = make("ConfigMap", "o", finalizers=["orphan"], deletionTimestamp=GONE)
    desk = Desk(owner, make("Secret", "child", owner=owner))
    desk.settle(owner_gc)
    assert desk.names("ConfigMap") == []
    assert "ownerReferences" not in desk.one("Secret", "child")["metadata"]


def scaler(load: str | None) -> Obj:
    aim = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    spec = {"scaleTargetRef": aim, "minReplicas": 2, "maxReplicas": 6}
    annotations = {LOAD: load} if load else {}
    return make("HorizontalPodAutoscaler", "web", annotations=annotations, spec=spec, status={})


@pytest.mark.parametrize(
    ("now", "load", "then"),
    [(1, None, 2), (3, None, 3), (3, "5", 5), (3, "9", 6), (0, "5", 0), (0, None, 0)],
)
def test_replicas_follow_the_load_within_bounds_and_zero_is_left_alone(
    now: int, load: str | None, then: int
) -> None:
    desk = Desk(workload("Deployment", replicas=now), scaler(load))
    desk.settle(autoscalers)
    assert desk.one("Deployment", "web")["spec"]["replicas"] == then
    told = desk.one("HorizontalPodAutoscaler", "web")["status"]["conditions"]
    active = {c["type"]: c["status"] for c in told}["ScalingActive"]
    assert active == ("True" if then else "False")


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [({"minAvailable": 2}, 1), ({"minAvailable": "100%"}, 0), ({"maxUnavailable": 1}, 1)],
)
def test_a_budget_tells_how_many_may_go(rule: Obj, allowed: int) -> None:
    owner = workload("ReplicaSet", replicas=3)
    spec = {"selector": {"matchLabels": {"app": "web"}}, **rule}
    budget = make("PodDisruptionBudget", "web", spec=spec)
    desk = Desk(owner, budget, *(pod(f"p{n}", owner=owner) for n in range(3)))
    for held in desk.view.of("Pod"):
        run(desk, held)
    desk.settle(budgets)
    assert desk.one("PodDisruptionBudget", "web")["status"]["disruptionsAllowed"] == allowed


def test_a_pod_that_is_missing_counts_as_disturbed() -> None:
    owner = workload("ReplicaSet", replicas=3)
    spec = {"selector": {"matchLabels": {"app": "web"}}, "minAvailable": 2}
    desk = Desk(owner, make("PodDisruptionBudget", "web", spec=spec), pod("p", owner=owner))
    run(desk, desk.one("Pod", "p"))
    desk.settle(budgets)
    status = desk.one("PodDisruptionBudget", "web")["status"]
    assert (status["expectedPods"], status["disruptionsAllowed"]) == (3, 0)


def test_ready_pods_stand_behind_their_service() -> None:
    ports = [{"port": 80, "targetPort": "http"}]
    service = make("Service", "web", spec={"selector": {"app": "web"}, "ports": ports})
    containers = [{"ports": [{"name": "http", "containerPort": 8080}]}]
    backing = pod("p", spec={"containers": containers, "nodeName": "a"})
    desk = Desk(service, backing)
    desk.settle(endpoints)
    assert desk.one("Endpoints", "web")["subsets"] == []
    run(desk, desk.one("Pod", "p"))
    desk.settle(endpoints)
    (subset,) = desk.one("Endpoints", "web")["subsets"]
    assert [address["ip"] for address in subset["addresses"]] == ["10.0.0.1"]
    assert subset["ports"][0]["port"] == 8080
    (held,) = desk.view.of("EndpointSlice")
    assert held["metadata"]["labels"]["kubernetes.io/service-name"] == "web"
    assert held["endpoints"][0]["conditions"]["ready"] is True
