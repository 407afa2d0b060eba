"""What the API server serves, and where: discovery, asked only when it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from shared.adapters.cluster.api import KubeApi
from shared.adapters.cluster.resources import STABLE, Resource, base

# As Velero chooses what belongs into an archive: what cannot be created cannot be restored.
_VERBS = frozenset({"list", "create", "get", "delete"})
# An aggregated API whose backend is down (metrics-server without nodes) answers these.
_BROKEN = frozenset(
    {
        HTTPStatus.NOT_FOUND,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


class Catalogue:
    """Remembers where each resource was found; a cluster's new types are seen by `listable`."""

    def __init__(self, api: KubeApi) -> None:
        self._api = api
        self._found: dict[str, str] = {}

    def root(self, resource: Resource) -> str | None:
        """Where it should be: by memory, by the stable versions, else by asking."""
        stable = STABLE.get(resource.group)
        known = self._found.get(resource.name) or (stable and base(resource.group, stable))
        return known or self.look(resource)

    def sure(self, resource: Resource) -> bool:
        """The server itself has told that it serves this."""
        return resource.name in self._found

    def look(self, resource: Resource) -> str | None:
        """Ask where it is served; None where the server answers that it is not."""
        for root in self._roots(resource.group):
            kinds = self._api.call("GET", root).json().get("resources") or ()
            if any(kind.get("name") == resource.plural for kind in kinds):
                self._found[resource.name] = root
                return root
        return None

    def listable(self) -> tuple[str, ...]:
        """Every resource at its preferred version, no subresources, sorted.

        A group that cannot be read stands there as "*.GROUP", so that it is named
        (rule 6): to list it raises.
        """
        groups = self._api.call("GET", "/apis").json().get("groups") or ()
        found: dict[str, str] = {}
        for group, root in [("", base("", STABLE[""])), *_group_roots(groups)]:
            for name in self._listed(group, root):
                found.setdefault(name, root)
        self._found |= {name: root for name, root in found.items() if not name.startswith("*")}
        return tuple(sorted(found))

    def _listed(self, group: str, root: str) -> Iterator[str]:
        answer = self._api.call("GET", root, allow=_BROKEN if group else ())
        if not answer.ok:
            yield f"*.{group}"
            return
        for kind in answer.json().get("resources") or ():
            plural, verbs = str(kind["name"]), set(kind.get("verbs") or ())
            if "/" not in plural and verbs >= _VERBS:
                yield Resource(plural, group).name

    def _roots(self, group: str) -> tuple[str, ...]:
        if not group:
            return (base("", STABLE[""]),)
        answer = self._api.call("GET", f"/apis/{group}", allow={HTTPStatus.NOT_FOUND})
        return _ranked(answer.json()) if answer.ok else ()


def _ranked(group: Mapping[str, Any]) -> tuple[str, ...]:
    """The group's versions, the preferred one first."""
    name, best = str(group["name"]), (group.get("preferredVersion") or {}).get("version")
    versions = [str(v["version"]) for v in group.get("versions") or ()]
    return tuple(base(name, v) for v in sorted(versions, key=lambda v: v != best))


def _group_roots(groups: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [(str(group["name"]), root) for group in groups for root in _ranked(group)]
