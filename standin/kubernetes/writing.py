"""Create, replace and change: one path for every kind, the kind's own rules at their places."""

from __future__ import annotations

from collections.abc import Callable

from standin.kubernetes import escalation, ownership
from standin.kubernetes.bodies import check_place, check_type
from standin.kubernetes.call import Call
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.cohabiting import inward, outward
from standin.kubernetes.decoding import decoded
from standin.kubernetes.errors import (
    ApiError,
    Cause,
    already_exists,
    invalid,
    not_found,
    wrong,
)
from standin.kubernetes.kinds import Resource
from standin.kubernetes.metadata import (
    begin,
    check_namespace,
    check_version,
    finalizer_causes,
    is_finished,
    keep_metadata,
    key_of,
    status_metadata,
)
from standin.kubernetes.names import metadata_causes
from standin.kubernetes.rules.table import rules_of
from standin.kubernetes.shapes import Obj, child, copy
from standin.kubernetes.store import Record, record_of


def create(cluster: Cluster, call: Call, obj: Obj, *, owned: bool = False) -> Record:
    """A new object as it is stored. Raises 400, 403, 404, 409 or 422.

    `owned`: managedFields say already who wants what.
    """
    check_type(call, obj)
    obj = inward(call.resource, decoded(call, obj))
    metadata = child(obj, "metadata")
    check_place(call, metadata)
    if metadata.get("resourceVersion"):
        raise ApiError(
            500, "InternalError", "resourceVersion should not be set on objects to be created"
        )
    check_namespace(cluster, call, metadata.get("name") or "")
    begin(cluster, call, metadata)
    rules = rules_of(call.resource)
    if call.resource.has_status and not rules.keeps_status:
        obj.pop("status", None)
    _refuse(call.resource, obj, metadata_causes(call.resource, metadata))
    rules.default(obj)
    rules.create(cluster, obj)
    _refuse(call.resource, obj, rules.check(obj))
    escalation.check(cluster, call, obj)
    key = key_of(metadata)
    if cluster.store.get(call.resource.collection, key):
        raise already_exists(call.resource, metadata["name"])
    if not owned:
        ownership.note(call, None, obj, cluster.stamp())
    return _save(cluster, call, key, obj)


def replace(cluster: Cluster, call: Call, obj: Obj) -> Record:
    """PUT. Raises 400, 404, 409 or 422; creates where the kind allows it."""
    record = cluster.store.get(call.resource.collection, call.key)
    if record is None and call.resource.upsert and not call.subresource:
        child(obj, "metadata").pop("resourceVersion", None)
        return create(cluster, call, obj)
    check_type(call, obj)
    obj = inward(call.resource, decoded(call, obj))
    check_place(call, child(obj, "metadata"))
    if not call.resource.unconditional and obj["metadata"].get("resourceVersion") in (
        None,
        "",
        "0",
    ):
        cause = wrong("metadata.resourceVersion", "0x0", "must be specified for an update")
        raise invalid(call.resource, call.name, [cause])
    return update(cluster, call, existing(cluster, call), obj)


def change(cluster: Cluster, call: Call, edit: Callable[[Obj], Obj]) -> Record:
    """PATCH: `edit` gets a copy of the object and returns what it should be."""
    record = existing(cluster, call)
    shown = outward(call.resource, copy(record.obj))
    edited = edit(shown)
    check_type(call, edited)
    edited = inward(call.resource, decoded(call, edited))
    check_place(call, child(edited, "metadata"))
    return update(cluster, call, record, edited)


def existing(cluster: Cluster, call: Call) -> Record:
    record = cluster.store.get(call.resource.collection, call.key)
    if record is None:
        raise not_found(call.resource, call.name)
    return record


def update(
    cluster: Cluster, call: Call, record: Record, new: Obj, *, owned: bool = False
) -> Record:
    """Stores `new` in place of `record`, unless nothing differs. Raises 409 or 422."""
    old = record.obj
    check_version(call, old["metadata"], new["metadata"])
    keep_metadata(old["metadata"], new["metadata"])
    if call.subresource == "status":
        new = old | {"status": new.get("status", {}), "metadata": status_metadata(old, new)}
    elif call.subresource == "finalize":
        new = old | {"spec": new.get("spec", {}), "metadata": status_metadata(old, new)}
    else:
        _prepare(cluster, call, old, new)
    if not owned:
        ownership.note(call, old, new, cluster.stamp())
    if ownership.same(old, new) and not ownership.moved(old, new):
        return record
    if is_finished(call.resource, new):
        return _finish(cluster, call, record)
    return _save(cluster, call, record.key, new)


def _prepare(cluster: Cluster, call: Call, old: Obj, new: Obj) -> None:
    rules = rules_of(call.resource)
    if call.resource.has_status:
        new.pop("status", None)
        new |= {"status": old["status"]} if "status" in old else {}
    rules.default(new)
    rules.update(cluster, new, old)
    causes = metadata_causes(call.resource, new["metadata"]) + finalizer_causes(old, new)
    _refuse(call.resource, new, causes + rules.check(new) + rules.check_change(new, old))
    escalation.check(cluster, call, new, old)
    if call.resource.generation and _wish(old, call.resource) != _wish(new, call.resource):
        new["metadata"]["generation"] = old["metadata"].get("generation", 0) + 1


def _wish(obj: Obj, resource: Resource) -> Obj:
    """What generation counts: everything a person asks for, nothing that is observed."""
    apart = {"metadata", "apiVersion", "kind"} | ({"status"} if resource.has_status else set())
    return {name: value for name, value in obj.items() if name not in apart}


def _finish(cluster: Cluster, call: Call, record: Record) -> Record:
    return record if call.dry else remove(cluster, call.resource, record)


def remove(cluster: Cluster, resource: Resource, record: Record) -> Record:
    """Takes the object away for good, with what the kind must give back."""
    gone = cluster.store.remove(resource.collection, record.key)
    rules_of(resource).removed(cluster, gone.obj)
    return gone


def _save(cluster: Cluster, call: Call, key: str, obj: Obj) -> Record:
    if call.dry:
        revision = int(obj["metadata"].get("resourceVersion") or 0)
        return record_of(key, revision, obj)
    record = cluster.store.put(call.resource.collection, key, obj)
    rules_of(call.resource).saved(cluster, record.obj)
    return record


def _refuse(resource: Resource, obj: Obj, causes: list[Cause]) -> None:
    if causes:
        raise invalid(resource, obj["metadata"].get("name") or "", causes)
