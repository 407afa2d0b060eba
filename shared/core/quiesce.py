"""Workloads down, in an order that wakes exactly: which ones, when, with which patches.

Data in, actions out. Each stage is planned from what is seen, so that a stop
killed anywhere goes on where the cluster stands. The first stage that has
something to do, or to wait for, is the present one:

    record -> no mark -> CronJobs suspended -> Jobs suspended -> workloads to 0
           -> load balancers released -> bare pods ended -> pods gone -> volumes detached

What is remembered of an object is written in the same patch that changes it,
under its resourceVersion: either both happened or neither did.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from shared.core import kube, records
from shared.core.actions import Action, DeleteObject, PatchObject
from shared.core.scope import Scope
from shared.core.seen import Json

WORKLOADS = ("deployments.apps", "statefulsets.apps")
SUSPENDED = ("cronjobs.batch", "jobs.batch")
SERVICE_FIELDS = (
    "type",
    "ports",
    "loadBalancerClass",
    "loadBalancerIP",
    "externalTrafficPolicy",
    "healthCheckNodePort",
    "allocateLoadBalancerNodePorts",
    "loadBalancerSourceRanges",
)


class Stage(NamedTuple):
    """A stage that is not over: what to do now, or, with no actions, what it waits for."""

    name: str
    actions: tuple[Action, ...]
    reason: str


def next_stage(scope: Scope, session: str, stop: str = "") -> Stage | None:
    """The present stage of the quiesce, or None once nothing works and nothing is attached."""
    return next(iter(stages(scope, session, stop)), None)


def stages(scope: Scope, session: str, stop: str = "") -> tuple[Stage, ...]:
    """All stages that are not over, the present one first: one that is late may be passed by.

    `stop` names this stop of the session (`records.of_stop`): what it remembers is its own.
    """
    stop = stop or session
    first = (_record(scope, stop), _unmarked(scope, session))
    found = (*first, *(plan(scope, stop) for plan in _STAGES))
    return tuple(stage for stage in found if stage is not None)


def _record(scope: Scope, session: str) -> Stage | None:
    secrets = scope.objects.get(records.SECRETS, ())
    if records.recorded(secrets, session) is not None:
        late = records.unrecorded(secrets, session, scope.bare_pods())
        return Stage("record", late, "recording bare pods that came since") if late else None
    if _went_down(scope, session):  # then what a torn record still holds is the only way back
        late = records.unrecorded(secrets, session, scope.bare_pods())
        return Stage("record", late, "recording bare pods that came since") if late else None
    if torn := records.forget(records.chunks_of(secrets, session), "not whole: written anew"):
        return Stage("record", torn, "beginning the record of what wake needs again")
    entries = [records.pod_entry(p) for p in scope.bare_pods()]
    entries += [
        records.workload_entry(r, o, {"replicas": _replicas(o)})
        for r in WORKLOADS
        for o in scope.of(r)
        if _replicas(o) > 0
    ]
    entries += [
        records.workload_entry(r, o, {"suspend": kube.spec(o).get("suspend")})
        for r in SUSPENDED
        for o in _running(scope, r)
    ]
    entries += [records.workload_entry("services", s, _fields(s)) for s in _balanced(scope)]
    actions = (records.namespace(), *records.record(session, entries))
    return Stage("record", actions, "recording in the cluster what wake needs")


def _went_down(scope: Scope, session: str) -> bool:
    """Something was put to sleep by this stop already."""
    noted = (
        kube.remembered(obj, name)
        for resource, name in kube.NOTED.items()
        for obj in scope.of(resource)
    )
    return any(note is not None and note.get("session") == session for note in noted)


def _unmarked(scope: Scope, session: str) -> Stage | None:
    """A lab that is put to sleep is no longer the woken one: a start that takes the stop back

    is not running before everything is back and marked again.
    """
    found = kube.marked(scope.objects.get(kube.MARKS, ()))
    if found is None or (found.get("data") or {}).get("session") != session:
        return None
    patch = kube.patch_of("configmaps", found, {"data": {"session": ""}}, "it is put to sleep")
    return Stage("mark", (patch,), "taking the mark away")


def _cronjobs(scope: Scope, session: str) -> Stage | None:
    return _suspending(scope, session, "cronjobs.batch", "suspending CronJobs")


def _jobs(scope: Scope, session: str) -> Stage | None:
    return _suspending(scope, session, "jobs.batch", "suspending the Jobs that run")


def _suspending(scope: Scope, session: str, resource: str, reason: str) -> Stage | None:
    """Remembers nothing of one that a person had suspended: it is not ours to resume."""
    actions = tuple(_suspend(resource, o, session, reason) for o in _running(scope, resource))
    return Stage("suspend", actions, reason) if actions else None


def _running(scope: Scope, resource: str) -> tuple[Json, ...]:
    return tuple(o for o in scope.of(resource) if not kube.spec(o).get("suspend") and not _ended(o))


def _suspend(resource: str, obj: Json, session: str, reason: str) -> PatchObject:
    """Remembers the field as it was, absent or false: it comes back exactly."""
    was = kube.spec(obj).get("suspend")
    note = kube.remember(kube.SUSPENDED, session, was)
    patch = {"metadata": {"annotations": note}, "spec": {"suspend": True}}
    return kube.patch_of(resource, obj, patch, reason)


def _workloads(scope: Scope, session: str) -> Stage | None:
    actions = tuple(
        _to_zero(r, o, session) for r in WORKLOADS for o in scope.of(r) if _replicas(o) > 0
    )
    return Stage("scale down", actions, "scaling workloads to 0") if actions else None


def _to_zero(resource: str, obj: Json, session: str) -> PatchObject:
    """An annotation that is there already is never overwritten until its wake removed it."""
    patch: dict[str, object] = {"spec": {"replicas": 0}}
    if kube.remembered(obj, kube.REPLICAS) is None:
        note = kube.remember(kube.REPLICAS, session, _replicas(obj))
        patch["metadata"] = {"annotations": note}
    return kube.patch_of(resource, obj, patch, "to 0, its replicas remembered")


def _load_balancers(scope: Scope, session: str) -> Stage | None:
    actions = tuple(_release(s, session) for s in _balanced(scope))
    if actions:
        return Stage("load balancers", actions, "releasing load balancers while nodes run")
    held = [s for s in scope.of("services") if kube.CLEANUP in (_finalizers(s))]
    if not held:
        return None
    names = ", ".join(kube.title(s) for s in held)
    return Stage("load balancers", (), f"waiting for the load balancer of {names} to be released")


def _release(service: Json, session: str) -> PatchObject:
    fields = _fields(service)
    cleared = dict.fromkeys(k for k in fields if k not in ("type", "ports"))
    ports = [{k: v for k, v in p.items() if k != "nodePort"} for p in fields.get("ports", ())]
    note = kube.remember(kube.SERVICE, session, fields)
    patch = {
        "metadata": {"annotations": note},
        "spec": {**cleared, "type": "ClusterIP", "ports": ports},
    }
    return kube.patch_of("services", service, patch, "to ClusterIP, its fields remembered")


def _bare_pods(scope: Scope, session: str) -> Stage | None:  # noqa: ARG001 -- every stage takes both
    """Under the version seen: a wake that took the stop back has changed it (`wake`)."""
    actions = tuple(
        DeleteObject(
            ref=kube.ref("pods", p),
            uid=kube.meta(p)["uid"],
            resource_version=kube.version(p),
            why="recorded; comes back",
        )
        for p in scope.bare_pods()
    )
    return Stage("bare pods", actions, "ending bare pods, which are recorded") if actions else None


def _pods_gone(scope: Scope, session: str) -> Stage | None:  # noqa: ARG001 -- every stage takes both
    working = scope.working_pods()
    if not working:
        return None
    names = ", ".join(sorted(kube.title(p) for p in working)[:3])
    return Stage("pods", (), f"waiting for {len(working)} pods to end: {names}")


def _detached(scope: Scope, session: str) -> Stage | None:  # noqa: ARG001 -- every stage takes both
    attached = scope.attached()
    if not attached:
        return None
    return Stage("volumes", (), f"waiting for {len(attached)} volumes to be detached")


_STAGES: tuple[Callable[[Scope, str], Stage | None], ...] = (
    _cronjobs,
    _jobs,
    _workloads,
    _load_balancers,
    _bare_pods,
    _pods_gone,
    _detached,
)


def _balanced(scope: Scope) -> tuple[Json, ...]:
    return tuple(s for s in scope.of("services") if kube.spec(s).get("type") == "LoadBalancer")


def _fields(service: Json) -> dict[str, Any]:
    spec = kube.spec(service)
    return {name: spec[name] for name in SERVICE_FIELDS if spec.get(name) is not None}


def _replicas(obj: Json) -> int:
    return int(kube.spec(obj).get("replicas", 1))


def _ended(obj: Json) -> bool:
    return (obj.get("status") or {}).get("completionTime") is not None or any(
        c.get("type") in ("Complete", "Failed") and c.get("status") == "True"
        for c in (obj.get("status") or {}).get("conditions") or ()
    )


def _finalizers(obj: Json) -> tuple[str, ...]:
    return tuple(kube.meta(obj).get("finalizers") or ())
