"""Workloads back, exactly: from what quiesce remembered on each object, and the record.

Planned from what is seen, like the quiesce. Only what we remembered is touched:
an object that a person changed while the lab slept keeps their change.

    StatefulSets -> Deployments -> Jobs -> bare pods -> load balancers -> CronJobs
                 -> the record forgotten -> the mark
"""

from __future__ import annotations

from shared.core import kube, records
from shared.core.actions import (
    Action,
    CreateObject,
    DeleteObject,
    ObjectRef,
    PatchObject,
)
from shared.core.quiesce import Stage
from shared.core.remembered import pods, remembered
from shared.core.scope import Scope
from shared.core.seen import Json


def next_stage(scope: Scope) -> Stage | None:
    """The present stage of the wake, or None once nothing is left to bring back."""
    plans = (
        ("StatefulSets", _scaled(scope, "statefulsets.apps")),
        ("Deployments", _scaled(scope, "deployments.apps")),
        ("Jobs", _resumed(scope, "jobs.batch")),
        ("bare pods", _pods(scope)),
        ("load balancers", _services(scope)),
        ("CronJobs", _resumed(scope, "cronjobs.batch")),
        ("records", _forgotten(scope)),
    )
    return next((Stage(n, a, f"bringing back {n}") for n, a in plans if a), None)


def mark(objects: tuple[Json, ...], session: str) -> tuple[Action, ...]:
    """The cluster's own proof of which session it was woken for (rule 8)."""
    ref = ObjectRef(resource="configmaps", namespace=kube.NAMESPACE, name=kube.MARK)
    present = kube.marked(objects)
    if present is None:
        meta = {"name": kube.MARK, "namespace": kube.NAMESPACE}
        body = {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": meta,
            "data": {"session": session},
        }
        return records.namespace(), CreateObject(ref=ref, body=body, why="woken for this session")
    patch = {"data": {"session": session}}
    version = kube.version(present)
    return (PatchObject(ref=ref, patch=patch, resource_version=version, why="woken"),)


def _scaled(scope: Scope, resource: str) -> tuple[PatchObject, ...]:
    return tuple(_rescale(resource, obj, was) for obj, was in remembered(scope, resource))


def _rescale(resource: str, obj: Json, was: object) -> PatchObject:
    """One that is not at 0 was scaled by a person while the lab slept: their number stays."""
    patch: dict[str, object] = {"metadata": {"annotations": {kube.REPLICAS: None}}}
    if kube.spec(obj).get("replicas", 1) == 0:
        patch["spec"] = {"replicas": was}
    return kube.patch_of(resource, obj, patch, "back to its replicas")


def _resumed(scope: Scope, resource: str) -> tuple[PatchObject, ...]:
    return tuple(_resume(resource, obj, was) for obj, was in remembered(scope, resource))


def _resume(resource: str, obj: Json, was: object) -> PatchObject:
    """One that a person resumed while the lab slept stays as they left it."""
    patch: dict[str, object] = {"metadata": {"annotations": {kube.SUSPENDED: None}}}
    if kube.spec(obj).get("suspend"):
        patch["spec"] = {"suspend": was}
    return kube.patch_of(resource, obj, patch, "resumed")


def _services(scope: Scope) -> tuple[PatchObject, ...]:
    return tuple(_rebalance(obj, was) for obj, was in remembered(scope, "services"))


def _rebalance(service: Json, was: object) -> PatchObject:
    patch: dict[str, object] = {"metadata": {"annotations": {kube.SERVICE: None}}}
    if kube.spec(service).get("type", "ClusterIP") == "ClusterIP":
        patch["spec"] = was
    return kube.patch_of("services", service, patch, "its load balancer asked for again")


def _pods(scope: Scope) -> tuple[CreateObject, ...]:
    """Those of the record that are not there; one of the same name is somebody's newer one.

    One that is ending still holds its name, and is asked for again until it has gone:
    the record must not be forgotten before.
    """
    there = {kube.title(p) for p in scope.objects.get("pods", ()) if not kube.is_gone_soon(p)}
    return tuple(
        CreateObject(ref=kube.ref("pods", body), body=body, why="back from the record")
        for body in pods(scope)
        if kube.title(body) not in there
    )


def _forgotten(scope: Scope) -> tuple[Action, ...]:
    """First the bare pods that the stop had not ended yet are changed, each by a note.

    A deletion that is still on its way then meets another version, and does nothing:
    without its record the pod would be lost.
    """
    secrets = scope.objects.get(records.SECRETS, ())
    gone = records.forget(secrets, "woken: nothing left to bring")
    return (*_stayed(scope, gone), *gone) if gone else ()


def _stayed(scope: Scope, gone: tuple[DeleteObject, ...]) -> tuple[PatchObject, ...]:
    """The note is another one for each record, so that it changes the pod each time."""
    secrets = scope.objects.get(records.SECRETS, ())
    recorded = {entry.get("uid") for entry in records.readable(secrets)}
    note = {"metadata": {"annotations": {kube.STAYED: min(action.uid for action in gone)}}}
    return tuple(
        kube.patch_of("pods", pod, note, "it stayed: no late deletion is meant for it")
        for pod in scope.bare_pods()
        if kube.meta(pod)["uid"] in recorded
    )
