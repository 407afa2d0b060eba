"""Secrets, ConfigMaps and claims: their contents, limits and what may not change."""

from __future__ import annotations

import base64

import pytest

from tests.contract.kubernetes_api.asking import Obj, Space

MEGABYTE = 1024 * 1024


def test_a_secret_keeps_texts_as_data(space: Space) -> None:
    body = {"metadata": {"name": "one"}, "stringData": {"k": "väl"}, "data": {"j": "YQ=="}}
    made = space.make("secrets", body)
    assert "stringData" not in made
    assert made["type"] == "Opaque"
    assert base64.b64decode(made["data"]["k"]).decode() == "väl"
    assert made["data"]["j"] == "YQ=="


def test_a_secrets_data_is_base64(space: Space) -> None:
    body = {"metadata": {"name": "one"}, "data": {"k": "not base64!"}}
    assert space.kube.post(space.at("secrets"), body).status == 400


@pytest.mark.parametrize("key", ["with space", "slash/", "x" * 254])
def test_keys_have_a_form(space: Space, key: str) -> None:
    for resource in ("secrets", "configmaps"):
        body = {"metadata": {"name": "one"}, "data": {key: ""}}
        assert space.kube.post(space.at(resource), body).status == 422


def test_a_secret_holds_a_megabyte_and_no_more(space: Space) -> None:
    fits = base64.b64encode(b"x" * MEGABYTE).decode()
    assert space.make("secrets", {"metadata": {"name": "one"}, "data": {"k": fits}})
    over = {"k": base64.b64encode(b"x" * MEGABYTE).decode(), "l": "YQ=="}
    said = space.kube.post(space.at("secrets"), {"metadata": {"name": "two"}, "data": over})
    assert (said.status, said.reason) == (422, "Invalid")
    assert "Too long" in said.message


def test_a_config_map_holds_a_megabyte_and_no_more(space: Space) -> None:
    body = {"metadata": {"name": "one"}, "data": {"k": "x" * (MEGABYTE + 1)}}
    assert space.kube.post(space.at("configmaps"), body).status == 422


def test_what_is_immutable_stays(space: Space) -> None:
    body: Obj = {"metadata": {"name": "one"}, "data": {"k": "YQ=="}, "immutable": True}
    for resource in ("secrets", "configmaps"):
        space.make(resource, body)
        path = space.at(resource, "one")
        assert space.kube.patch(path, {"data": {"k": "Yg=="}}).status == 422
        assert space.kube.patch(path, {"immutable": False}).status == 422
        assert space.kube.patch(path, {"metadata": {"labels": {"a": "b"}}}).status == 200


def test_a_secrets_type_stays_and_asks_for_its_keys(space: Space) -> None:
    tls = {"metadata": {"name": "tls"}, "type": "kubernetes.io/tls", "data": {"tls.crt": ""}}
    assert space.kube.post(space.at("secrets"), tls).status == 422
    space.make("secrets", {"metadata": {"name": "one"}})
    patch = {"type": "kubernetes.io/tls", "data": {"tls.crt": "", "tls.key": ""}}
    assert space.kube.patch(space.at("secrets", "one"), patch).status == 422


def _claim(**spec: object) -> Obj:
    filled: Obj = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "1Gi"}},
        "storageClassName": "veilleur-test-none",
    }
    return {"metadata": {"name": "data"}, "spec": filled | spec}


def test_a_claim_stays_as_it_was_asked(space: Space) -> None:
    made = space.make("persistentvolumeclaims", _claim())
    assert (made["spec"]["volumeMode"], made["status"]["phase"]) == ("Filesystem", "Pending")
    path = space.at("persistentvolumeclaims", "data")
    said = space.kube.patch(path, {"spec": {"storageClassName": "another"}})
    assert said.status == 422
    assert "immutable" in said.message


def test_a_claim_says_how_much_and_for_whom(space: Space) -> None:
    odds: list[Obj] = [{"accessModes": []}, {"resources": {}}]
    for odd in odds:
        said = space.kube.post(space.at("persistentvolumeclaims"), _claim(**odd))
        assert said.status == 422


def test_a_role_binding_keeps_its_role(space: Space) -> None:
    group = "rbac.authorization.k8s.io/v1"
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "a"}
    body = {"metadata": {"name": "one"}, "roleRef": role, "subjects": []}
    space.make("rolebindings", body, group)
    path = space.at("rolebindings", "one", group)
    said = space.kube.patch(path, {"roleRef": {"name": "b"}})
    assert said.status == 422
    assert "cannot change roleRef" in said.message
