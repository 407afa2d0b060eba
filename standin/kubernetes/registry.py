"""Which resources are served now: the built-in kinds and those that CRDs add."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from standin.kubernetes.kinds import BUILT_IN, Resource

# The order in which kube-apiserver lists its groups: it decides what a short name means first.
_ORDER = (
    "",
    "apps",
    "events.k8s.io",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "networking.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "scheduling.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
)


class Registry:
    """Looked up by group, version and plural, as the path of a request names them."""

    def __init__(self) -> None:
        self._served = {(r.group, r.version, r.plural): r for r in BUILT_IN}

    def find(self, group: str, version: str, plural: str) -> Resource | None:
        return self._served.get((group, version, plural))

    def collection(self, qualified: str) -> Resource:
        """Any version of `deployments.apps`; KeyError where none is served."""
        for resource in self._served.values():
            if resource.qualified == qualified:
                return resource
        raise KeyError(qualified)

    def of_kind(self, group: str, kind: str) -> Resource | None:
        wanted = (group, kind)
        return next((r for r in self._served.values() if (r.group, r.kind) == wanted), None)

    def add(self, resource: Resource) -> None:
        self._served[(resource.group, resource.version, resource.plural)] = resource

    def drop(self, qualified: str) -> None:
        """Every version of a custom resource goes when its definition does."""
        gone = [key for key, r in self._served.items() if r.custom and r.qualified == qualified]
        for key in gone:
            del self._served[key]

    def by_version(self) -> Iterator[tuple[tuple[str, str], list[Resource]]]:
        """((group, version), its resources), in discovery's order."""
        ordered = sorted(self._served.values(), key=self._place)
        for key, found in groupby(ordered, key=lambda r: (r.group, r.version)):
            yield key, list(found)

    @staticmethod
    def _place(resource: Resource) -> tuple[int, str, str, str]:
        known = resource.group in _ORDER
        place = _ORDER.index(resource.group) if known else len(_ORDER)
        return (place, resource.group, resource.version, resource.plural)
