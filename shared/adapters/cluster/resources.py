"""Names of resources, as people write them, and the paths where an API server keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote

# Served at these versions by every Kubernetes that is still supported: no discovery needed.
# Any other group, and any of these that answers 404, is looked up.
STABLE: Mapping[str, str] = {
    "": "v1",
    "admissionregistration.k8s.io": "v1",
    "apiextensions.k8s.io": "v1",
    "apiregistration.k8s.io": "v1",
    "apps": "v1",
    "autoscaling": "v2",
    "batch": "v1",
    "coordination.k8s.io": "v1",
    "networking.k8s.io": "v1",
    "policy": "v1",
    "rbac.authorization.k8s.io": "v1",
    "scheduling.k8s.io": "v1",
    "storage.k8s.io": "v1",
}


@dataclass(frozen=True, slots=True)
class Resource:
    """ "deployments.apps", "services", "pods/eviction": plural, group, subresource."""

    plural: str
    group: str = ""
    sub: str = ""

    @classmethod
    def named(cls, text: str) -> Self:
        whole, _, sub = text.partition("/")
        plural, _, group = whole.partition(".")
        return cls(plural, group, sub)

    @property
    def name(self) -> str:
        return f"{self.plural}.{self.group}" if self.group else self.plural


def base(group: str, version: str) -> str:
    return f"/apis/{group}/{version}" if group else f"/api/{version}"


def path(root: str, resource: Resource, *, namespace: str = "", name: str = "") -> str:
    """Below `root` (a `base`): the collection, or with a name the object or its subresource."""
    within = ("namespaces", namespace) if namespace else ()
    parts = (*within, resource.plural, name, resource.sub if name else "")
    return "/".join((root, *(quote(part, safe="") for part in parts if part)))
