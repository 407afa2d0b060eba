"""What a client may not send, and how it is told."""

from __future__ import annotations

import pytest

from tests.contract.kubernetes_api.asking import MERGE, Obj, Space


def _causes(body: Obj) -> list[str]:
    return [cause["field"] for cause in body["details"]["causes"]]


@pytest.mark.parametrize("name", ["Upper", "under_score", "-dash", "dot.", "a" * 254, "é"])
def test_a_name_must_be_a_dns_name(space: Space, name: str) -> None:
    said = space.kube.post(space.at("configmaps"), {"metadata": {"name": name}})
    assert (said.status, said.reason) == (422, "Invalid")
    assert _causes(said.body) == ["metadata.name"]


@pytest.mark.parametrize("name", ["1st", "a.b", "a" * 64])
def test_a_services_name_is_narrower(space: Space, name: str) -> None:
    body = {"metadata": {"name": name}, "spec": {"ports": [{"port": 80}]}}
    assert space.kube.post(space.at("services"), body).status == 422


def test_a_role_may_have_colons_in_its_name(space: Space) -> None:
    group = "rbac.authorization.k8s.io/v1"
    assert space.make("roles", {"metadata": {"name": "system:a:B"}, "rules": []}, group)


def test_an_object_needs_a_name(space: Space) -> None:
    said = space.kube.post(space.at("configmaps"), {"metadata": {}})
    assert said.status == 422
    assert "name or generateName is required" in said.message


@pytest.mark.parametrize(
    "labels",
    [{"a": "x" * 64}, {"-a": "b"}, {"a/b/c": "d"}, {"a": "with space"}, {"a" * 64: "b"}],
)
def test_labels_have_a_form(space: Space, labels: dict[str, str]) -> None:
    body = {"metadata": {"name": "one", "labels": labels}}
    said = space.kube.post(space.at("configmaps"), body)
    assert said.status == 422
    assert "metadata.labels" in _causes(said.body)


def test_annotations_hold_a_quarter_of_a_megabyte_in_all(space: Space) -> None:
    fits = {"metadata": {"name": "one", "annotations": {"a": "x" * (256 * 1024 - 1)}}}
    assert space.kube.post(space.at("configmaps"), fits).status == 201
    said = space.kube.patch(
        space.at("configmaps", "one"), {"metadata": {"annotations": {"b": "x"}}}
    )
    assert (said.status, _causes(said.body)) == (422, ["metadata.annotations"])


def test_the_body_must_be_of_the_paths_kind_and_version(space: Space) -> None:
    named = {"metadata": {"name": "one"}}
    for odd in ({"apiVersion": "v2"}, {"kind": "Secret"}, {"apiVersion": "apps/v1"}):
        said = space.kube.post(space.at("configmaps"), named | odd)
        assert (said.status, said.reason) == (400, "BadRequest"), odd


def test_the_body_must_be_at_its_place(space: Space) -> None:
    elsewhere = {"metadata": {"name": "one", "namespace": "kube-system"}}
    assert space.kube.post(space.at("configmaps"), elsewhere).status == 400
    space.config("one")
    other = {"metadata": {"name": "two"}}
    assert space.kube.put(space.at("configmaps", "one"), other).status == 400


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"", b"\xff\xfe"])
def test_a_body_that_is_no_object_is_refused(space: Space, body: bytes) -> None:
    assert space.kube.post(space.at("configmaps"), body).status == 400


@pytest.mark.parametrize(
    ("resource", "group", "spec"),
    [
        ("deployments", "apps/v1", {"replicas": "three"}),
        ("deployments", "apps/v1", {"replicas": True}),
        ("deployments", "apps/v1", {"template": []}),
        ("deployments", "apps/v1", "text"),
        ("services", "", {"ports": {"port": 80}}),
        ("leases", "coordination.k8s.io/v1", {"renewTime": 5}),
    ],
)
def test_a_field_of_the_wrong_type_is_refused(
    space: Space, resource: str, group: str, spec: object
) -> None:
    body = {"metadata": {"name": "one"}, "spec": spec}
    said = space.kube.post(space.at(resource, group=group), body)
    assert (said.status, said.reason) == (400, "BadRequest")


def test_an_unknown_field_is_left_out_with_a_warning(space: Space) -> None:
    body = {"metadata": {"name": "one"}, "data": {"k": "v"}, "colour": "blue"}
    said = space.kube.post(space.at("configmaps"), body)
    assert said.status == 201
    assert "colour" not in said.body
    assert 'unknown field \\"colour\\"' in said.headers["Warning"]


def test_an_unknown_field_is_refused_where_the_client_is_strict(space: Space) -> None:
    body = {"metadata": {"name": "one"}, "colour": "blue"}
    said = space.kube.post(space.at("configmaps"), body, fieldValidation="Strict")
    assert said.status == 400
    assert 'strict decoding error: unknown field "colour"' in said.message
    ignored = space.kube.post(space.at("configmaps"), body, fieldValidation="Ignore")
    assert (ignored.status, "Warning" in ignored.headers) == (201, False)


def test_what_the_server_cannot_read_or_write_is_told_by_code(space: Space) -> None:
    path = space.at("configmaps")
    said = space.kube.ask("POST", path, b"k8s\x00", "text/plain")
    assert (said.status, said.reason) == (415, "UnsupportedMediaType")
    space.config("one")
    assert space.kube.patch(f"{path}/one", {}, "application/json").status == 415
    assert space.kube.accepting("text/html").get(f"{path}/one").status == 406


def test_yaml_is_read_too(space: Space) -> None:
    text = b"metadata: {name: one}\ndata: {k: v}\n"
    assert space.kube.ask("POST", space.at("configmaps"), text, "application/yaml").status == 201


def test_a_body_of_megabytes_is_refused(space: Space) -> None:
    body = {"metadata": {"name": "one"}, "data": {"k": "x" * (4 * 1024 * 1024)}}
    assert space.kube.post(space.at("configmaps"), body).status == 413


def test_methods_that_a_path_does_not_take(space: Space) -> None:
    assert space.kube.put(space.at("configmaps"), {}).status == 405
    assert space.kube.post(space.at("configmaps", "one"), {}).status == 405
    assert space.kube.ask("PATCH", space.at("configmaps"), {}, MERGE).status == 405


def test_paths_that_lead_nowhere(space: Space) -> None:
    for path in ("/api/v2/pods", "/apis/none/v1/things", space.at("unicorns"), "/nowhere"):
        said = space.kube.get(path)
        assert (said.status, said.body["reason"] if isinstance(said.body, dict) else "") in (
            (404, "NotFound"),
            (404, ""),
        ), path
