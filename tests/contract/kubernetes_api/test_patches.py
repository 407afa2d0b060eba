"""The three ways to change a part of an object."""

from __future__ import annotations

from typing import Any

from tests.contract.kubernetes_api.asking import JSON_PATCH, STRATEGIC, Obj, Space
from tests.contract.kubernetes_api.shapes import deployment

APPS = "apps/v1"


def test_a_merge_patch_adds_changes_and_removes(space: Space) -> None:
    space.config("one", labels={"a": "1", "b": "2"})
    patch = {"metadata": {"labels": {"a": None, "c": "3"}}, "data": {"k": "w"}}
    said = space.kube.patch(space.at("configmaps", "one"), patch)
    assert said.status == 200
    assert said.body["metadata"]["labels"] == {"b": "2", "c": "3"}
    assert said.body["data"] == {"k": "w"}


def test_a_merge_patch_under_a_version_loses_when_somebody_was_first(space: Space) -> None:
    made = space.config("one")
    path, version = space.at("configmaps", "one"), made["metadata"]["resourceVersion"]
    patch: Obj = {"metadata": {"resourceVersion": version}, "data": {"k": "mine"}}
    assert space.kube.patch(path, patch).status == 200
    said = space.kube.patch(path, patch | {"data": {"k": "late"}})
    assert (said.status, said.reason) == (409, "Conflict")
    assert space.kube.get(path).body["data"] == {"k": "mine"}


def test_a_json_patch_is_all_or_nothing(space: Space) -> None:
    space.config("one", annotations={"a/b.c": "1"})
    path = space.at("configmaps", "one")
    good: list[Obj] = [
        {"op": "test", "path": "/metadata/annotations/a~1b.c", "value": "1"},
        {"op": "replace", "path": "/metadata/annotations/a~1b.c", "value": "2"},
        {"op": "copy", "from": "/data/k", "path": "/data/l"},
        {"op": "move", "from": "/data/k", "path": "/data/m"},
        {"op": "add", "path": "/data/n", "value": "new"},
        {"op": "remove", "path": "/data/l"},
    ]
    said = space.kube.patch(path, good, JSON_PATCH)
    assert (said.status, said.body["data"]) == (200, {"m": "v", "n": "new"})
    assert said.body["metadata"]["annotations"] == {"a/b.c": "2"}
    bad = [good[4], {"op": "test", "path": "/data/m", "value": "other"}]
    assert space.kube.patch(path, bad, JSON_PATCH).status == 422
    assert (
        space.kube.patch(path, [{"op": "remove", "path": "/data/none"}], JSON_PATCH).status == 422
    )


def test_patches_that_are_none(space: Space) -> None:
    space.config("one")
    path = space.at("configmaps", "one")
    assert space.kube.patch(path, [], "application/merge-patch+json").status == 400
    assert space.kube.patch(path, {}, JSON_PATCH).status == 400
    assert space.kube.patch(path, [{"op": "jump", "path": "/data"}], JSON_PATCH).status == 400
    assert space.kube.patch(space.at("configmaps", "none"), {}).status == 404


def _containers(body: Obj) -> list[Any]:
    found: list[Any] = body["spec"]["template"]["spec"]["containers"]
    return found


def _strategic(space: Space, containers: list[Obj], **spec: object) -> Obj:
    patch = {"spec": {"template": {"spec": {"containers": containers} | spec}}}
    said = space.kube.patch(space.at("deployments", "web", APPS), patch, STRATEGIC)
    assert said.status == 200, said.body
    found: Obj = said.body
    return found


def test_a_strategic_patch_merges_containers_by_name(space: Space) -> None:
    space.make("deployments", deployment("web", containers=["app", "side"]), APPS)
    body = _strategic(space, [{"name": "app", "image": "app:2"}])
    images = {one["name"]: one["image"] for one in _containers(body)}
    assert images == {"app": "app:2", "side": "side:1"}


def test_a_strategic_patch_merges_lists_within_lists(space: Space) -> None:
    space.make("deployments", deployment("web", containers=["app"]), APPS)
    env = [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    _strategic(space, [{"name": "app", "env": env, "ports": [{"containerPort": 80}]}])
    change = {"name": "app", "env": [{"name": "A", "value": "3"}], "ports": [{"containerPort": 81}]}
    (app,) = _containers(_strategic(space, [change]))
    assert {one["name"]: one["value"] for one in app["env"]} == {"A": "3", "B": "2"}
    assert {one["containerPort"] for one in app["ports"]} == {80, 81}


def test_a_strategic_patch_takes_members_away_and_orders_them(space: Space) -> None:
    space.make("deployments", deployment("web", containers=["a", "b", "c"]), APPS)
    order = [{"name": "c"}, {"name": "a"}]
    body = _strategic(
        space,
        [{"name": "b", "$patch": "delete"}],
        **{"$setElementOrder/containers": order},
    )
    assert [one["name"] for one in _containers(body)] == ["c", "a"]


def test_a_strategic_patch_may_replace_instead(space: Space) -> None:
    space.make("deployments", deployment("web", containers=["a"], replicas=0), APPS)
    patch = {"spec": {"strategy": {"$patch": "replace", "type": "Recreate"}}}
    said = space.kube.patch(space.at("deployments", "web", APPS), patch, STRATEGIC)
    assert said.body["spec"]["strategy"] == {"type": "Recreate"}


def test_a_strategic_patch_empties_a_set_of_plain_values(space: Space) -> None:
    space.config("one", finalizers=["a.example/x", "a.example/y"])
    path = space.at("configmaps", "one")
    patch = {"metadata": {"$deleteFromPrimitiveList/finalizers": ["a.example/x"]}}
    left = space.kube.patch(path, patch, STRATEGIC).body["metadata"]["finalizers"]
    assert left == ["a.example/y"]
    more = space.kube.patch(path, {"metadata": {"finalizers": ["a.example/z"]}}, STRATEGIC)
    assert sorted(more.body["metadata"]["finalizers"]) == ["a.example/y", "a.example/z"]
    space.kube.patch(path, {"metadata": {"finalizers": None}})


def test_a_merge_patch_replaces_lists_as_a_whole(space: Space) -> None:
    space.make("deployments", deployment("web", containers=["a", "b"]), APPS)
    path = space.at("deployments", "web", APPS)
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "a", "image": "a:2"}]}}}}
    assert [one["name"] for one in _containers(space.kube.patch(path, patch).body)] == ["a"]
