"""CustomResourceDefinitions: what they define is served from the moment they are stored."""

from __future__ import annotations

from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import Cause, required, unsupported, wrong
from standin.kubernetes.kinds import Resource
from standin.kubernetes.rules.base import Rules, immutable, shown
from standin.kubernetes.shapes import Obj, child, default, dig, items

COLLECTION = "customresourcedefinitions.apiextensions.k8s.io"
_SCOPES = ("Cluster", "Namespaced")


def _default(crd: Obj) -> None:
    names = child(crd, "spec", "names")
    kind = str(names.get("kind") or "")
    default(names, {"singular": kind.lower(), "listKind": f"{kind}List"})
    default(crd["spec"], {"conversion": {"strategy": "None"}})


def _create(cluster: Cluster, crd: Obj) -> None:
    moment = cluster.stamp()
    stored = [one.get("name") for one in items(crd, "spec", "versions") if one.get("storage")]
    crd["status"] = {
        "acceptedNames": crd["spec"]["names"],
        "storedVersions": stored,
        "conditions": [
            _condition("NamesAccepted", "NoConflicts", "no conflicts found", moment),
            _condition("Established", "InitialNamesAccepted", "the initial names", moment),
        ],
    }


def _condition(kind: str, reason: str, message: str, moment: str) -> Obj:
    said = {"type": kind, "status": "True", "reason": reason, "message": message}
    return said | {"lastTransitionTime": moment}


def _check(crd: Obj) -> list[Cause]:
    spec = crd["spec"]
    plural, group = dig(spec, "names", "plural"), spec.get("group")
    causes = [required(f"spec.{name}") for name in ("group", "scope") if not spec.get(name)]
    causes += [
        required(f"spec.names.{name}") for name in ("plural", "kind") if not spec["names"].get(name)
    ]
    if causes:
        return causes
    name = crd["metadata"].get("name") or ""
    if name != f"{plural}.{group}":
        detail = f'must be spec.names.plural+"."+spec.group ("{plural}.{group}")'
        causes.append(wrong("metadata.name", shown(name), detail))
    if spec["scope"] not in _SCOPES:
        causes.append(unsupported("spec.scope", spec["scope"], _SCOPES))
    return causes + _versions(items(spec, "versions"))


def _versions(versions: list[Obj]) -> list[Cause]:
    causes = [
        required(f"spec.versions[{i}].schema.openAPIV3Schema", "schemas are required")
        for i, version in enumerate(versions)
        if not dig(version, "schema", "openAPIV3Schema")
    ]
    causes += [
        required(f"spec.versions[{i}].name")
        for i, version in enumerate(versions)
        if not version.get("name")
    ]
    if sum(1 for version in versions if version.get("storage")) != 1:
        detail = "must have exactly one version marked as storage version"
        causes.append(wrong("spec.versions", "[...]", detail))
    return causes


def _check_change(new: Obj, old: Obj) -> list[Cause]:
    return immutable(new, old, "spec.group", "spec.scope", "spec.names.plural", "spec.names.kind")


def serve(cluster: Cluster, crd: Obj) -> None:
    """Takes the definition's resources into the registry, instead of what it defined before."""
    cluster.registry.drop(crd["metadata"]["name"])
    for version in items(crd, "spec", "versions"):
        if version.get("served", True):
            cluster.registry.add(_resource(crd["spec"], version))


def _resource(spec: Obj, version: Obj) -> Resource:
    names = spec["names"]
    return Resource(
        group=spec["group"],
        version=version["name"],
        plural=names["plural"],
        kind=names["kind"],
        namespaced=spec["scope"] == "Namespaced",
        singular=names["singular"],
        short=tuple(names.get("shortNames") or ()),
        categories=tuple(names.get("categories") or ()),
        subresources=tuple(sorted(version.get("subresources") or {})),
        generation=True,
        unconditional=False,
        returns_deleted=False,
        custom=version,
    )


def _stop(cluster: Cluster, crd: Obj) -> None:
    """With its definition goes every object of the kind."""
    collection = crd["metadata"]["name"]
    cluster.registry.drop(collection)
    for record in cluster.store.all(collection):
        cluster.store.remove(collection, record.key)


DEFINITIONS = Rules(
    default=_default,
    create=_create,
    check=_check,
    check_change=_check_change,
    saved=serve,
    removed=_stop,
)
