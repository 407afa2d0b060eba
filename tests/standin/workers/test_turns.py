"""What the two processes promise each other and the clock: rest, recovery, the same story twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from standin.client import Obj, UnreachableError
from tests.standin.workers.application import everything, namespace, service, web
from tests.standin.workers.lab import Lab

BOOTED = 400
PODS, WEB = "/api/v1/namespaces/shop/pods", "/api/v1/namespaces/shop/services/web"


def standing(lab: Lab) -> int:
    pool = lab.add_pool(nodes=2)
    lab.apply(namespace(), *everything())
    lab.step(BOOTED)
    return pool


def requests(lab: Lab) -> list[Obj]:
    return [dict(entry) for entry in lab.platform.journal.entries()]


def names_of_running(lab: Lab) -> set[str]:
    pods = lab.api.get(PODS)["items"]
    return {p["metadata"]["name"] for p in pods if p["status"]["phase"] == "Running"}


def test_a_settled_platform_asks_and_writes_nothing(lab: Lab) -> None:
    standing(lab)
    before = len(requests(lab))
    for _ in range(3):
        lab.step(0)
    assert requests(lab)[before:] == []


def test_two_runs_tell_the_same_story(tmp_path: Path) -> None:
    def told(name: str) -> tuple[list[Obj], list[Obj]]:
        folder = tmp_path / name
        folder.mkdir()
        with Lab(folder).living() as lab:
            pool = standing(lab)
            lab.step(900)
            lab.drop_pool(pool)
            lab.step(300)
            pods = lab.api.get(PODS)["items"]
            return lab.events(), [pod["metadata"] | pod["spec"] for pod in pods]

    assert told("first") == told("second")


def test_each_write_is_its_own_users(lab: Lab) -> None:
    standing(lab)
    writes = [r for r in requests(lab) if r["api"] == "kubernetes" and r["method"] != "GET"]
    users = {entry["agent"] for entry in writes}
    assert users == {"kubernetes-admin", "system:kube-controller-manager", "system:workers"}


def test_an_api_that_fails_for_a_while_only_delays(lab: Lab) -> None:
    lab.fault(kind="error", api="kubernetes", match="^(POST|PATCH) ", times=5, args={"status": 500})
    lab.add_pool()
    lab.step(BOOTED)
    lab.step(600)
    lab.apply(namespace(), web())
    lab.step(60)
    assert [p["status"]["phase"] for p in lab.api.get(PODS)["items"]] == ["Running"] * 3


def test_what_happened_without_an_answer_is_not_done_twice(lab: Lab) -> None:
    lab.add_pool()
    lab.step(BOOTED)
    lab.fault(kind="timeout_after", api="kubernetes", match="^POST .*/(pods|replicasets)$", times=4)
    lab.fault(kind="timeout_after", api="openstack", match="^POST .*/(loadbalancers|floatingips)$")
    lab.api.create("/api/v1/namespaces", namespace())
    lab.step(1)
    lab.apply(web(), service())
    lab.step(300)
    assert len(lab.api.get(PODS)["items"]) == 3
    assert len(lab.truth()["load_balancers"]) == 1
    assert len(lab.truth()["floating_ips"]) == 1


def test_a_forgotten_history_is_read_anew(lab: Lab) -> None:
    standing(lab)
    lab.api.delete("/apis/apps/v1/namespaces/shop/deployments/web", {})
    lab.on_loop(lab.kubernetes.forget_history)
    lab.step(60)
    assert not [name for name in lab.names(PODS) if name.startswith("web-")]


def test_who_cannot_reach_the_api_did_nothing_in_its_turn(lab: Lab) -> None:
    """The API server is gone for everybody: time passes, and all goes on when it is back."""
    standing(lab)
    before = names_of_running(lab)
    fault = lab.fault(kind="refused", api="kubernetes")
    lab.step(1_800)
    lab.mend(fault)
    lab.step(60)
    nodes = lab.api.get("/api/v1/nodes")["items"]
    ready = [c["status"] for n in nodes for c in n["status"]["conditions"] if c["type"] == "Ready"]
    assert ready == ["True"] * 2
    assert before <= names_of_running(lab)


@pytest.mark.parametrize(
    "kind", ["refused", "timeout_after", "error", "late", "doubled", "rate_limited"]
)
@pytest.mark.parametrize("api", ["kubernetes", "openstack"])
def test_no_fault_of_the_platform_s_own_programs_stops_time(lab: Lab, kind: str, api: str) -> None:
    args = {"status": 503} if kind == "error" else {}
    fault = lab.fault(kind=kind, api=api, agent="^system:|standin-", args=args)
    lab.add_pool(nodes=1)
    lab.step(300)
    lab.mend(fault)
    lab.step(900)
    assert len(lab.names("/api/v1/nodes")) == 1


def test_a_slow_api_is_slow_for_its_customers_only(lab: Lab) -> None:
    lab.fault(kind="latency", api="kubernetes", args={"seconds": 10})
    lab.add_pool(nodes=1)
    lab.step(BOOTED)
    writes = [r for r in requests(lab) if r["method"] == "POST"]
    assert writes


def test_the_api_may_be_gone_for_its_customers_alone(lab: Lab) -> None:
    fault = lab.fault(kind="refused", api="kubernetes", agent="^(?!system:)")
    lab.add_pool(nodes=1)
    lab.step(BOOTED)
    with pytest.raises(UnreachableError):
        lab.api.get("/api/v1/nodes")
    lab.mend(fault)
    assert len(lab.names("/api/v1/nodes")) == 1


@pytest.mark.parametrize("kind", ["other_project", "empty", "stale", "partial"])
def test_what_customers_are_told_changes_nothing_that_the_platform_does(
    lab: Lab, kind: str
) -> None:
    """Its own programs see what is there: no work is cleaned away, and no balancer left behind."""
    standing(lab)
    before = names_of_running(lab)
    assert len(lab.truth()["load_balancers"]) == 1
    lab.fault(kind=kind)
    lab.on_loop(lab.kubernetes.forget_history)  # so that they list everything anew
    lab.api.delete(WEB, {})
    lab.step(300)
    assert lab.truth()["load_balancers"] == []
    for fault in lab.platform.faults.all():
        lab.mend(fault.id)
    assert names_of_running(lab) >= before != set()
