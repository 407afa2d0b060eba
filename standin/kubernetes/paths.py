"""From a path to the resource, the object and the subresource that it means."""

from __future__ import annotations

from dataclasses import dataclass

from standin.kubernetes.kinds import Resource
from standin.kubernetes.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    resource: Resource
    namespace: str = ""
    name: str = ""
    subresource: str = ""


def target_of(registry: Registry, path: str) -> Target | None:
    """None where nothing is served under `path`."""
    parts = [part for part in path.split("/") if part]
    if parts[:1] == ["api"] and len(parts) > 2:
        return _target(registry, "", parts[1], parts[2:])
    if parts[:1] == ["apis"] and len(parts) > 3:
        return _target(registry, parts[1], parts[2], parts[3:])
    return None


def _target(registry: Registry, group: str, version: str, rest: list[str]) -> Target | None:
    namespace = ""
    if rest[0] == "namespaces" and len(rest) > 2 and rest[2] not in ("status", "finalize"):
        namespace, rest = rest[1], rest[2:]
    resource = registry.find(group, version, rest[0])
    if resource is None or len(rest) > 3 or (namespace and not resource.namespaced):
        return None
    name = rest[1] if len(rest) > 1 else ""
    subresource = rest[2] if len(rest) > 2 else ""
    if subresource and subresource not in resource.subresources:
        return None
    if name and resource.namespaced and not namespace:
        return None
    return Target(resource=resource, namespace=namespace, name=name, subresource=subresource)
