"""Catches up with any Kubernetes server by LIST alone, as one consistent look if it can be had."""

from __future__ import annotations

from collections.abc import Sequence

from standin.client import Kubernetes, Obj
from standin.reconcile.cache import replace_all
from standin.reconcile.discovery import discover
from standin.reconcile.resources import BUILTIN, Resource, key_of
from standin.reconcile.view import View

PROBE = "/api/v1/namespaces?limit=1"
MAX_LOOKS = 5


class Lists:
    """Lists `kinds` (all that are served if none is named) when the server's version has moved.

    One resourceVersion counts for all kinds, in etcd as in the embedded server.
    """

    def __init__(self, api: Kubernetes, *kinds: str) -> None:
        self._api, self._named = api, kinds
        self._resources: dict[str, Resource] = {}
        self._seen = -1
        self.since = 0  # the oldest version in the last look

    def resource(self, obj: Obj) -> Resource:
        return self._resources[key_of(obj)]

    def knows(self, obj: Obj) -> bool:
        return key_of(obj) in self._resources

    def catch_up(self, view: View) -> bool:
        if self._resources and version_of(self._api.get(PROBE)) == self._seen:
            return False
        return self.look(view)

    def look(self, view: View) -> bool:
        """List everything, whatever was seen before. Whether that changed the view."""
        self._learn()
        for _ in range(MAX_LOOKS):
            lists = [(r, self._api.get(r.everywhere)) for r in self._resources.values()]
            versions = {version_of(listed) for _, listed in lists}
            if len(versions) == 1:
                break
        self.since = min(versions)
        self._seen = self.since if len(versions) == 1 else -1
        objects = [_typed(r, item) for r, listed in lists for item in listed["items"]]
        return replace_all(view, self._resources, objects)

    def _learn(self) -> None:
        """Definitions of new kinds come and go: where all kinds are wanted, they are asked for."""
        served: Sequence[Resource] = [BUILTIN[kind] for kind in self._named] or discover(self._api)
        self._resources = {_key(resource): resource for resource in served}


def version_of(listed: Obj) -> int:
    return int(listed["metadata"]["resourceVersion"])


def _key(resource: Resource) -> str:
    return key_of({"kind": resource.kind, "apiVersion": resource.api_version})


def _typed(resource: Resource, item: Obj) -> Obj:
    """Items of a list leave out what they are."""
    return item | {"kind": resource.kind, "apiVersion": resource.api_version}
