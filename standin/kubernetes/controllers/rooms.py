"""How much of each node is free."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from standin.client import Obj
from standin.kubernetes.controllers.pods import is_finished, node_of
from standin.reconcile.objects import is_leaving, name_of, spec_of, status_of
from standin.reconcile.quantity import parse_quantity
from standin.reconcile.view import View

Amounts = dict[str, Decimal]


@dataclass(slots=True)
class Room:
    """What a node has left, by resource: cpu in cores, memory in bytes, pods."""

    node: Obj
    whole: Amounts
    free: Amounts

    def take(self, demand: Amounts) -> None:
        for what, amount in demand.items():
            self.free[what] = self.free.get(what, Decimal()) - amount

    def shortage(self, demand: Amounts) -> str | None:
        for what, amount in demand.items():
            if amount > self.free.get(what, Decimal()):
                return "Too many pods" if what == "pods" else f"Insufficient {what}"
        return None

    def free_share(self) -> Decimal:
        """Between 0 and 1, the mean over what can be shared out."""
        shares = [self.free[what] / whole for what, whole in self.whole.items() if whole]
        return sum(shares, Decimal()) / max(1, len(shares))


def rooms(view: View) -> dict[str, Room]:
    """By node's name. A pod counts until it has ended, terminating or not."""
    held = {name_of(node): _empty(node) for node in view.of("Node") if not is_leaving(node)}
    for pod in view.of("Pod"):
        if node_of(pod) in held and not is_finished(pod):
            held[node_of(pod)].take(demand_of(pod))
    return held


def _empty(node: Obj) -> Room:
    given = status_of(node).get("allocatable") or {}
    whole = {what: parse_quantity(amount) for what, amount in given.items()}
    return Room(node, whole, dict(whole))


def demand_of(pod: Obj) -> Amounts:
    """The containers together, or the largest initial container where that is more."""
    together: Amounts = {"pods": Decimal(1)}
    for container in spec_of(pod).get("containers") or []:
        for what, amount in _requests(container).items():
            together[what] = together.get(what, Decimal()) + amount
    for container in spec_of(pod).get("initContainers") or []:
        for what, amount in _requests(container).items():
            together[what] = max(together.get(what, Decimal()), amount)
    return together


def _requests(container: Obj) -> Amounts:
    """A limit without a request is the request."""
    resources = container.get("resources") or {}
    asked = (resources.get("limits") or {}) | (resources.get("requests") or {})
    return {what: parse_quantity(amount) for what, amount in asked.items()}
