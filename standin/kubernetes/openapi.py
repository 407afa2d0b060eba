"""The little of OpenAPI v3 that clients look for before they write.

kubectl reads one document a group version, only to learn whether the server
validates fields (`fieldValidation`); the schemas themselves are not served.
"""

from __future__ import annotations

from standin.kubernetes.discovery import served
from standin.kubernetes.kinds import Resource
from standin.kubernetes.registry import Registry
from standin.kubernetes.shapes import Obj

_VALIDATES = [
    {"name": name, "in": "query", "schema": {"type": "string", "uniqueItems": True}}
    for name in ("dryRun", "fieldManager", "fieldValidation")
]
_PATCHES = (
    "application/apply-patch+yaml",
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
)


def root(registry: Registry) -> Obj:
    """`/openapi/v3`: where the document of each group version is."""
    found = [_root(group, version) for (group, version), _ in served(registry)]
    return {"paths": {path: {"serverRelativeURL": f"/openapi/v3/{path}"} for path in found}}


def _root(group: str, version: str) -> str:
    return f"apis/{group}/{version}" if group else f"api/{version}"


def document(registry: Registry, path: str) -> Obj | None:
    """`/openapi/v3/apis/apps/v1`; None where no such version is served."""
    for (group, version), resources in served(registry):
        if _root(group, version) == path:
            return _document(path, resources)
    return None


def _document(path: str, resources: list[Resource]) -> Obj:
    paths = {f"/{path}/{_item(resource)}": _operations(resource) for resource in resources}
    info = {"title": "Kubernetes", "version": "v1.33.4"}
    return {"openapi": "3.0.0", "info": info, "paths": paths, "components": {"schemas": {}}}


def _item(resource: Resource) -> str:
    space = "namespaces/{namespace}/" if resource.namespaced else ""
    return f"{space}{resource.plural}/{{name}}"


def _operations(resource: Resource) -> Obj:
    kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}
    custom = resource.custom is not None
    patches = [one for one in _PATCHES if not (custom and "strategic" in one)]
    content: Obj = {one: {"schema": {"type": "object"}} for one in patches}
    patch: Obj = {
        "parameters": _VALIDATES,
        "requestBody": {"content": content, "required": True},
        "responses": {"200": {"description": "OK"}},
        "x-kubernetes-action": "patch",
        "x-kubernetes-group-version-kind": kind,
    }
    return {"patch": patch}
