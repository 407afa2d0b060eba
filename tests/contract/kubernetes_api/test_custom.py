"""Custom resources: served from the moment they are defined until they no longer are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.kubernetes_api.asking import MERGE, STRATEGIC, Kube, Obj, Said, Space, unique

CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"


def _definition(group: str) -> Obj:
    spec: Obj = {
        "type": "object",
        "required": ["size"],
        "properties": {
            "size": {"type": "integer", "minimum": 1},
            "colour": {"type": "string", "default": "blue", "enum": ["blue", "red"]},
            "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
        },
    }
    status = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    schema = {"type": "object", "properties": {"spec": spec, "status": status}}
    version = {
        "name": "v1",
        "served": True,
        "storage": True,
        "schema": {"openAPIV3Schema": schema},
        "subresources": {"status": {}},
        "additionalPrinterColumns": [{"name": "Size", "type": "integer", "jsonPath": ".spec.size"}],
    }
    names = {"plural": "lamps", "kind": "Lamp", "shortNames": ["lp"]}
    return {
        "metadata": {"name": f"lamps.{group}"},
        "spec": {"group": group, "scope": "Namespaced", "names": names, "versions": [version]},
    }


def _established(said: Said) -> bool:
    conditions = said.body.get("status", {}).get("conditions", [])
    return any(one["type"] == "Established" and one["status"] == "True" for one in conditions)


@pytest.fixture
def group(kube: Kube) -> Iterator[str]:
    """A group in which Lamps are served."""
    name = f"{unique('lamp')}.veilleur.test"
    kube.made(CRDS, _definition(name))
    for _ in range(200):
        if _established(kube.get(f"{CRDS}/lamps.{name}")) and kube.get(f"/apis/{name}/v1"):
            break
    yield f"{name}/v1"
    kube.delete(f"{CRDS}/lamps.{name}")


def _lamp(group: str, **spec: object) -> Obj:
    return {
        "apiVersion": group,
        "kind": "Lamp",
        "metadata": {"name": "one"},
        "spec": {"size": 1} | spec,
    }


def test_it_lives_like_any_other_object(space: Space, group: str) -> None:
    path = space.at("lamps", "one", group)
    made = space.make("lamps", _lamp(group, free={"any": [1]}), group)
    assert made["spec"] == {"size": 1, "colour": "blue", "free": {"any": [1]}}
    said = space.kube.patch(path, {"spec": {"size": 2}}, MERGE)
    assert (said.status, said.body["metadata"]["generation"]) == (200, 2)
    lit = space.kube.patch(f"{path}/status", {"status": {"lit": True}}, MERGE)
    assert lit.body["status"] == {"lit": True}
    assert lit.body["metadata"]["generation"] == 2
    assert space.kube.patch(path, {"spec": {"size": 3}}, STRATEGIC).status == 415
    body = space.kube.get(space.at("lamps", group=group)).body
    assert (body["kind"], body["items"][0]["kind"]) == ("LampList", "Lamp")


def test_its_schema_is_kept(space: Space, group: str) -> None:
    path = space.at("lamps", group=group)
    for odd in ({"size": 0}, {"size": "big"}, {"colour": "green"}, {"size": None}):
        said = space.kube.post(path, _lamp(group, **odd))
        assert (said.status, said.reason) == (422, "Invalid"), odd
    pruned = space.make("lamps", _lamp(group, unheard=1), group)
    assert "unheard" not in pruned["spec"]


def test_it_is_found_by_discovery(kube: Kube, group: str) -> None:
    (lamp, *_) = kube.get(f"/apis/{group}").body["resources"]
    assert (lamp["name"], lamp["kind"], lamp["shortNames"]) == ("lamps", "Lamp", ["lp"])


def test_its_table_has_the_columns_it_asked_for(space: Space, group: str) -> None:
    space.make("lamps", _lamp(group, size=7), group)
    tables = space.kube.accepting("application/json;as=Table;v=v1;g=meta.k8s.io")
    body = tables.get(space.at("lamps", group=group)).body
    assert [column["name"] for column in body["columnDefinitions"]] == ["Name", "Size"]
    assert body["rows"][0]["cells"] == ["one", 7]


def test_a_definition_is_named_by_what_it_defines(kube: Kube) -> None:
    odd = _definition("veilleur.test") | {"metadata": {"name": "other.veilleur.test"}}
    assert kube.post(CRDS, odd).status == 422


def test_without_its_definition_it_is_gone(space: Space) -> None:
    name = f"{unique('lamp')}.veilleur.test"
    space.kube.made(CRDS, _definition(name))
    assert space.kube.delete(f"{CRDS}/lamps.{name}").status == 200
    assert space.kube.get(space.at("lamps", group=f"{name}/v1")).status == 404
