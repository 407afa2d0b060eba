"""Creating, reading and replacing objects."""

from __future__ import annotations

import pytest

from tests.contract.kubernetes_api.asking import Kube, Space


def test_a_new_object_gets_its_identity_from_the_server(space: Space) -> None:
    made = space.config("one", uid="mine", generation=7)
    metadata = made["metadata"]
    assert metadata["uid"] != "mine"
    assert metadata["resourceVersion"].isdigit()
    assert metadata["creationTimestamp"].endswith("Z")
    assert (made["kind"], made["apiVersion"]) == ("ConfigMap", "v1")
    assert space.kube.get(space.at("configmaps", "one")).body == made


def test_a_generated_name_begins_as_asked_and_is_new_each_time(space: Space) -> None:
    asked = {"metadata": {"generateName": "part-"}}
    names = {space.make("configmaps", asked)["metadata"]["name"] for _ in range(5)}
    assert len(names) == 5
    assert all(name.startswith("part-") and len(name) == len("part-") + 5 for name in names)


def test_a_name_that_is_taken_is_refused(space: Space) -> None:
    space.config("one")
    said = space.kube.post(space.at("configmaps"), {"metadata": {"name": "one"}})
    assert (said.status, said.reason) == (409, "AlreadyExists")
    assert said.message == 'configmaps "one" already exists'
    assert said.body["details"] == {"name": "one", "kind": "configmaps"}


def test_what_is_not_there_is_not_found(space: Space) -> None:
    said = space.kube.get(space.at("deployments", "none", "apps/v1"))
    assert (said.status, said.reason) == (404, "NotFound")
    assert said.message == 'deployments.apps "none" not found'
    assert said.body["details"] == {"name": "none", "group": "apps", "kind": "deployments"}


def test_a_namespace_must_exist(kube: Kube) -> None:
    path = "/api/v1/namespaces/veilleur-no-such/configmaps"
    said = kube.post(path, {"metadata": {"name": "one"}})
    assert (said.status, said.message) == (404, 'namespaces "veilleur-no-such" not found')


def test_a_replacement_of_an_older_version_is_refused(space: Space) -> None:
    first = space.config("one")
    path = space.at("configmaps", "one")
    assert space.kube.put(path, first | {"data": {"k": "w"}}).status == 200
    said = space.kube.put(path, first | {"data": {"k": "x"}})
    assert (said.status, said.reason) == (409, "Conflict")
    assert "the object has been modified" in said.message
    assert space.kube.get(path).body["data"] == {"k": "w"}


def test_a_replacement_without_a_version_wins_where_the_kind_allows_it(space: Space) -> None:
    space.config("one")
    body = {"metadata": {"name": "one"}, "data": {"k": "new"}}
    said = space.kube.put(space.at("configmaps", "one"), body)
    assert (said.status, said.body["data"]) == (200, {"k": "new"})


def test_writing_what_is_there_already_makes_no_new_version(space: Space) -> None:
    made = space.config("one")
    assert (
        space.kube.put(space.at("configmaps", "one"), made).version
        == (made["metadata"]["resourceVersion"])
    )


def test_no_client_changes_what_the_server_owns(space: Space) -> None:
    made = space.config("one")
    changed = {
        "creationTimestamp": "2001-01-01T00:00:00Z",
        "deletionTimestamp": "2001-01-01T00:00:00Z",
    }
    space.kube.patch(space.at("configmaps", "one"), {"metadata": changed | {"labels": {"a": "b"}}})
    found = space.kube.get(space.at("configmaps", "one")).body["metadata"]
    assert found["creationTimestamp"] == made["metadata"]["creationTimestamp"]
    assert "deletionTimestamp" not in found


def test_another_objects_uid_is_a_conflict(space: Space) -> None:
    made = space.config("one")
    stranger = made | {"metadata": made["metadata"] | {"uid": "somebody-else"}}
    said = space.kube.put(space.at("configmaps", "one"), stranger)
    assert (said.status, said.reason) == (409, "Conflict")


def test_a_dry_run_answers_and_changes_nothing(space: Space) -> None:
    path = space.at("configmaps")
    said = space.kube.post(path, {"metadata": {"name": "one"}}, dryRun="All")
    assert (said.status, said.body["metadata"]["name"]) == (201, "one")
    assert space.kube.get(f"{path}/one").status == 404
    space.config("one")
    space.kube.patch(f"{path}/one", {"data": {"k": "dry"}}, dryRun="All")
    space.kube.delete(f"{path}/one", dryRun="All")
    assert space.kube.get(f"{path}/one").body["data"] == {"k": "v"}


def test_generation_counts_wishes_and_nothing_else(space: Space) -> None:
    space.make("poddisruptionbudgets", _budget(), "policy/v1")
    path = space.at("poddisruptionbudgets", "pdb", "policy/v1")
    labelled = space.kube.patch(path, {"metadata": {"labels": {"a": "b"}}}).body
    assert labelled["metadata"]["generation"] == 1
    changed = space.kube.patch(path, {"spec": {"maxUnavailable": 2}}).body
    assert changed["metadata"]["generation"] == 2


def _budget() -> dict[str, object]:
    spec = {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "web"}}}
    return {"metadata": {"name": "pdb"}, "spec": spec}


@pytest.mark.parametrize("version", ["0", "1", "999999999"])
def test_a_new_object_brings_no_version_of_its_own(space: Space, version: str) -> None:
    body = {"metadata": {"name": "one", "resourceVersion": version}}
    assert space.kube.post(space.at("configmaps"), body).status in (400, 500)
