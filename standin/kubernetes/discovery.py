"""What the server serves, in the old form (a document a version) and in the aggregated one."""

from __future__ import annotations

from itertools import groupby

from standin.kubernetes.kinds import Resource
from standin.kubernetes.registry import Registry
from standin.kubernetes.shapes import Obj

VERSION = {
    "major": "1",
    "minor": "33",
    "gitVersion": "v1.33.4",
    "gitCommit": "",
    "gitTreeState": "clean",
    "buildDate": "2025-08-13T14:16:12Z",
    "goVersion": "go1.24.5",
    "compiler": "gc",
    "platform": "linux/amd64",
}
_SCALE = ("autoscaling", "v1", "Scale")
_SUB_KINDS = {
    "scale": _SCALE,
    "eviction": ("policy", "v1", "Eviction"),
    "binding": ("", "v1", "Binding"),
    "token": ("authentication.k8s.io", "v1", "TokenRequest"),
}
_SUB_VERBS = {
    "status": ("get", "patch", "update"),
    "scale": ("get", "patch", "update"),
    "finalize": ("update",),
    "log": ("get",),
}


def sub_verbs(name: str) -> tuple[str, ...]:
    """The verbs of a subresource."""
    return _SUB_VERBS.get(name, ("create",))


def served(registry: Registry) -> list[tuple[tuple[str, str], list[Resource]]]:
    return list(registry.by_version())


def groups(registry: Registry) -> Obj:
    """`/apis`."""
    named = [key for key, _ in served(registry) if key[0]]
    listed = [
        group_of(group, [version for _, version in keys])
        for group, keys in groupby(named, key=lambda key: key[0])
    ]
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": listed}


def group_of(group: str, versions: list[str]) -> Obj:
    """`/apis/GROUP`; the first version is the preferred one."""
    offered = [{"groupVersion": f"{group}/{one}", "version": one} for one in versions]
    return {"name": group, "versions": offered, "preferredVersion": offered[0]}


def resources(group: str, version: str, found: list[Resource]) -> Obj:
    """`/api/v1` and `/apis/GROUP/VERSION`."""
    return {
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": f"{group}/{version}" if group else version,
        "resources": [entry for resource in found for entry in _entries(resource)],
    }


def _entries(resource: Resource) -> list[Obj]:
    main: Obj = {
        "name": resource.plural,
        "singularName": resource.singular or resource.kind.lower(),
        "namespaced": resource.namespaced,
        "kind": resource.kind,
        "verbs": list(resource.verbs),
    }
    main |= {"shortNames": list(resource.short)} if resource.short else {}
    main |= {"categories": list(resource.categories)} if resource.categories else {}
    return [main, *(_sub_entry(resource, name) for name in resource.subresources)]


def _sub_entry(resource: Resource, name: str) -> Obj:
    entry: Obj = {
        "name": f"{resource.plural}/{name}",
        "singularName": "",
        "namespaced": resource.namespaced,
        "kind": resource.kind,
        "verbs": list(sub_verbs(name)),
    }
    if name in _SUB_KINDS:
        group, version, kind = _SUB_KINDS[name]
        entry |= {"group": group, "version": version, "kind": kind}
    return entry


def aggregated(registry: Registry, *, core: bool) -> Obj:
    """APIGroupDiscoveryList v2: everything under `/api` or `/apis` in one answer."""
    chosen = [one for one in served(registry) if (one[0][0] == "") is core]
    found = [
        {
            "metadata": {"name": group, "creationTimestamp": None} if group else {},
            "versions": [_version(key[1], rows) for key, rows in members],
        }
        for group, members in groupby(chosen, key=lambda one: one[0][0])
    ]
    kind = {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2"}
    return kind | {"metadata": {}, "items": found}


def _version(version: str, found: list[Resource]) -> Obj:
    rows = [_aggregated(resource) for resource in found]
    return {"version": version, "freshness": "Current", "resources": rows}


def _aggregated(resource: Resource) -> Obj:
    row: Obj = {
        "resource": resource.plural,
        "responseKind": _gvk(resource.group, resource.version, resource.kind),
        "scope": "Namespaced" if resource.namespaced else "Cluster",
        "singularResource": resource.singular or resource.kind.lower(),
        "verbs": list(resource.verbs),
    }
    row |= {"shortNames": list(resource.short)} if resource.short else {}
    row |= {"categories": list(resource.categories)} if resource.categories else {}
    if resource.subresources:
        row["subresources"] = [_aggregated_sub(resource, name) for name in resource.subresources]
    return row


def _aggregated_sub(resource: Resource, name: str) -> Obj:
    kind = _SUB_KINDS.get(name, (resource.group, resource.version, resource.kind))
    verbs = list(sub_verbs(name))
    return {"subresource": name, "responseKind": _gvk(*kind), "verbs": verbs}


def _gvk(group: str, version: str, kind: str) -> Obj:
    return {"group": group, "version": version, "kind": kind}
