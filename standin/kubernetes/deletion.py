"""DELETE: preconditions, grace, finalizers and what the garbage collector is asked to do.

An object that something still holds stays, with deletionTimestamp; the last finalizer's
removal, or the kubelet's own delete with grace 0, takes it away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from standin.kubernetes.bodies import as_object, parse
from standin.kubernetes.call import Call
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import conflict, forbidden, invalid, unsupported
from standin.kubernetes.kinds import Resource
from standin.kubernetes.metadata import is_finished
from standin.kubernetes.shapes import Obj, copy, dig, stamp
from standin.kubernetes.store import Record
from standin.kubernetes.writing import existing, remove

_POLICIES = ("Background", "Foreground", "Orphan")
_IMMORTAL = ("default", "kube-node-lease", "kube-public", "kube-system")
_ORPHANING = ("jobs.batch", "replicationcontrollers")
_FINALIZER_OF = {"Foreground": "foregroundDeletion", "Orphan": "orphan"}


@dataclass(frozen=True, slots=True)
class Wish:
    """DeleteOptions: grace in seconds (None for the kind's own) and what becomes of dependents."""

    grace: int | None
    policy: str
    uid: str
    version: str

    @classmethod
    def of(cls, call: Call) -> Wish:
        return cls.said(call, as_object(parse(call.body)) if call.body.strip() else {})

    @classmethod
    def said(cls, call: Call, body: Obj) -> Wish:
        """From DeleteOptions as they came; the query says what they leave out. Raises 422."""
        grace = body.get("gracePeriodSeconds", call.query.get("gracePeriodSeconds"))
        named = body.get("propagationPolicy") or call.query.get("propagationPolicy")
        if named not in (None, *_POLICIES):
            cause = unsupported("propagationPolicy", str(named), _POLICIES)
            raise invalid(call.resource, call.name, [cause])
        conditions = body.get("preconditions") or {}
        policy = named or _default_policy(call.resource, body)
        uid, version = conditions.get("uid") or "", conditions.get("resourceVersion") or ""
        return cls(None if grace is None else int(grace), policy, uid, version)


def _default_policy(resource: Resource, body: Obj) -> str:
    orphan = body.get("orphanDependents")
    if orphan is None:
        orphan = resource.collection in _ORPHANING
    return "Orphan" if orphan else "Background"


@dataclass(frozen=True, slots=True)
class Deleted:
    """The object's last form, and whether it is gone or still held."""

    record: Record
    gone: bool


def delete(cluster: Cluster, call: Call, wish: Wish) -> Deleted:
    """Raises 403, 404 or 409."""
    record = existing(cluster, call)
    _check(call, record, wish)
    marked = _marked(cluster, call.resource, record, wish)
    if is_finished(call.resource, marked):
        return Deleted(record if call.dry else remove(cluster, call.resource, record), gone=True)
    if call.dry or marked == record.obj:
        return Deleted(record, gone=False)
    return Deleted(cluster.store.put(call.resource.collection, record.key, marked), gone=False)


def _check(call: Call, record: Record, wish: Wish) -> None:
    metadata = record.obj["metadata"]
    if call.resource.collection == "namespaces" and call.name in _IMMORTAL:
        raise forbidden(call.resource, call.name, "this namespace may not be deleted")
    for what, asked, found in (
        ("UID", wish.uid, metadata["uid"]),
        ("ResourceVersion", wish.version, metadata["resourceVersion"]),
    ):
        if asked and asked != found:
            why = (
                f"Precondition failed: {what} in precondition: {asked}, "
                f"{what} in object meta: {found}"
            )
            raise conflict(call.resource, call.name, why)


def _marked(cluster: Cluster, resource: Resource, record: Record, wish: Wish) -> Obj:
    obj = copy(record.obj)
    metadata = obj["metadata"]
    grace = _grace(resource, obj, wish)
    if not metadata.get("deletionTimestamp"):
        _add_policy(metadata, wish.policy)
        _mark(cluster, obj, grace)
        if resource.collection == "namespaces":
            obj["status"] = (obj.get("status") or {}) | {"phase": "Terminating"}
    elif grace < int(metadata.get("deletionGracePeriodSeconds") or 0):
        _mark(cluster, obj, grace)
    return obj


def _mark(cluster: Cluster, obj: Obj, grace: int) -> None:
    metadata = obj["metadata"]
    metadata["deletionTimestamp"] = stamp(cluster.now() + timedelta(seconds=grace))
    metadata["deletionGracePeriodSeconds"] = grace
    if "generation" in metadata:
        metadata["generation"] += 1


def _add_policy(metadata: Obj, policy: str) -> None:
    wanted = _FINALIZER_OF.get(policy)
    others = set(_FINALIZER_OF.values()) - {wanted}
    kept = [name for name in metadata.get("finalizers") or [] if name not in others]
    if wanted and wanted not in kept:
        kept.append(wanted)
    metadata["finalizers"] = kept
    if not kept:
        del metadata["finalizers"]


def _grace(resource: Resource, obj: Obj, wish: Wish) -> int:
    """Only pods have grace, and only those that a kubelet may still be running."""
    if resource.collection != "pods":
        return 0
    done = dig(obj, "status", "phase") in ("Succeeded", "Failed")
    if done or not dig(obj, "spec", "nodeName"):
        return 0
    own = dig(obj, "spec", "terminationGracePeriodSeconds")
    asked = wish.grace if wish.grace is not None else (30 if own is None else own)
    return max(int(asked), 0)
