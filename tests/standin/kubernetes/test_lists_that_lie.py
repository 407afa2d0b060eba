"""Lists that say nothing, too little, or what was: as an API server behind a cache may."""

from __future__ import annotations

from typing import Any

import pytest

from standin.kubernetes import WORKERS
from tests.contract.kubernetes import Embedded
from tests.contract.kubernetes_api.asking import Kube, logged_in

MAPS = "/api/v1/namespaces/default/configmaps"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"


def fill(admin: Kube, *names: str) -> None:
    for name in names:
        admin.made(MAPS, {"metadata": {"name": name}})


def fault(server: Embedded, kind: str, **more: Any) -> int:  # noqa: ANN401 -- as the fault has it
    return server.at.on_loop(lambda: server.faults.add(kind, api="kubernetes", **more).id)


def names(admin: Kube, **query: str) -> list[str]:
    said = admin.get(MAPS, **query)
    assert "continue" not in said.body["metadata"]
    return [item["metadata"]["name"] for item in said.body["items"]]


def test_empty_is_a_list_of_its_kind_with_nothing_in_it(server: Embedded, admin: Kube) -> None:
    fill(admin, "a", "b")
    fault(server, "empty", match="configmaps")
    said = admin.get(MAPS)
    assert (said.body["kind"], said.body["items"]) == ("ConfigMapList", [])
    assert admin.get(f"{MAPS}/a").status == 200
    assert admin.get("/api/v1/namespaces").body["items"]
    assert admin.accepting(TABLE).get(MAPS).body["rows"] == []


def test_a_partial_list_ends_without_a_word(server: Embedded, admin: Kube) -> None:
    fill(admin, "a", "b", "c", "d")
    fault(server, "partial")
    assert len(names(admin)) == 2
    assert names(admin) == names(admin)
    assert len(names(admin, limit="3")) == 1


def test_a_stale_list_is_of_the_moment_the_fault_began(server: Embedded, admin: Kube) -> None:
    fill(admin, "a", "b")
    began = fault(server, "stale")
    fill(admin, "c")
    admin.delete(f"{MAPS}/a")
    assert names(admin) == ["a", "b"]
    assert (admin.get(f"{MAPS}/a").status, admin.get(f"{MAPS}/c").status) == (404, 200)
    server.at.on_loop(lambda: server.faults.remove(began))
    assert names(admin) == ["b", "c"]


def test_a_list_that_says_there_is_nothing_still_asks_who_is_there(
    server: Embedded, admin: Kube
) -> None:
    fill(admin, "a")
    fault(server, "stale")
    assert admin.posing(Impersonate_User="nobody").get(MAPS).status == 403


@pytest.mark.parametrize("kind", ["empty", "stale", "partial"])
def test_the_platform_s_own_programs_are_told_the_truth(
    server: Embedded, admin: Kube, kind: str
) -> None:
    """Else they would clean up after objects that are there."""
    fault(server, kind)
    fill(admin, "a")
    kubeconfig = server.at.on_loop(lambda: server.api.kubeconfig(WORKERS, server.at.url))
    with logged_in(kubeconfig) as worker:
        assert names(worker) == ["a"]


def test_a_discovery_document_and_a_watch_are_no_lists(server: Embedded, admin: Kube) -> None:
    fault(server, "empty")
    assert admin.get("/api/v1").body["resources"]
    version = admin.get("/api/v1/namespaces").version
    watched = admin.get("/api/v1/namespaces", watch="1", resourceVersion="0", timeoutSeconds="1")
    assert int(version) > 0
    assert "kube-system" in str(watched.body)
