"""PodDisruptionBudgets: how many pods may be disturbed now. The Eviction API reads it."""

from __future__ import annotations

from standin.client import Obj
from standin.kubernetes.controllers.pods import is_finished, is_ready
from standin.reconcile.conditions import Condition, with_conditions
from standin.reconcile.effects import Effects, set_status
from standin.reconcile.objects import (
    controller_uid,
    labels_of,
    matches,
    namespace_of,
    spec_of,
)
from standin.reconcile.quantity import share
from standin.reconcile.view import View


def budgets(view: View) -> Effects:
    for budget in view.of("PodDisruptionBudget"):
        pods = [
            pod
            for pod in view.of("Pod", namespace_of(budget))
            if matches(spec_of(budget).get("selector"), labels_of(pod)) and not is_finished(pod)
        ]
        yield from _status(view, budget, pods)


def _status(view: View, budget: Obj, pods: list[Obj]) -> Effects:
    expected = _expected(view, pods)
    desired = _desired(budget, expected)
    healthy = sum(map(is_ready, pods))
    allowed = max(0, healthy - desired) if expected else 0
    told = Condition("DisruptionAllowed", "True", "SufficientPods")
    if not allowed:
        told = Condition("DisruptionAllowed", "False", "InsufficientPods")
    yield from set_status(
        budget,
        currentHealthy=healthy,
        desiredHealthy=desired,
        disruptionsAllowed=allowed,
        expectedPods=expected,
        observedGeneration=budget["metadata"].get("generation"),
        conditions=with_conditions(budget, view.now, told),
    )


def _expected(view: View, pods: list[Obj]) -> int:
    """What the pods' owners ask for: a pod that is missing counts as disturbed already."""
    owners = [view.by_uid(uid) for uid in sorted({controller_uid(pod) or "" for pod in pods})]
    asked = [int(spec_of(o).get("replicas", 0)) for o in owners if o and "replicas" in spec_of(o)]
    alone = sum(_asks_nothing(view, pod) for pod in pods)
    return sum(asked) + alone


def _asks_nothing(view: View, pod: Obj) -> bool:
    owner = view.by_uid(controller_uid(pod) or "")
    return owner is None or "replicas" not in spec_of(owner)


def _desired(budget: Obj, expected: int) -> int:
    spec = spec_of(budget)
    if spec.get("maxUnavailable") is not None:
        return max(0, expected - share(spec["maxUnavailable"], expected, up=True))
    return share(spec.get("minAvailable", 1), expected, up=True)
