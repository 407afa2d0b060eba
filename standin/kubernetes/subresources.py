"""Paths below an object that are no plain read or write of it: scale, binding, eviction."""

from __future__ import annotations

from collections.abc import Callable

from standin.kubernetes import applying, deletion, forms, writing
from standin.kubernetes.bodies import APPLY, check_place, decode, media_type
from standin.kubernetes.call import Call
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import bad_request, conflict, invalid, modified, required
from standin.kubernetes.evicting import disrupt
from standin.kubernetes.replies import Reply, edit_of, success
from standin.kubernetes.shapes import Obj, child, copy, dig, encode
from standin.kubernetes.store import Record


def scale(cluster: Cluster, call: Call) -> Reply:
    """autoscaling/v1 Scale of whatever has spec.replicas: get, update and patch."""
    record = writing.existing(cluster, call)
    shown = scale_of(call, record)
    if call.verb == "get":
        return Reply(body=encode(shown))
    asked = decode(call) if call.verb == "update" else edit_of(call)(copy(shown))
    check_place(call, child(asked, "metadata"))
    version = asked["metadata"].get("resourceVersion")
    if version not in (None, "", shown["metadata"]["resourceVersion"]):
        raise modified(call.resource, call.name)
    return Reply(body=encode(scale_of(call, _scaled(cluster, call, record, asked))))


def _scaled(cluster: Cluster, call: Call, record: Record, asked: Obj) -> Record:
    replicas = dig(asked, "spec", "replicas") or 0
    if not isinstance(replicas, int):
        raise bad_request(f"spec.replicas must be a number, got {replicas!r}")
    new = copy(record.obj)
    _write(new, _paths(call)[0], replicas)
    plain = call.on(call.resource, name=call.name, namespace=call.namespace)
    return writing.update(cluster, plain, record, new)


def scale_of(call: Call, record: Record) -> Obj:
    metadata = record.obj["metadata"]
    kept = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    wanted, ready, selector = _paths(call)
    status: Obj = {"replicas": dig(record.obj, *ready) or 0}
    found = dig(record.obj, *selector)
    if found:
        status["selector"] = _selector_text(found)
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {name: metadata[name] for name in kept if name in metadata},
        "spec": {"replicas": dig(record.obj, *wanted) or 0},
        "status": status,
    }


def _paths(call: Call) -> tuple[list[str], list[str], list[str]]:
    """Where a kind keeps its wanted and its real number, and its selector."""
    custom = dig(call.resource.custom, "subresources", "scale")
    if custom is None:
        return ["spec", "replicas"], ["status", "replicas"], ["spec", "selector"]
    names = ("specReplicasPath", "statusReplicasPath", "labelSelectorPath")
    wanted, ready, selector = (custom.get(name, "").strip(".").split(".") for name in names)
    return wanted, ready, selector


def _write(obj: Obj, path: list[str], value: int) -> None:
    child(obj, *path[:-1])[path[-1]] = value


def _selector_text(selector: Obj | str) -> str:
    if isinstance(selector, str):
        return selector
    exact = selector.get("matchLabels", {} if "matchExpressions" in selector else selector)
    return ",".join(f"{key}={value}" for key, value in sorted(exact.items()))


def binding(cluster: Cluster, call: Call) -> Reply:
    """The scheduler's word: this pod goes to that node."""
    record, asked = writing.existing(cluster, call), decode(call)
    node = dig(asked, "target", "name")
    if not node:
        raise invalid(call.resource, call.name, [required("target.name")])
    if dig(record.obj, "spec", "nodeName"):
        why = f'pod {call.name} is already assigned to node "{record.obj["spec"]["nodeName"]}"'
        raise conflict(call.resource, call.name, why)
    new = copy(record.obj)
    child(new, "spec")["nodeName"] = node
    moment = cluster.stamp()
    scheduled = {"type": "PodScheduled", "status": "True", "lastTransitionTime": moment}
    others = [
        one for one in dig(new, "status", "conditions") or [] if one["type"] != "PodScheduled"
    ]
    child(new, "status")["conditions"] = [*others, scheduled]
    cluster.store.put(call.resource.collection, record.key, new)
    return Reply(body=encode(success()), code=201)


def eviction(cluster: Cluster, call: Call) -> Reply:
    """Deletes a pod if its disruption budgets can bear it. Raises 404 or 429."""
    record, asked = writing.existing(cluster, call), decode(call)
    disrupt(cluster, call, record.obj)
    options = asked.get("deleteOptions") or {}
    plain = call.on(call.resource, name=call.name, namespace=call.namespace)
    deletion.delete(cluster, plain, deletion.Wish.said(call, options))
    return Reply(body=encode(success()), code=201)


def log(cluster: Cluster, call: Call) -> Reply:
    """No container really runs here, so none has said anything."""
    writing.existing(cluster, call)
    return Reply(body=b"", headers={"Content-Type": "text/plain"})


def stored(cluster: Cluster, call: Call) -> Reply:
    """status and finalize: the object itself, of which only a part may be written."""
    if call.verb == "get":
        record = writing.existing(cluster, call)
    elif call.verb == "update":
        record = writing.replace(cluster, call, decode(call))
    else:
        record = _changed(cluster, call)
    return Reply(body=forms.one(cluster, call, record))


def _changed(cluster: Cluster, call: Call) -> Record:
    if media_type(call.content_type) == APPLY:
        return applying.apply(cluster, call)[0]
    return writing.change(cluster, call, edit_of(call))


HANDLERS: dict[str, Callable[[Cluster, Call], Reply]] = {
    "scale": scale,
    "binding": binding,
    "eviction": eviction,
    "log": log,
    "status": stored,
    "finalize": stored,
}
