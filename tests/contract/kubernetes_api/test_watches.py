"""Watches: nothing is missed and nothing told twice, from a version on."""

from __future__ import annotations

import pytest

from tests.contract.kubernetes import Embedded
from tests.contract.kubernetes_api.asking import Space
from tests.contract.kubernetes_api.watching import brief, nothing, watched

# A real cluster puts a ConfigMap of its own into each namespace.
MINE = {"labelSelector": "mine"}
LABELS = {"mine": "yes"}


def test_what_changes_is_told_as_it_happens(space: Space) -> None:
    path = space.at("configmaps")
    since = space.kube.get(path).body["metadata"]["resourceVersion"]

    def live() -> None:
        space.config("one", labels=LABELS)
        space.kube.patch(f"{path}/one", {"data": {"k": "w"}})
        space.kube.delete(f"{path}/one")

    events = watched(space.kube, path, live, resourceVersion=since, **MINE)
    assert brief(events) == [("ADDED", "one"), ("MODIFIED", "one"), ("DELETED", "one")]
    versions = [int(one["object"]["metadata"]["resourceVersion"]) for one in events]
    assert versions == sorted(set(versions))
    assert events[1]["object"]["data"] == {"k": "w"}
    assert events[0]["object"]["kind"] == "ConfigMap"


def test_a_watch_from_a_version_begins_after_it(space: Space) -> None:
    space.config("before", labels=LABELS)
    path = space.at("configmaps")
    since = space.kube.get(path).body["metadata"]["resourceVersion"]
    space.config("between", labels=LABELS)
    assert brief(watched(space.kube, path, nothing, resourceVersion=since, **MINE)) == [
        ("ADDED", "between")
    ]


def test_a_watch_from_no_version_begins_with_what_is_there(space: Space) -> None:
    space.config("one", labels=LABELS)
    for query in ({}, {"resourceVersion": "0"}):
        events = watched(space.kube, space.at("configmaps"), nothing, **MINE, **query)
        assert brief(events) == [("ADDED", "one")]


def test_an_object_that_no_longer_matches_is_gone_for_that_watch(space: Space) -> None:
    space.config("one", labels={"tier": "web"})
    path = space.at("configmaps")
    since = space.kube.get(path).body["metadata"]["resourceVersion"]

    def relabel() -> None:
        space.kube.patch(f"{path}/one", {"metadata": {"labels": {"tier": "db"}}})
        space.kube.patch(f"{path}/one", {"metadata": {"labels": {"tier": "web"}}})

    events = watched(space.kube, path, relabel, resourceVersion=since, labelSelector="tier=web")
    assert brief(events) == [("DELETED", "one"), ("ADDED", "one")]


def test_one_object_can_be_watched_by_its_name(space: Space) -> None:
    space.config("one", labels=LABELS)
    space.config("two", labels=LABELS)
    path = space.at("configmaps")
    events = watched(space.kube, path, nothing, fieldSelector="metadata.name=two")
    assert brief(events) == [("ADDED", "two")]


def test_the_past_that_was_compacted_cannot_be_watched(
    space: Space, only_embedded: Embedded
) -> None:
    path = space.at("configmaps")
    since = space.kube.get(path).body["metadata"]["resourceVersion"]
    space.config("one")
    only_embedded.at.on_loop(only_embedded.api.forget_history)
    (event,) = watched(space.kube, path, nothing, resourceVersion=since)
    assert (event["type"], event["object"]["code"]) == ("ERROR", 410)
    assert event["object"]["reason"] == "Expired"


def test_the_end_of_what_was_there_is_marked_where_asked(space: Space) -> None:
    space.config("one", labels=LABELS)
    asked = {
        "sendInitialEvents": "true",
        "resourceVersionMatch": "NotOlderThan",
        "allowWatchBookmarks": "true",
    }
    events = watched(space.kube, space.at("configmaps"), nothing, **MINE, **asked)
    assert [one["type"] for one in events[:2]] == ["ADDED", "BOOKMARK"]
    annotations = events[1]["object"]["metadata"]["annotations"]
    assert annotations == {"k8s.io/initial-events-end": "true"}


def test_rows_can_be_watched_for_people(space: Space) -> None:
    space.config("one", labels=LABELS)
    space.config("two", labels=LABELS)
    tables = space.kube.accepting("application/json;as=Table;v=v1;g=meta.k8s.io")
    first, second = watched(tables, space.at("configmaps"), nothing, **MINE)
    assert first["object"]["columnDefinitions"][0]["name"] == "Name"
    assert not second["object"]["columnDefinitions"]
    assert second["object"]["rows"][0]["cells"][0] == "two"


@pytest.mark.parametrize("version", ["none", "-1"])
def test_a_version_that_is_none_is_refused(space: Space, version: str) -> None:
    query = {"watch": "true", "resourceVersion": version, "timeoutSeconds": "1"}
    assert space.kube.get(space.at("configmaps"), **query).status in (400, 500)
