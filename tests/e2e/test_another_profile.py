"""Another profile on a running lab: pools added, surplus ones drained, one session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from kubernetes import client

from examples.demo import truth
from tests.e2e.town import POLL, Town

Json = dict[str, Any]
BUDGET = 2  # of web's PodDisruptionBudget: at least that many of its 3 stay available


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From standard to memory; `web` is how many of web's pods were Ready at each look."""

    before: Json
    after: Json
    pools: list[tuple[str, int]]
    requests: list[Json]
    shapes: tuple[Json, Json]
    counts: list[tuple[int, int]]
    web: list[int]


@pytest.fixture(scope="module")
def change(everything: Town) -> Iterator[Change]:
    town = everything
    town.stage.receiver.messages.clear()
    before = town.run("standard", 4)
    was, mark = town.workloads.shape(), town.mark()
    assert town.stage.functions.start("memory", 4, "ana").ok
    counts, web = [], []
    while not town.live(_next(town))["why"].startswith("running on"):
        counts.append((town.status["nodes_ready"], town.status["nodes_wanted"]))
        web.append(_ready_web(town))
    yield Change(
        before=before,
        after=town.status,
        pools=town.pools(),
        requests=mark.requests(),
        shapes=(was, town.workloads.shape()),
        counts=counts,
        web=web,
    )
    assert town.alarms() == []
    town.put_to_bed()


def test_it_is_the_same_session_in_another_shape(change: Change) -> None:
    assert (change.after["session"], change.after["birth"]) == (
        change.before["session"],
        change.before["birth"],
    )
    assert (change.after["profile"], change.after["phase"]) == ("memory", "running")


def test_what_is_wanted_was_added_and_what_is_not_went(change: Change) -> None:
    wanted = [("general", 1), ("memory", 1)]
    assert [pool for pool in change.pools if pool in wanted] == wanted
    assert len(_sent(change, "kaas", "POST", "/instance_pools")) == 2
    assert len(_sent(change, "kaas", "DELETE", "/instance_pools/")) == 1
    assert not truth.ever_sent_zero(change.requests)


def test_a_surplus_pool_goes_only_once_the_new_ones_are_there(change: Change) -> None:
    asked = [r["seq"] for r in _sent(change, "kaas", "POST", "/instance_pools")]
    evicted = [r["seq"] for r in _sent(change, "kubernetes", "POST", "/eviction")]
    (deleted,) = [r["seq"] for r in _sent(change, "kaas", "DELETE", "/instance_pools/")]
    assert max(asked) < min(evicted)
    assert max(evicted) < deleted


def test_the_budget_of_a_workload_was_kept_at_every_look(change: Change) -> None:
    assert min(change.web) == BUDGET  # it was drained, and never below


def test_pods_were_asked_to_leave_and_never_deleted(change: Change) -> None:
    deleted = _sent(change, "kubernetes", "DELETE", "/namespaces/shop/pods/")
    assert {r["agent"] for r in deleted if "web-" in r["path"]} == {"system:workers"}


def test_the_status_counts_only_nodes_that_are_wanted(change: Change) -> None:
    assert change.counts[0] == (0, 2)
    assert change.counts == sorted(change.counts)


def test_the_workloads_are_as_before_the_bare_pod_too(change: Change) -> None:
    before, after = change.shapes
    assert after == before


def _next(town: Town) -> float:
    """Looks come closer once the new nodes are there, and pods begin to move."""
    moving = town.status["nodes_ready"] == town.status["nodes_wanted"]
    return POLL / 3 if moving else POLL


def _sent(change: Change, api: str, method: str, path: str) -> list[Json]:
    return [
        r
        for r in change.requests
        if (r["api"], r["method"]) == (api, method) and path in r["path"] and r["status"] < 300
    ]


def _ready_web(town: Town) -> int:
    pods = client.CoreV1Api(town.workloads.api).list_namespaced_pod(
        "shop", label_selector="app=web"
    )
    return sum(_serves(pod) for pod in pods.items)


def _serves(pod: Any) -> bool:  # noqa: ANN401 -- the client's own model
    ready = any(c.type == "Ready" and c.status == "True" for c in pod.status.conditions or [])
    return ready and pod.metadata.deletion_timestamp is None
