"""Binding and eviction: the scheduler's word and a polite way to ask a pod to leave."""

from __future__ import annotations

import pytest

from tests.contract.kubernetes import Embedded
from tests.contract.kubernetes_api.asking import Obj, Said, Space
from tests.contract.kubernetes_api.shapes import pod_spec

pytestmark = pytest.mark.usefixtures("only_embedded")


@pytest.fixture
def running(space: Space, only_embedded: Embedded) -> Space:
    """One pod, ready, on a node."""
    _ = only_embedded
    body = {"metadata": {"name": "web", "labels": {"app": "web"}}, "spec": pod_spec()}
    space.make("pods", body)
    target = {"target": {"kind": "Node", "name": "n-1"}}
    assert space.kube.post(space.at("pods", "web") + "/binding", target).status == 201
    ready = {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}
    space.kube.patch(space.at("pods", "web") + "/status", {"status": ready})
    return space


def _budget(space: Space, allowed: int) -> str:
    spec = {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}}
    space.make("poddisruptionbudgets", {"metadata": {"name": "web"}, "spec": spec}, "policy/v1")
    path = space.at("poddisruptionbudgets", "web", "policy/v1")
    counted = {
        "disruptionsAllowed": allowed,
        "currentHealthy": 1,
        "desiredHealthy": 1,
        "expectedPods": 1,
        "observedGeneration": 1,
    }
    space.kube.patch(f"{path}/status", {"status": counted})
    return path


def _evict(space: Space, options: Obj | None = None) -> Said:
    body: Obj = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "web"}}
    if options is not None:
        body["deleteOptions"] = options
    return space.kube.post(space.at("pods", "web") + "/eviction", body)


def test_a_pod_is_bound_once(running: Space) -> None:
    pod = running.kube.get(running.at("pods", "web")).body
    assert pod["spec"]["nodeName"] == "n-1"
    target = {"target": {"kind": "Node", "name": "n-2"}}
    assert running.kube.post(running.at("pods", "web") + "/binding", target).status == 409


def test_without_a_budget_a_pod_leaves(running: Space) -> None:
    assert _evict(running, {"gracePeriodSeconds": 0}).status == 201
    assert running.kube.get(running.at("pods", "web")).status == 404


def test_an_evicted_pod_has_its_grace(running: Space) -> None:
    assert _evict(running, {"gracePeriodSeconds": 30}).status == 201
    pod = running.kube.get(running.at("pods", "web")).body
    assert pod["metadata"]["deletionGracePeriodSeconds"] == 30


def test_a_budget_that_is_spent_keeps_it(running: Space) -> None:
    _budget(running, allowed=0)
    said = _evict(running)
    assert (said.status, said.reason) == (429, "TooManyRequests")
    assert "Cannot evict pod as it would violate the pod's disruption budget." in said.message
    assert said.body["details"]["causes"][0]["reason"] == "DisruptionBudget"
    assert running.kube.get(running.at("pods", "web")).status == 200


def test_a_budget_is_spent_by_what_it_allows(running: Space) -> None:
    path = _budget(running, allowed=1)
    assert _evict(running).status == 201
    status = running.kube.get(path).body["status"]
    assert status["disruptionsAllowed"] == 0
    assert list(status["disruptedPods"]) == ["web"]


def test_a_budget_that_nobody_has_counted_yet_keeps_it(running: Space) -> None:
    path = _budget(running, allowed=1)
    running.kube.patch(path, {"spec": {"minAvailable": 2}})
    assert _evict(running).status == 429


def test_a_deletion_asks_no_budget(running: Space) -> None:
    _budget(running, allowed=0)
    path = running.at("pods", "web")
    assert running.kube.delete(path, gracePeriodSeconds="0").status == 200
    assert running.kube.get(path).status == 404
