"""SIGKILL to a process of the functions at each request that matters, before and after its effect.

Another process goes on: each thing is done once, nothing is lost, OFF is proven.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from examples.demo import order
from tests.e2e.places import BODY, COMMIT, MEMORY, POOL, POOL_GONE, SCALING, kubernetes, s3
from tests.e2e.struck import LOCK_IS_OVER, Place, held_at
from tests.e2e.town import Mark, Town

Json = dict[str, Any]


STOP = (
    s3("the archive", r"\.tar\.gz"),
    s3("the archive's name", r"/velero-backup\.json"),
    s3("the index", r"/archives\.json"),
    kubernetes("the record", "POST .*/namespaces/veilleur/secrets"),
    SCALING,
    kubernetes("the load balancer's release", r"PATCH .*/services/web\?.*veilleur"),
    POOL_GONE,
    kubernetes("a node left behind", "DELETE /api/v1/nodes/"),
    s3("the month", r"/ledger/\d{4}-\d{2}\.json"),
    s3("the receipt", r"/ledger/\d{4}/\d{2}/"),
)
START = (
    SCALING,
    kubernetes("the load balancer's return", r"PATCH .*/services/web\?.*veilleur"),
    kubernetes("the mark", "(POST|PATCH) .*/namespaces/veilleur/configmaps"),
)
CHANGE = (
    kubernetes("the cordon", r"PATCH /api/v1/nodes/.*veilleur"),
    kubernetes("the eviction", "POST .*/eviction"),
    POOL_GONE,
)


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_every_place_of_a_stop_a_start_and_a_change(lab: Town, when: str) -> None:
    lab.run("standard")
    shape = lab.workloads.shape()

    stop = lab.mark()
    die(lab, when, (BODY, COMMIT), "stop")
    assert lab.stage.functions.stop().ok
    die(lab, when, STOP, "tick")
    is_off_and_each_was_done_once(lab, stop)

    start = lab.mark()
    die(lab, when, (BODY, COMMIT, MEMORY, POOL), "start", "standard", "--hours", "4")
    die(lab, when, START, "tick")
    runs_as_before(lab, [("general", 2)], shape)
    assert len(start.events("pool_created")) == 1

    die(lab, when, (MEMORY,), "tick")
    change = lab.mark()
    die(lab, when, (COMMIT, POOL), "start", "memory", "--hours", "4")
    die(lab, when, CHANGE, "tick")
    runs_as_before(lab, [("general", 1), ("memory", 1)], shape)
    assert len(change.events("pool_created")) == 2
    assert len(change.events("pool_delete_asked")) == 1
    assert lab.alarms() == []


def die(lab: Town, when: str, places: Iterable[Place], *asked: str) -> None:
    """At one place after the other: what the dead one held is free once its time is over."""
    for place in places:
        held_at(lab, place, when, "drop", *asked).kill()
        lab.stage.control.step(LOCK_IS_OVER)


def is_off_and_each_was_done_once(lab: Town, mark: Mark) -> None:
    lab.until("stopped", timedelta(minutes=25))
    assert lab.pools() == []
    assert lab.status["proof"]
    for once in (order.ARCHIVE_INDEXED, order.POOL_DELETED, order.RECEIPT):
        assert len([r for r in mark.requests() if once(r)]) == 1
    names = [entry["name"] for entry in lab.archives()]
    assert len(names) == len(set(names))


def runs_as_before(lab: Town, pools: list[tuple[str, int]], shape: Json) -> None:
    while not lab.live()["why"].startswith("running on"):
        continue
    lab.until_served()
    while any(pool["status"] == "Deleting" for pool in lab.stage.control.truth()["pools"]):
        lab.live()
    assert lab.pools() == pools
    assert lab.workloads.shape() == shape
