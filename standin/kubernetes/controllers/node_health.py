"""Watches the kubelets' heartbeats: a node that fell silent turns Unknown, and is tainted."""

from __future__ import annotations

from datetime import datetime, timedelta

from standin.client import Obj
from standin.reconcile.conditions import Condition, condition_of, with_conditions
from standin.reconcile.effects import Again, Effects, Patch, Wake, set_status
from standin.reconcile.objects import is_leaving, name_of, spec_of, status_of
from standin.reconcile.times import parse, stamp
from standin.reconcile.view import View

GRACE = timedelta(seconds=40)
UNREACHABLE = "node.kubernetes.io/unreachable"
NOT_READY = "node.kubernetes.io/not-ready"
CORDONED = "node.kubernetes.io/unschedulable"
TYPES = ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure")


class NodeHealth:
    """A silence is believed in the second turn at one moment only.

    When the clock made a long step, the kubelets renew their Leases just after the first.
    """

    def __init__(self) -> None:
        self._suspected: dict[str, tuple[datetime, int]] = {}  # when, and in which turn

    def __call__(self, view: View) -> Effects:
        nodes = [node for node in view.of("Node") if not is_leaving(node)]
        all_down = not any(ready_status(node) == "True" for node in nodes)
        for node in nodes:
            yield from self._listen(view, node)
            yield from _taints(view, node, all_down=all_down)

    def _listen(self, view: View, node: Obj) -> Effects:
        if ready_status(node) == "Unknown":
            return
        silent_from = last_sign(view, node) + GRACE
        if silent_from >= view.now:
            yield Wake(silent_from + timedelta(seconds=1), lands=False)
        elif self._is_new(view, node):
            yield Again()
        else:
            yield from _fell_silent(view, node)

    def _is_new(self, view: View, node: Obj) -> bool:
        when, turn = self._suspected.get(name_of(node), (None, 0))
        if when != view.now:
            self._suspected[name_of(node)] = (view.now, view.turn)
        return when != view.now or turn == view.turn


def ready_status(node: Obj) -> str:
    held = condition_of(node, "Ready")
    return str(held["status"]) if held else "Unknown"


def last_sign(view: View, node: Obj) -> datetime:
    """The latest of the Lease's renewal, the status' heartbeat and the node's creation."""
    signs = [node["metadata"]["creationTimestamp"]]
    signs += [c["lastHeartbeatTime"] for c in _conditions(node) if c.get("lastHeartbeatTime")]
    lease = view.get("Lease", name_of(node), "kube-node-lease")
    if lease is not None and spec_of(lease).get("renewTime"):
        signs.append(spec_of(lease)["renewTime"])
    return max(map(parse, signs))


def _conditions(node: Obj) -> list[Obj]:
    return status_of(node).get("conditions") or []


def _fell_silent(view: View, node: Obj) -> Effects:
    text = "Kubelet stopped posting node status."
    told = [
        Condition(kind, "Unknown", "NodeStatusUnknown", text, _beat(node, kind)) for kind in TYPES
    ]
    yield from set_status(node, conditions=with_conditions(node, view.now, *told))


def _beat(node: Obj, kind: str) -> Obj:
    held = condition_of(node, kind) or {}
    return {"lastHeartbeatTime": held.get("lastHeartbeatTime")} if held else {}


def _taints(view: View, node: Obj, *, all_down: bool) -> Effects:
    ours = {UNREACHABLE, NOT_READY, CORDONED}
    held = spec_of(node).get("taints") or []
    wanted = _wanted_taints(node, all_down=all_down)
    mine = {(t["key"], t["effect"]) for t in held if t["key"] in ours}
    if mine == set(wanted):
        return
    others = [t for t in held if t["key"] not in ours or (t["key"], t["effect"]) in wanted]
    added = [_taint(view, *which) for which in wanted if which not in mine]
    yield Patch(node, {"spec": {"taints": (others + added) or None}})


def _wanted_taints(node: Obj, *, all_down: bool) -> list[tuple[str, str]]:
    """Nothing is driven out when no node is well: there would be nowhere to go (as upstream)."""
    wanted = [(CORDONED, "NoSchedule")] if spec_of(node).get("unschedulable") else []
    if ready_status(node) == "True":
        return wanted
    key = UNREACHABLE if ready_status(node) == "Unknown" else NOT_READY
    return [*wanted, (key, "NoSchedule")] + ([] if all_down else [(key, "NoExecute")])


def _taint(view: View, key: str, effect: str) -> Obj:
    return {"key": key, "effect": effect, "timeAdded": stamp(view.now)}
