"""Cluster: the lab's Kubernetes, as use cases may rely on it. Fake, stand-in and real alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from shared.core.actions import CreateObject, DeleteObject, ObjectRef, PatchObject
from shared.core.seen import Json
from shared.errors import ConflictError
from shared.ports import Cluster
from tests.contract.kubernetes import PAGE, Case, Embedded, case_of
from tests.contract.real import CLUSTERS

CONFIG = "configmaps"


@pytest.fixture(params=CLUSTERS)
def case(request: pytest.FixtureRequest, kubernetes: Callable[[], Embedded]) -> Iterator[Case]:
    with case_of(request.param, kubernetes) as made:
        yield made


@pytest.fixture
def cluster(case: Case) -> Cluster:
    return case.cluster


def ref(case: Case, name: str = "settings") -> ObjectRef:
    return ObjectRef(resource=CONFIG, namespace=case.namespace, name=name)


def creation(case: Case, name: str = "settings", **fields: object) -> CreateObject:
    body: dict[str, object] = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": case.namespace},
        "data": {"a": "1"},
    }
    return CreateObject(ref=ref(case, name), body=body | fields, why="a test")


def made(case: Case, name: str = "settings", **fields: object) -> Json:
    case.cluster.create(creation(case, name, **fields))
    found = now(case, name)
    assert found is not None
    return found


def now(case: Case, name: str = "settings") -> Json | None:
    return case.cluster.get(CONFIG, case.namespace, name)


def patch(case: Case, seen: Json, body: Json) -> None:
    version = seen["metadata"]["resourceVersion"]
    case.cluster.patch(
        PatchObject(ref=ref(case), patch=body, resource_version=version, why="a test")
    )


def delete(case: Case, uid: str) -> None:
    case.cluster.delete(DeleteObject(ref=ref(case), uid=uid, why="a test"))


def names(objects: tuple[Json, ...]) -> set[str]:
    return {found["metadata"]["name"] for found in objects}


def test_it_says_where_it_leads(cluster: Cluster) -> None:
    assert cluster.endpoint().server.startswith("https://")
    assert cluster.endpoint().ca_pem


def test_its_identity_is_kube_systems_and_does_not_change(cluster: Cluster) -> None:
    assert cluster.uid()
    assert cluster.uid() == cluster.uid()


def test_what_is_not_there_is_none(case: Case, cluster: Cluster) -> None:
    assert now(case) is None
    assert cluster.get("nodes", "", "nobody") is None


def test_a_type_that_is_not_served_has_no_objects(case: Case, cluster: Cluster) -> None:
    assert cluster.list("widgets.example.org") == ()
    assert cluster.get("widgets.example.org", case.namespace, "w") is None


def test_what_is_created_is_found_with_its_identity(case: Case) -> None:
    found = made(case)
    assert (found["kind"], found["data"]) == ("ConfigMap", {"a": "1"})
    assert found["metadata"]["uid"]
    assert found["metadata"]["resourceVersion"]


def test_what_exists_is_left_as_it_is_by_another_creation(case: Case) -> None:
    before = made(case)
    case.cluster.create(creation(case, data={"a": "2"}))
    assert now(case) == before


def test_a_list_is_whole_however_many_pages_it_has(case: Case, cluster: Cluster) -> None:
    wanted = {f"number-{n}" for n in range(2 * PAGE + 1)}
    for name in wanted:
        made(case, name)
    found = cluster.list(CONFIG, case.namespace)
    assert wanted <= names(found)
    assert len(found) == len(names(found))
    assert {(o["apiVersion"], o["kind"]) for o in found} == {("v1", "ConfigMap")}


def test_a_list_is_of_one_namespace_or_of_all(case: Case, cluster: Cluster) -> None:
    made(case, "mine")
    assert "mine" in names(cluster.list(CONFIG))
    assert "mine" not in names(cluster.list(CONFIG, "kube-system"))


def test_resources_are_named_as_they_are_asked_for(case: Case, cluster: Cluster) -> None:
    made(case)
    resources = cluster.resources()
    assert {CONFIG, "namespaces"} <= set(resources)
    assert not [name for name in resources if "/" in name]


def test_a_patch_merges_and_null_removes(case: Case) -> None:
    seen = made(case, data={"keep": "1", "change": "1", "drop": "1"})
    patch(case, seen, {"data": {"change": "2", "drop": None, "add": "3"}})
    after = now(case)
    assert after is not None
    assert after["data"] == {"keep": "1", "change": "2", "add": "3"}
    assert after["metadata"]["uid"] == seen["metadata"]["uid"]
    assert after["metadata"]["resourceVersion"] != seen["metadata"]["resourceVersion"]


def test_a_patch_of_an_old_version_changes_nothing(case: Case) -> None:
    seen = made(case)
    patch(case, seen, {"data": {"a": "2"}})
    with pytest.raises(ConflictError):
        patch(case, seen, {"data": {"a": "3"}})
    after = now(case)
    assert after is not None
    assert after["data"] == {"a": "2"}


def test_a_patch_of_what_is_gone_is_a_lost_race(case: Case) -> None:
    seen = made(case)
    delete(case, seen["metadata"]["uid"])
    with pytest.raises(ConflictError):
        patch(case, seen, {"data": {"a": "2"}})
    assert now(case) is None


def test_what_is_deleted_is_gone_and_may_be_deleted_again(case: Case) -> None:
    uid = made(case)["metadata"]["uid"]
    delete(case, uid)
    assert now(case) is None
    delete(case, uid)


def test_a_deletion_by_another_uid_touches_nothing(case: Case) -> None:
    before = made(case)
    delete(case, "11111111-2222-4333-8444-555555555555")
    assert now(case) == before


def test_a_deletion_that_is_late_leaves_what_moved_on(case: Case) -> None:
    seen = made(case)
    patch(case, seen, {"data": {"moved": "on"}})
    meta = seen["metadata"]
    late = DeleteObject(
        ref=ref(case), uid=meta["uid"], resource_version=meta["resourceVersion"], why="a test"
    )
    with pytest.raises(ConflictError):
        case.cluster.delete(late)
    found = now(case)
    assert found is not None
    case.cluster.delete(replace(late, resource_version=found["metadata"]["resourceVersion"]))
    assert now(case) is None


def test_what_has_a_finalizer_stays_until_it_is_released(case: Case) -> None:
    held = {
        "name": "settings",
        "namespace": case.namespace,
        "finalizers": ["veilleur.dev/test"],
    }
    seen = made(case, metadata=held)
    delete(case, seen["metadata"]["uid"])
    leaving = now(case)
    assert leaving is not None
    assert leaving["metadata"]["deletionTimestamp"]
    patch(case, leaving, {"metadata": {"finalizers": []}})
    assert now(case) is None


@pytest.mark.parametrize(
    ("ready", "cordoned"), [(True, False), (True, True), (False, False)], ids=str
)
def test_a_node_is_read_as_what_it_can_do(case: Case, *, ready: bool, cordoned: bool) -> None:
    name = case.add_node(ready=ready, cordoned=cordoned)
    (node,) = (found for found in case.cluster.nodes() if found.name == name)
    assert (node.ready, node.schedulable) == (ready, not cordoned)
    assert (node.pool, node.token, node.flavor) == ("general", 12, "a1-ram4-disk50-perf1")
    assert node.provider_id == f"openstack:///{name}"
    raw = case.cluster.get("nodes", "", name)
    assert raw is not None
    assert (node.uid, node.version) == (raw["metadata"]["uid"], raw["metadata"]["resourceVersion"])
    assert node.created.tzinfo is not None
