"""Lists: what they show, which objects they choose, and their pages."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.contract.kubernetes_api.asking import Kube, Obj, Space
from tests.contract.kubernetes_api.shapes import pod_spec


def _names(body: Obj) -> list[str]:
    return [item["metadata"]["name"] for item in body["items"]]


def _pages(kube: Kube, path: str, limit: int, **query: str) -> Iterator[Obj]:
    token = ""
    while True:
        more = {"continue": token} if token else {}
        said = kube.get(path, limit=str(limit), **query, **more)
        assert said.status == 200, said.body
        yield said.body
        token = said.body["metadata"].get("continue", "")
        if not token:
            return


@pytest.fixture
def five(space: Space) -> Space:
    for number, tier in enumerate(("web", "web", "db", "db", "cache")):
        space.config(f"c{number}", labels={"tier": tier, "n": str(number)})
    return space


CHOSEN = [
    ("tier=web", "c0 c1"),
    ("tier==web,n=1", "c1"),
    ("tier!=web,tier", "c2 c3 c4"),
    ("tier in (db, cache)", "c2 c3 c4"),
    ("tier notin (db),tier", "c0 c1 c4"),
    ("!tier", ""),
    ("tier,n in (0,4)", "c0 c4"),
]


@pytest.mark.parametrize(("selector", "names"), CHOSEN)
def test_labels_choose(five: Space, selector: str, names: str) -> None:
    said = five.kube.get(five.at("configmaps"), labelSelector=selector)
    assert [name for name in _names(said.body) if name.startswith("c")] == names.split()


def test_a_selector_without_sense_is_refused(space: Space) -> None:
    for selector in ("a=b=c", "in (x)", "a in b"):
        assert space.kube.get(space.at("configmaps"), labelSelector=selector).status == 400


def test_fields_choose(five: Space) -> None:
    path = five.at("configmaps")
    assert _names(five.kube.get(path, fieldSelector="metadata.name=c2").body) == ["c2"]
    others = five.kube.get(path, fieldSelector="metadata.name!=c2", labelSelector="tier").body
    assert _names(others) == ["c0", "c1", "c3", "c4"]
    everywhere = five.kube.get(
        "/api/v1/configmaps", fieldSelector=f"metadata.namespace={five.name}", labelSelector="n=3"
    )
    assert _names(everywhere.body) == ["c3"]


def test_pods_can_be_chosen_by_their_node(space: Space) -> None:
    space.make("pods", {"metadata": {"name": "placed"}, "spec": pod_spec() | {"nodeName": "n-1"}})
    space.make("pods", {"metadata": {"name": "free"}, "spec": pod_spec() | _NEVER})
    placed = space.kube.get(space.at("pods"), fieldSelector="spec.nodeName=n-1").body
    assert _names(placed) == ["placed"]
    free = space.kube.get(space.at("pods"), fieldSelector="spec.nodeName=").body
    assert _names(free) == ["free"]


_NEVER = {"nodeSelector": {"veilleur.test/nowhere": "true"}}


def test_a_field_that_the_kind_cannot_choose_by_is_refused(space: Space) -> None:
    said = space.kube.get(space.at("configmaps"), fieldSelector="data.k=v")
    assert said.status == 400
    assert "field label not supported: data.k" in said.message


def test_pages_together_are_the_whole(five: Space) -> None:
    pages = list(_pages(five.kube, five.at("configmaps"), 2, labelSelector="tier"))
    assert [_names(page) for page in pages] == [["c0", "c1"], ["c2", "c3"], ["c4"]]
    assert len({page["metadata"]["resourceVersion"] for page in pages}) == 1


def test_a_page_says_how_many_remain(five: Space) -> None:
    body = five.kube.get(five.at("configmaps"), limit="2").body
    everything = five.kube.get(five.at("configmaps")).body
    assert body["metadata"]["remainingItemCount"] == len(everything["items"]) - 2


def test_pages_show_the_moment_when_the_first_was_asked(five: Space) -> None:
    path, pages = five.at("configmaps"), []
    for page in _pages(five.kube, path, 2, labelSelector="tier"):
        pages.append(page)
        five.kube.delete(f"{path}/c4")
        five.kube.post(path, {"metadata": {"name": "c3-later", "labels": {"tier": "new"}}})
    assert [name for page in pages for name in _names(page)] == ["c0", "c1", "c2", "c3", "c4"]


def test_a_page_that_is_asked_too_late_is_gone(
    five: Space, later: Callable[[timedelta], None]
) -> None:
    path = five.at("configmaps")
    first = five.kube.get(path, limit="2", labelSelector="tier").body
    later(timedelta(minutes=6))
    five.kube.delete(f"{path}/c2")
    token = first["metadata"]["continue"]
    said = five.kube.get(path, limit="2", labelSelector="tier", **{"continue": token})
    assert (said.status, said.reason) == (410, "Expired")
    again = said.body["metadata"]["continue"]
    rest = five.kube.get(path, limit="2", labelSelector="tier", **{"continue": again})
    assert (rest.status, _names(rest.body)) == (200, ["c3", "c4"])


def test_a_token_that_nobody_gave_is_refused(five: Space) -> None:
    for token in ("none", base64.b64encode(json.dumps({"rv": "x"}).encode()).decode()):
        said = five.kube.get(five.at("configmaps"), limit="2", **{"continue": token})
        assert said.status == 400


def test_members_of_a_list_carry_no_kind_of_their_own(five: Space) -> None:
    body = five.kube.get(five.at("configmaps")).body
    assert (body["kind"], body["apiVersion"]) == ("ConfigMapList", "v1")
    assert all("kind" not in item and "apiVersion" not in item for item in body["items"])


def test_metadata_alone_may_be_asked(five: Space) -> None:
    accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
    body = five.kube.accepting(accept).get(five.at("configmaps"), limit="1").body
    assert body["kind"] == "PartialObjectMetadataList"
    assert body["metadata"]["continue"]
    assert set(body["items"][0]) == {"kind", "apiVersion", "metadata"}
    assert body["items"][0]["kind"] == "PartialObjectMetadata"


def test_a_table_has_a_row_for_each_object(five: Space) -> None:
    accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
    body = five.kube.accepting(accept).get(five.at("configmaps"), labelSelector="tier").body
    columns = [column["name"] for column in body["columnDefinitions"]]
    assert (body["kind"], columns) == ("Table", ["Name", "Data", "Age"])
    assert [row["cells"][:2] for row in body["rows"]] == [[f"c{n}", 1] for n in range(5)]


def test_lists_over_all_namespaces_are_in_the_order_of_their_keys(five: Space) -> None:
    items = five.kube.get("/api/v1/configmaps").body["items"]
    keys = [f"{one['metadata']['namespace']}/{one['metadata']['name']}" for one in items]
    assert keys == sorted(keys)
