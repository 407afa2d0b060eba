"""The Lease as lock and commit: what is written, what is left alone, whose time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.adapters.cluster import KubeApi, LeaseHeads
from shared.errors import ConflictError, CorruptError, TemporaryError, UnansweredError
from shared.http import Timeouts
from shared.kubeconfig import Access
from shared.ports import Head
from tests.adapters.server import Answering, Heard, Reply, Server, script, serving

DATE = "Mon, 23 Nov 2026 18:28:05 GMT"
SERVED = datetime(2026, 11, 23, 18, 28, 5, tzinfo=UTC)
PATH = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/veilleur-lab"


def lease(version: str = "7", **changes: object) -> dict[str, Any]:
    return {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {
            "name": "veilleur-lab",
            "namespace": "kube-system",
            "resourceVersion": version,
            "annotations": {
                "veilleur.dev/token": "3",
                "veilleur.dev/body": "labs/lab/session/3-1.json",
                "someone.else/note": "theirs",
            },
        },
        "spec": {
            "holderIdentity": "me",
            "leaseDurationSeconds": 90,
            "acquireTime": "2026-11-23T18:20:00.000000Z",
            "renewTime": "2026-11-23T18:28:00.250000Z",
            "leaseTransitions": 3,
        },
        **changes,
    }


HEAD = Head(
    version="7",
    holder="me",
    token=3,
    renewed=datetime(2026, 11, 23, 18, 28, 0, 250_000, tzinfo=UTC),
    lasts=timedelta(seconds=90),
    served=SERVED,
    notes={"body": "labs/lab/session/3-1.json"},
)


def served(body: object, status: int = 200) -> Reply:
    return Reply(status=status, body=body, headers={"Date": DATE})


@contextmanager
def heads(answering: Answering) -> Iterator[tuple[LeaseHeads, Server]]:
    with (
        serving(answering) as server,
        KubeApi(
            access=Access(server=server.url),
            timeouts=Timeouts(read_seconds=0.2),
            sleep=lambda _: None,
        ) as api,
    ):
        yield LeaseHeads(api=api, lab="lab"), server


def storing() -> Answering:
    """A server that answers a write with the same Lease, one version on."""

    def answering(heard: Heard) -> Reply:
        return served(lease() if heard.method == "GET" else lease("8"))

    return answering


def test_it_is_read_with_the_servers_own_time() -> None:
    with heads(script(served(lease()))) as (port, server):
        assert port.read() == HEAD
    assert server.heard[0].path == PATH


def test_a_cluster_without_it_has_none() -> None:
    with heads(script(Reply(status=404))) as (port, _):
        assert port.read() is None


def test_a_lock_without_a_date_has_no_time() -> None:
    with (
        heads(script(Reply(body=lease(), headers={"Date": ""}))) as (port, _),
        pytest.raises(CorruptError, match="Date"),
    ):
        port.read()


def test_it_is_never_taken_for_absent_when_it_cannot_be_asked() -> None:
    with heads(script(Reply(status=500))) as (port, _), pytest.raises(TemporaryError):
        port.read()


def test_it_is_created_free_of_what_the_api_refuses() -> None:
    free = replace(HEAD, version="", holder="", renewed=None, lasts=timedelta(), notes={})
    with heads(script(served(lease("1"), status=201))) as (port, server):
        port.create(free)
    (heard,) = server.heard
    assert heard.json["metadata"] == {
        "name": "veilleur-lab",
        "namespace": "kube-system",
        "annotations": {"veilleur.dev/token": "3"},
    }
    assert heard.json["spec"] == {"leaseTransitions": 3}


def test_of_two_creators_the_second_is_told() -> None:
    with heads(script(Reply(status=409))) as (port, _), pytest.raises(ConflictError):
        port.create(HEAD)


def test_a_swap_carries_the_version_writes_ours_and_removes_what_vanished() -> None:
    with heads(storing()) as (port, server):
        port.read()
        swapped = port.swap(replace(HEAD, notes={"session": "s-1"}))
    sent = server.heard[-1]
    assert (sent.method, sent.path) == ("PATCH", PATH)
    assert sent.json["metadata"] == {
        "resourceVersion": "7",
        "annotations": {
            "veilleur.dev/token": "3",
            "veilleur.dev/body": None,
            "veilleur.dev/session": "s-1",
        },
    }
    assert swapped.version == "8"


def test_a_renewal_keeps_the_time_of_acquisition_and_another_holder_changes_it() -> None:
    later = HEAD.served
    with heads(storing()) as (port, server):
        port.read()
        port.swap(replace(HEAD, renewed=later))
        assert "acquireTime" not in server.heard[-1].json["spec"]
        port.read()
        port.swap(replace(HEAD, holder="you", token=4, renewed=later))
        spec = server.heard[-1].json["spec"]
    assert spec["acquireTime"] == spec["renewTime"] == "2026-11-23T18:28:05.000000Z"
    assert spec["leaseTransitions"] == 4


def test_a_release_leaves_neither_holder_nor_duration() -> None:
    with heads(storing()) as (port, server):
        port.read()
        port.swap(replace(HEAD, holder="", lasts=timedelta()))
    spec = server.heard[-1].json["spec"]
    assert (spec["holderIdentity"], spec["leaseDurationSeconds"]) == (None, None)


def test_a_process_that_did_not_read_it_reads_it_before_it_writes() -> None:
    with heads(storing()) as (port, server):
        port.swap(HEAD)
    assert [heard.method for heard in server.heard] == ["GET", "PATCH"]


def test_whoever_holds_an_old_version_writes_nothing() -> None:
    with heads(storing()) as (port, server):
        with pytest.raises(ConflictError):
            port.swap(replace(HEAD, version="6"))
        assert [heard.method for heard in server.heard] == ["GET"]


@pytest.mark.parametrize("status", [409, 404])
def test_a_lost_race_is_told(status: int) -> None:
    answering = script(served(lease()), Reply(status=status))
    with heads(answering) as (port, _):
        port.read()
        with pytest.raises(ConflictError):
            port.swap(HEAD)


def test_a_commit_without_an_answer_is_unanswered() -> None:
    with heads(script(served(lease()), Reply(cut=True))) as (port, _):
        port.read()
        with pytest.raises(UnansweredError):
            port.swap(HEAD)


@pytest.mark.parametrize("note", ["token", "a b", "", "a/b", "x" * 64])
def test_a_note_that_cannot_be_an_annotation_is_not_sent(note: str) -> None:
    with heads(storing()) as (port, server):
        port.read()
        with pytest.raises(ValueError, match="note"):
            port.swap(replace(HEAD, notes={note: "x"}))
        assert len(server.heard) == 1


@pytest.mark.parametrize(
    "spoiled",
    [
        lease(spec={"renewTime": "yesterday"}),
        {"kind": "Lease", "metadata": {}},
    ],
)
def test_a_lease_that_cannot_be_read_is_corrupt(spoiled: dict[str, Any]) -> None:
    with heads(script(served(spoiled))) as (port, _), pytest.raises(CorruptError):
        port.read()


@pytest.mark.parametrize(("noted", "counted", "token"), [("x", 7, 7), ("", 7, 7), ("9", 7, 9)])
def test_a_token_that_a_hand_spoiled_is_counted_by_the_leases_transitions(
    noted: str, counted: int, token: int
) -> None:
    """It must not go back: both are written, and the higher one counts."""
    notes = {"veilleur.dev/token": noted} if noted else {}
    metadata = {"resourceVersion": "1", "annotations": notes}
    spoiled = lease(metadata=metadata, spec={"leaseTransitions": counted})
    with heads(script(served(spoiled))) as (port, _):
        head = port.read()
    assert head is not None
    assert head.token == token
