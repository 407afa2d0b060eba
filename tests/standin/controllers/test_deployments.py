"""Deployments and ReplicaSets."""

from __future__ import annotations

import pytest

from standin.client import Obj
from standin.kubernetes.controllers.deployments import deployments
from standin.kubernetes.controllers.replicasets import replicasets
from standin.reconcile.objects import name_of, reference_to
from tests.standin.controllers.desk import Desk
from tests.standin.controllers.scenes import pod, run_all, template, workload


def rollout(**spec: object) -> tuple[Desk, Obj]:
    """A Deployment whose pods all run."""
    deployment = workload("Deployment", **spec)
    desk = Desk(deployment)
    desk.settle(deployments, replicasets)
    run_all(desk)
    desk.settle(deployments, replicasets)
    return desk, deployment


def test_a_deployment_gets_a_replicaset_named_by_its_template_and_its_pods() -> None:
    desk, _ = rollout()
    (replicaset,) = desk.view.of("ReplicaSet")
    tail = replicaset["metadata"]["labels"]["pod-template-hash"]
    assert name_of(replicaset) == f"web-{tail}"
    assert len(desk.names("Pod")) == 3
    assert all(name.startswith(f"web-{tail}-") for name in desk.names("Pod"))


def test_status_tells_of_the_pods_and_leaves_out_what_is_zero() -> None:
    desk, deployment = rollout()
    status = desk.one("Deployment", "web")["status"]
    assert {status[f] for f in ("replicas", "readyReplicas", "updatedReplicas")} == {3}
    assert status["observedGeneration"] == 1
    assert {c["type"]: c["status"] for c in status["conditions"]}["Available"] == "True"
    desk.change(deployment, spec={"replicas": 0})
    desk.settle(deployments, replicasets)
    assert desk.names("Pod") == []
    assert "readyReplicas" not in desk.one("Deployment", "web")["status"]
    assert desk.view.of("ReplicaSet")[0]["status"]["replicas"] == 0


def test_a_new_template_rolls_within_surge_and_unavailable() -> None:
    desk, deployment = rollout(replicas=4)
    desk.change(deployment, spec={"template": template("web:2")})
    seen = []
    for _ in range(12):
        desk.settle(deployments, replicasets)
        ready = desk.one("Deployment", "web")["status"].get("readyReplicas", 0)
        seen.append((len(desk.names("Pod")), ready))
        run_all(desk)
    desk.settle(deployments, replicasets)
    assert max(total for total, _ in seen) <= 5
    assert min(ready for _, ready in seen) >= 3
    images = {p["spec"]["containers"][0]["image"] for p in desk.view.of("Pod")}
    assert images == {"web:2"}
    assert len(desk.names("Pod")) == 4


def test_recreate_waits_for_the_last_old_pod() -> None:
    desk, deployment = rollout(strategy={"type": "Recreate"})
    held = desk.view.of("Pod")[0]
    desk.change(held, metadata={"finalizers": ["test/stay"]})
    desk.change(deployment, spec={"template": template("web:2")})
    desk.settle(deployments, replicasets)
    assert desk.names("Pod") == [name_of(held)]
    desk.remove(desk.one("Pod", name_of(held)))
    desk.settle(deployments, replicasets)
    assert len(desk.names("Pod")) == 3


def test_going_back_to_a_template_takes_up_its_replicaset_as_the_latest_revision() -> None:
    desk, deployment = rollout(replicas=1)
    (first,) = desk.names("ReplicaSet")
    for image in ("web:2", "web:1"):
        desk.change(deployment, spec={"template": template(image)})
        for _ in range(4):
            desk.settle(deployments, replicasets)
            run_all(desk)
    desk.settle(deployments, replicasets)
    revision = "deployment.kubernetes.io/revision"
    assert desk.one("ReplicaSet", first)["spec"]["replicas"] == 1
    assert desk.one("ReplicaSet", first)["metadata"]["annotations"][revision] == "3"
    assert desk.one("Deployment", "web")["metadata"]["annotations"][revision] == "3"


def test_history_beyond_the_limit_is_forgotten() -> None:
    desk, deployment = rollout(replicas=0, revisionHistoryLimit=1)
    for image in ("web:2", "web:3", "web:4"):
        desk.change(deployment, spec={"template": template(image)})
        desk.settle(deployments, replicasets)
    assert len(desk.names("ReplicaSet")) == 2


def test_a_paused_deployment_begins_nothing() -> None:
    desk = Desk(workload("Deployment", paused=True))
    desk.settle(deployments, replicasets)
    assert desk.names("ReplicaSet") == []


def test_a_deleted_pod_is_replaced_by_one_of_another_name() -> None:
    desk, _ = rollout()
    gone = desk.view.of("Pod")[0]
    desk.remove(gone)
    desk.pass_time(seconds=5)
    desk.settle(deployments, replicasets)
    assert len(desk.names("Pod")) == 3
    assert name_of(gone) not in desk.names("Pod")


def test_scaling_down_removes_first_what_does_not_run() -> None:
    desk, deployment = rollout()
    running = desk.names("Pod")
    desk.change(deployment, spec={"replicas": 5})
    desk.settle(deployments, replicasets)
    desk.change(deployment, spec={"replicas": 3})
    desk.settle(deployments, replicasets)
    assert desk.names("Pod") == running


@pytest.mark.parametrize("owned", [True, False])
def test_a_matching_pod_without_a_controller_is_adopted(owned: bool) -> None:
    owner = workload("ReplicaSet", replicas=1)
    stray = pod("stray")
    if owned:
        stray["metadata"]["ownerReferences"] = [reference_to(workload("ReplicaSet", "other"))]
    desk = Desk(owner, stray)
    desk.settle(replicasets)
    assert len(desk.names("Pod")) == (2 if owned else 1)


def test_two_runs_give_the_same_names() -> None:
    def names() -> list[str]:
        owner = workload("ReplicaSet")
        owner["metadata"]["uid"] = "the-same"
        desk = Desk(owner)
        desk.settle(replicasets)
        return desk.names("Pod")

    assert names() == names()
