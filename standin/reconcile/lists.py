"""Catches up with any Kubernetes server by LIST alone, as one consistent look."""

from __future__ import annotations

from collections.abc import Sequence

from standin.client import Kubernetes, Obj
from standin.reconcile.cache import replace_all
from standin.reconcile.resources import BUILTIN, Resource, key_of
from standin.reconcile.view import View

PROBE = "/api/v1/namespaces?limit=1"
MAX_LOOKS = 5


class Lists:
    """Lists `resources`, only if the server's resourceVersion (one for all kinds) has moved."""

    def __init__(self, api: Kubernetes, resources: Sequence[Resource]) -> None:
        self._api, self._resources = api, resources
        self._kinds = {_key(resource): resource for resource in resources}
        self._seen = ""

    def resource(self, obj: Obj) -> Resource:
        return self._kinds[key_of(obj)]

    def catch_up(self, view: View) -> bool:
        if self._version(self._api.get(PROBE)) == self._seen:
            return False
        objects = self._look()
        return replace_all(view, self._kinds, objects)

    def _look(self) -> list[Obj]:
        """All lists at one version where the server's traffic allows it; else the last look."""
        for _ in range(MAX_LOOKS):
            lists = [(resource, self._api.get(resource.everywhere)) for resource in self._resources]
            versions = {self._version(listed) for _, listed in lists}
            if len(versions) == 1:
                break
        self._seen = versions.pop() if len(versions) == 1 else ""
        return [_typed(r, item) for r, listed in lists for item in listed["items"]]

    @staticmethod
    def _version(listed: Obj) -> str:
        return str(listed["metadata"]["resourceVersion"])


def _key(resource: Resource) -> str:
    return key_of({"kind": resource.kind, "apiVersion": resource.api_version})


def _typed(resource: Resource, item: Obj) -> Obj:
    """Items of a list leave out what they are."""
    return item | {"kind": resource.kind, "apiVersion": resource.api_version}


def builtin(*kinds: str) -> list[Resource]:
    return [BUILTIN[kind] for kind in kinds or BUILTIN]
