"""Kubelets, as far as nodes go: each running machine registers, reports itself and stays alive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from standin.client import Obj
from standin.reconcile.conditions import Condition, condition_of, is_true, with_conditions
from standin.reconcile.effects import Create, Effects, Patch, Wake, set_status
from standin.reconcile.objects import name_of, spec_of, uid_of
from standin.reconcile.times import micro_stamp, parse, stamp
from standin.reconcile.view import View
from standin.workers.machines import Machine
from standin.workers.registration import node_for, steady_status

NETWORK_TAKES = timedelta(seconds=10)
RENEW_AFTER = timedelta(seconds=10)
REPORT_AFTER = timedelta(minutes=5)
SILENCE_IS_NOTICED_AFTER = timedelta(seconds=41)
LEASES = "kube-node-lease"
FINE = {
    "MemoryPressure": ("KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    "DiskPressure": ("KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    "PIDPressure": ("KubeletHasSufficientPID", "kubelet has sufficient PID available"),
}


def kubelets(view: View, machines: Sequence[Machine]) -> Effects:
    for machine in machines:
        node = view.get("Node", machine.name)
        if not machine.runs:
            continue
        if node is None:
            yield Create(node_for(machine))
            continue
        yield from _report(view, machine, node)
        yield from _renew(view, node)


def silences(view: View, machines: Sequence[Machine]) -> Effects:
    """Nobody acts here: the clock is told when a silence will be noticed, to land on it."""
    alive = {machine.name for machine in machines if machine.runs}
    for node in view.of("Node"):
        lease = view.get("Lease", name_of(node), LEASES)
        if lease is not None and name_of(node) not in alive:
            noticed = parse(spec_of(lease)["renewTime"]) + SILENCE_IS_NOTICED_AFTER
            if noticed > view.now:
                yield Wake(noticed)


def _report(view: View, machine: Machine, node: Obj) -> Effects:
    """A report that says nothing new waits for five minutes; the Lease is the pulse."""
    network_at = parse(node["metadata"]["creationTimestamp"]) + NETWORK_TAKES
    ready = network_at <= view.now and machine.well
    if network_at > view.now:
        yield Wake(network_at)
    if machine.turns_at is not None:
        yield Wake(machine.turns_at)
    told = condition_of(node, "Ready")
    beat = parse(told["lastHeartbeatTime"]) if told and told.get("lastHeartbeatTime") else None
    stale = beat is None or view.now - beat >= REPORT_AFTER
    if stale or is_true(node, "Ready") is not ready:
        conditions = with_conditions(node, view.now, *_conditions(view, machine, ready=ready))
        yield from set_status(node, conditions=conditions, **steady_status(machine))


def _conditions(view: View, machine: Machine, *, ready: bool) -> list[Condition]:
    beat = {"lastHeartbeatTime": stamp(view.now)}
    well = [Condition(kind, "False", *told, beat) for kind, told in FINE.items()]
    if ready:
        return [*well, Condition("Ready", "True", "KubeletReady", "kubelet is ready", beat)]
    text = "container runtime network not ready: cni plugin not initialized"
    if not machine.well:
        text = "PLEG is not healthy: pleg was last seen active 3m0s ago; threshold is 3m0s"
    return [*well, Condition("Ready", "False", "KubeletNotReady", text, beat)]


def _renew(view: View, node: Obj) -> Effects:
    name, now = name_of(node), micro_stamp(view.now)
    lease = view.get("Lease", name, LEASES)
    if lease is None:
        yield Create(_lease(node, now))
        return
    renewed = parse(spec_of(lease)["renewTime"])
    if view.now - renewed >= RENEW_AFTER:
        yield Patch(lease, {"spec": {"renewTime": now}})
    else:
        yield Wake(renewed + RENEW_AFTER, lands=False)


def _lease(node: Obj, now: str) -> Obj:
    owner = {"apiVersion": "v1", "kind": "Node", "name": name_of(node), "uid": uid_of(node)}
    metadata = {"name": name_of(node), "namespace": LEASES, "ownerReferences": [owner]}
    spec = {"holderIdentity": name_of(node), "leaseDurationSeconds": 40, "renewTime": now}
    return {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": metadata,
        "spec": spec,
    }
