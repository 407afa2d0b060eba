"""The metadata of an object as it is written: what is the server's, and what a writer may not."""

from __future__ import annotations

from standin.kubernetes.call import Call
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import (
    Cause,
    conflict,
    forbidden,
    modified,
    not_found,
    prohibited,
)
from standin.kubernetes.kinds import Resource
from standin.kubernetes.shapes import Obj, drop

_SERVER_OWNED = (
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "generation",
    "generateName",
)


def begin(cluster: Cluster, call: Call, metadata: Obj) -> None:
    """A new object's identity; a name is made up where only its beginning is asked."""
    drop(metadata, ("deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink"))
    if not metadata.get("name") and metadata.get("generateName"):
        metadata["name"] = metadata["generateName"][:58] + cluster.suffix()
    metadata["uid"] = cluster.new_uid()
    metadata["creationTimestamp"] = cluster.stamp()
    if call.resource.generation:
        metadata["generation"] = 1


def check_namespace(cluster: Cluster, call: Call, name: str) -> None:
    """There, and not on its way out. Raises 403 or 404."""
    if not call.resource.namespaced:
        return
    spaces = cluster.registry.collection("namespaces")
    record = cluster.store.get("namespaces", call.namespace)
    if record is None:
        raise not_found(spaces, call.namespace)
    if record.obj["metadata"].get("deletionTimestamp"):
        said = f"namespace {call.namespace} is being terminated"
        why = (
            f"unable to create new content in namespace {call.namespace} "
            "because it is being terminated"
        )
        cause = Cause("metadata.namespace", said, "NamespaceTerminating")
        raise forbidden(call.resource, name, why, causes=(cause,))


def check_version(call: Call, old: Obj, new: Obj) -> None:
    """The writer has seen the object as it is now, or does not say. Raises 409."""
    asked = new.get("resourceVersion")
    if asked not in (None, "", "0", old["resourceVersion"]):
        raise modified(call.resource, call.name)
    uid = new.get("uid")
    if uid not in (None, "", old["uid"]):
        why = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {old['uid']}"
        raise conflict(call.resource, call.name, why)


def keep_metadata(old: Obj, new: Obj) -> None:
    """What the server gave stays, whatever the writer sent."""
    drop(new, (*_SERVER_OWNED, "selfLink"))
    new.update({name: old[name] for name in _SERVER_OWNED if name in old})
    new["resourceVersion"] = old["resourceVersion"]


def status_metadata(old: Obj, new: Obj) -> Obj:
    """A status write leaves the rest of the metadata alone, but for who wrote it."""
    kept: Obj = old["metadata"] | {"managedFields": new["metadata"].get("managedFields", [])}
    return kept


def finalizer_causes(old: Obj, new: Obj) -> list[Cause]:
    """What is being deleted takes no new finalizer."""
    if not old["metadata"].get("deletionTimestamp"):
        return []
    before = old["metadata"].get("finalizers") or []
    added = [name for name in new["metadata"].get("finalizers") or [] if name not in before]
    shown = ", ".join(f'"{name}"' for name in added)
    detail = (
        "no new finalizers can be added if the object is being deleted, "
        f"found new finalizers []string{{{shown}}}"
    )
    return [prohibited("metadata.finalizers", detail)] if added else []


def key_of(metadata: Obj) -> str:
    space = metadata.get("namespace")
    return f"{space}/{metadata['name']}" if space else str(metadata["name"])


def is_finished(resource: Resource, obj: Obj) -> bool:
    """Being deleted, and nothing holds it any more: no finalizer, no grace left to wait for."""
    metadata = obj["metadata"]
    if not metadata.get("deletionTimestamp") or metadata.get("finalizers"):
        return False
    if resource.collection == "namespaces" and (obj.get("spec") or {}).get("finalizers"):
        return False
    return not metadata.get("deletionGracePeriodSeconds")
