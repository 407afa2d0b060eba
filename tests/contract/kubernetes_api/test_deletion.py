"""Deletion: what holds an object, what a deletion may insist on, and what follows it."""

from __future__ import annotations

import pytest

from tests.contract.kubernetes import Embedded
from tests.contract.kubernetes_api.asking import Kube, Obj, Space, unique
from tests.contract.kubernetes_api.shapes import deployment, pod_spec

HOLD = "veilleur.test/hold"


def test_a_deleted_object_is_gone(space: Space) -> None:
    made = space.config("one")
    said = space.kube.delete(space.at("configmaps", "one"))
    assert (said.status, said.body["status"]) == (200, "Success")
    assert said.body["details"]["uid"] == made["metadata"]["uid"]
    assert space.kube.get(space.at("configmaps", "one")).status == 404
    assert space.kube.delete(space.at("configmaps", "one")).status == 404


def test_a_finalizer_holds_it_until_the_last_is_taken_off(space: Space) -> None:
    space.config("one", finalizers=[HOLD, "veilleur.test/other"])
    path = space.at("configmaps", "one")
    said = space.kube.delete(path)
    assert (said.status, said.body["kind"]) == (200, "ConfigMap")
    assert said.body["metadata"]["deletionTimestamp"]
    assert space.kube.patch(path, {"metadata": {"finalizers": [HOLD]}}).status == 200
    assert space.kube.get(path).status == 200
    assert space.kube.patch(path, {"metadata": {"finalizers": []}}).status == 200
    assert space.kube.get(path).status == 404


def test_what_is_being_deleted_takes_no_new_finalizer(space: Space) -> None:
    space.config("one", finalizers=[HOLD])
    path = space.at("configmaps", "one")
    space.kube.delete(path)
    said = space.kube.patch(path, {"metadata": {"finalizers": [HOLD, "veilleur.test/new"]}})
    assert said.status == 422
    assert "no new finalizers can be added" in said.message
    assert space.kube.patch(path, {"metadata": {"finalizers": None}}).status == 200


def test_a_deletion_may_insist_on_the_object_and_on_its_version(space: Space) -> None:
    made = space.config("one")
    path = space.at("configmaps", "one")
    for odd in ({"uid": "another"}, {"resourceVersion": "1"}):
        said = space.kube.delete(path, {"preconditions": odd})
        assert (said.status, said.reason) == (409, "Conflict")
    exact = {key: made["metadata"][key] for key in ("uid", "resourceVersion")}
    assert space.kube.delete(path, {"preconditions": exact}).status == 200


@pytest.mark.parametrize(
    ("policy", "finalizer"), [("Foreground", "foregroundDeletion"), ("Orphan", "orphan")]
)
def test_a_policy_for_dependents_is_a_finalizer_for_the_collector(
    space: Space, only_embedded: Embedded, policy: str, finalizer: str
) -> None:
    _ = only_embedded
    space.make("deployments", deployment("web"), "apps/v1")
    path = space.at("deployments", "web", "apps/v1")
    space.kube.delete(path, {"propagationPolicy": policy})
    assert space.kube.get(path).body["metadata"]["finalizers"] == [finalizer]


def test_a_policy_that_is_none_is_refused(space: Space) -> None:
    space.config("one")
    said = space.kube.delete(space.at("configmaps", "one"), {"propagationPolicy": "Burn"})
    assert said.status == 422


def _pod(space: Space, only_embedded: Embedded, **spec: object) -> str:
    _ = only_embedded
    whole = pod_spec() | {"terminationGracePeriodSeconds": 20} | spec
    space.make("pods", {"metadata": {"name": "one"}, "spec": whole})
    return space.at("pods", "one")


def test_a_pod_that_may_run_is_given_its_grace(space: Space, only_embedded: Embedded) -> None:
    path = _pod(space, only_embedded, nodeName="n-1")
    said = space.kube.delete(path)
    assert said.body["metadata"]["deletionGracePeriodSeconds"] == 20
    first = said.body["metadata"]["deletionTimestamp"]
    again = space.kube.delete(path, gracePeriodSeconds="5").body["metadata"]
    assert again["deletionGracePeriodSeconds"] == 5
    assert again["deletionTimestamp"] < first
    longer = space.kube.delete(path, {"gracePeriodSeconds": 60}).body["metadata"]
    assert longer["deletionGracePeriodSeconds"] == 5
    assert space.kube.delete(path, {"gracePeriodSeconds": 0}).status == 200
    assert space.kube.get(path).status == 404


def test_a_pod_that_runs_nowhere_goes_at_once(space: Space, only_embedded: Embedded) -> None:
    path = _pod(space, only_embedded)
    assert space.kube.delete(path).body["kind"] == "Pod"
    assert space.kube.get(path).status == 404


def test_a_pod_that_has_ended_goes_at_once(space: Space, only_embedded: Embedded) -> None:
    path = _pod(space, only_embedded, nodeName="n-1")
    space.kube.patch(f"{path}/status", {"status": {"phase": "Succeeded"}})
    space.kube.delete(path)
    assert space.kube.get(path).status == 404


def test_a_whole_collection_can_be_deleted_by_its_labels(space: Space) -> None:
    for name, tier in (("a", "web"), ("b", "web"), ("c", "db")):
        space.config(name, labels={"tier": tier})
    said = space.kube.delete(space.at("configmaps"), labelSelector="tier=web")
    assert said.status == 200
    left = space.kube.get(space.at("configmaps"), labelSelector="tier").body["items"]
    assert [one["metadata"]["name"] for one in left] == ["c"]


@pytest.mark.parametrize("name", ["default", "kube-system", "kube-public"])
def test_the_clusters_own_namespaces_stay(kube: Kube, name: str) -> None:
    said = kube.delete(f"/api/v1/namespaces/{name}")
    assert (said.status, said.reason) == (403, "Forbidden")
    assert kube.get(f"/api/v1/namespaces/{name}").body["status"]["phase"] == "Active"


def _held_namespace(kube: Kube) -> Obj:
    """Being deleted, and held by an object of its own."""
    name = unique("veilleur-leaving")
    kube.made("/api/v1/namespaces", {"metadata": {"name": name}})
    held = {"metadata": {"name": "held", "finalizers": [HOLD]}}
    kube.made(f"/api/v1/namespaces/{name}/configmaps", held)
    found: Obj = kube.delete(f"/api/v1/namespaces/{name}").body
    return found


def test_a_namespace_that_is_leaving_takes_nothing_new(kube: Kube) -> None:
    leaving = _held_namespace(kube)
    name = leaving["metadata"]["name"]
    assert leaving["status"]["phase"] == "Terminating"
    path = f"/api/v1/namespaces/{name}/configmaps"
    said = kube.post(path, {"metadata": {"name": "late"}})
    assert (said.status, said.reason) == (403, "Forbidden")
    (cause,) = said.body["details"]["causes"]
    assert cause["reason"] == "NamespaceTerminating"
    assert kube.patch(f"{path}/held", {"metadata": {"finalizers": None}}).status == 200


def test_a_namespace_goes_once_it_is_finalized(kube: Kube, only_embedded: Embedded) -> None:
    _ = only_embedded
    name = unique("veilleur-final")
    path = f"/api/v1/namespaces/{name}"
    made = kube.made("/api/v1/namespaces", {"metadata": {"name": name}})
    assert made["spec"]["finalizers"] == ["kubernetes"]
    kube.delete(path)
    assert kube.get(path).status == 200
    leaving = kube.get(path).body
    kube.put(f"{path}/finalize", leaving | {"spec": {"finalizers": []}})
    assert kube.get(path).status == 404
