"""StatefulSets: order, identity and volumes that last."""

from __future__ import annotations

from standin.client import Obj
from standin.kubernetes.controllers.statefulsets import statefulsets
from tests.standin.controllers.desk import Desk
from tests.standin.controllers.scenes import end, run, run_all, template, workload

DATA = {"metadata": {"name": "data"}, "spec": {"resources": {"requests": {"storage": "1Gi"}}}}


def database(**spec: object) -> Obj:
    return workload("StatefulSet", "db", serviceName="db", volumeClaimTemplates=[DATA], **spec)


def risen(**spec: object) -> Desk:
    desk = Desk(database(**spec))
    for _ in range(3):
        desk.settle(statefulsets)
        run_all(desk)
    desk.settle(statefulsets)
    return desk


def test_each_pod_waits_until_the_one_before_is_ready() -> None:
    desk = Desk(database())
    desk.settle(statefulsets)
    assert desk.names("Pod") == ["db-0"]
    run(desk, desk.one("Pod", "db-0"))
    desk.settle(statefulsets)
    assert desk.names("Pod") == ["db-0", "db-1"]


def test_parallel_sets_do_not_wait() -> None:
    desk = Desk(database(podManagementPolicy="Parallel"))
    desk.settle(statefulsets)
    assert desk.names("Pod") == ["db-0", "db-1", "db-2"]


def test_each_pod_has_its_claim_and_the_claim_outlives_it() -> None:
    desk = risen()
    claims = ["data-db-0", "data-db-1", "data-db-2"]
    assert desk.names("PersistentVolumeClaim") == claims
    volume = desk.one("Pod", "db-1")["spec"]["volumes"][0]
    assert volume == {"name": "data", "persistentVolumeClaim": {"claimName": "data-db-1"}}
    desk.change(desk.one("StatefulSet", "db"), spec={"replicas": 0})
    desk.settle(statefulsets)
    assert desk.names("Pod") == []
    assert desk.names("PersistentVolumeClaim") == claims


def test_scaling_down_takes_the_highest_first_and_waits_for_it() -> None:
    desk = risen()
    for name in ("db-0", "db-1", "db-2"):
        desk.change(desk.one("Pod", name), metadata={"finalizers": ["test/stay"]})
    desk.change(desk.one("StatefulSet", "db"), spec={"replicas": 1})
    desk.settle(statefulsets)
    leaving = [p for p in desk.view.of("Pod") if "deletionTimestamp" in p["metadata"]]
    assert [p["metadata"]["name"] for p in leaving] == ["db-2"]
    desk.remove(desk.one("Pod", "db-2"))
    desk.settle(statefulsets)
    assert "deletionTimestamp" in desk.one("Pod", "db-1")["metadata"]
    assert "deletionTimestamp" not in desk.one("Pod", "db-0")["metadata"]


def test_an_unhealthy_pod_waits_for_the_unhealthy_one_before_it() -> None:
    """As upstream: only the first unhealthy pod of an ordered set may be taken down."""
    desk = risen(replicas=2)
    for name in ("db-0", "db-1"):
        end(desk, desk.one("Pod", name), "Pending")
    desk.change(desk.one("StatefulSet", "db"), spec={"replicas": 0})
    desk.settle(statefulsets)
    assert desk.names("Pod") == ["db-0", "db-1"]
    run(desk, desk.one("Pod", "db-0"))
    desk.settle(statefulsets)
    assert desk.names("Pod") == []


def test_a_changed_template_replaces_the_highest_pod_first() -> None:
    desk = risen()
    desk.change(desk.one("StatefulSet", "db"), spec={"template": template("db:2")})
    desk.settle(statefulsets)
    images = [p["spec"]["containers"][0]["image"] for p in desk.view.of("Pod")]
    assert images == ["web:1", "web:1", "db:2"]


def test_status_always_names_replicas_but_ready_ones_only_if_there_are_any() -> None:
    desk = risen()
    status = desk.one("StatefulSet", "db")["status"]
    assert (status["replicas"], status["readyReplicas"], status["availableReplicas"]) == (3, 3, 3)
    desk.change(desk.one("StatefulSet", "db"), spec={"replicas": 0})
    desk.settle(statefulsets)
    status = desk.one("StatefulSet", "db")["status"]
    assert status["replicas"] == 0
    assert "readyReplicas" not in status
