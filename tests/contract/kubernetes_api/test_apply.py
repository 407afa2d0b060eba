"""Server-side apply: several who want parts of one object."""

from __future__ import annotations

from tests.contract.kubernetes_api.asking import APPLY, Obj, Said, Space
from tests.contract.kubernetes_api.shapes import deployment

APPS = "apps/v1"


def _apply(space: Space, manager: str, body: Obj, **query: str) -> Said:
    typed = {"apiVersion": APPS, "kind": "Deployment"} | body
    path = space.at("deployments", "web", APPS)
    return space.kube.patch(path, typed, APPLY, fieldManager=manager, **query)


def _replicas(count: int) -> Obj:
    return {"metadata": {"name": "web"}, "spec": {"replicas": count}}


def _owners(body: Obj) -> dict[str, str]:
    return {one["manager"]: one["operation"] for one in body["metadata"]["managedFields"]}


def test_what_is_not_there_is_made(space: Space) -> None:
    said = _apply(space, "one", deployment("web"))
    assert said.status == 201
    assert _owners(said.body) == {"one": "Apply"}
    again = _apply(space, "one", deployment("web"))
    assert (again.status, again.version) == (200, said.version)


def test_another_s_field_is_not_taken_without_force(space: Space) -> None:
    _apply(space, "one", deployment("web"))
    said = _apply(space, "two", _replicas(3))
    assert (said.status, said.reason) == (409, "Conflict")
    (cause,) = said.body["details"]["causes"]
    assert (cause["reason"], cause["field"]) == ("FieldManagerConflict", ".spec.replicas")
    assert 'conflict with "one"' in cause["message"]
    forced = _apply(space, "two", _replicas(0), force="true")
    assert (forced.status, forced.body["spec"]["replicas"]) == (200, 0)


def test_two_may_want_the_same(space: Space) -> None:
    _apply(space, "one", deployment("web"))
    said = _apply(space, "two", _replicas(0))
    assert said.status == 200
    assert _owners(said.body) == {"one": "Apply", "two": "Apply"}


def test_what_a_manager_leaves_out_goes_unless_another_wants_it(space: Space) -> None:
    first = deployment("web", containers=["app", "side"])
    first["metadata"]["labels"] = {"a": "1", "b": "2"}
    _apply(space, "one", first)
    _apply(space, "two", {"metadata": {"name": "web", "labels": {"b": "2"}}})
    said = _apply(space, "one", deployment("web", containers=["app"]))
    assert said.status == 200
    assert said.body["metadata"]["labels"] == {"b": "2"}
    names = [one["name"] for one in said.body["spec"]["template"]["spec"]["containers"]]
    assert names == ["app"]


def test_a_plain_write_owns_what_it_changes(space: Space) -> None:
    _apply(space, "one", deployment("web"))
    path = space.at("deployments", "web", APPS)
    space.kube.patch(path, {"spec": {"paused": True, "replicas": 1}}, fieldManager="by-hand")
    said = _apply(space, "one", deployment("web"))
    assert said.status == 409
    assert 'conflict with "by-hand"' in said.message
    space.kube.patch(path, {"spec": {"replicas": 0}})


def test_an_apply_names_its_manager_and_its_kind(space: Space) -> None:
    path = space.at("deployments", "web", APPS)
    typed = {"apiVersion": APPS, "kind": "Deployment"} | deployment("web")
    assert space.kube.patch(path, typed, APPLY).status == 400
    assert space.kube.patch(path, deployment("web"), APPLY, fieldManager="one").status == 400


def test_owners_are_kept_where_a_client_brings_them(space: Space) -> None:
    """As a restore does: the second write puts the archived owners back."""
    _apply(space, "one", deployment("web"))
    path = space.at("deployments", "web", APPS)
    found = space.kube.get(path).body
    entry = found["metadata"]["managedFields"][0] | {"manager": "archived"}
    patched = space.kube.patch(path, {"metadata": {"managedFields": [entry]}})
    assert "archived" in _owners(patched.body)
    assert "one" not in _owners(patched.body)
