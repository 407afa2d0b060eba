"""A view kept like the server's: looked at again only when the server's version has moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from standin.client import Kubernetes, Obj
from standin.reconcile.effects import Ask, Bind, Create, Delete, Finalize, Patch, Write
from standin.reconcile.objects import is_leaving, name_of, namespace_of, uid_of
from standin.reconcile.resources import Resource, key_of
from standin.reconcile.view import View


class Source(Protocol):
    """Brings a view up to date, and says whether that changed it."""

    def catch_up(self, view: View) -> bool: ...

    def resource(self, obj: Obj) -> Resource:
        """Raises KeyError for a kind that the server does not serve."""
        ...


class Cache:
    """Holds the view; its own writes enter it with their answers, others' at `refresh`."""

    def __init__(
        self,
        api: Kubernetes,
        source: Source,
        now: datetime,
        ask_cloud: Callable[[Ask], None] | None = None,
    ) -> None:
        self._api, self._source, self._ask_cloud = api, source, ask_cloud
        self.view = View(now)

    def refresh(self) -> bool:
        """Whether anything is new. Raises `UnreachableError` and `ApiError`."""
        return self._source.catch_up(self.view)

    def write(self, write: Write) -> None:
        """Raises `ApiError` and `UnreachableError`."""
        match write:
            case Ask():
                self._cloud_call(write)
            case Create(obj):
                path = self._source.resource(obj).collection(namespace_of(obj))
                self.view.put(self._api.create(path, obj))
            case Patch(target, body, subresource):
                self.view.put(
                    self._api.patch(self._path(target, subresource), _under(target, body))
                )
            case Delete(target, options):
                self._delete(target, options)
            case Bind(pod, node):
                self._api.create(self._path(pod, "binding"), _binding(pod, node))
            case Finalize(namespace):
                emptied = namespace | {"spec": {"finalizers": []}}
                self._api.update(self._path(namespace, "finalize"), emptied)

    def _cloud_call(self, ask: Ask) -> None:
        if self._ask_cloud is None:
            msg = f"nobody here talks to the cloud: {ask}"
            raise TypeError(msg)
        self._ask_cloud(ask)

    def _delete(self, target: Obj, options: Obj) -> None:
        body = {"preconditions": {"uid": uid_of(target)}} | options
        answer = self._api.delete(self._path(target), body)
        if "metadata" in answer and uid_of(answer) == uid_of(target) and is_leaving(answer):
            return  # it may wait for a finalizer or its grace: the next look tells
        self.view.drop(target)

    def _path(self, obj: Obj, subresource: str = "") -> str:
        collection = self._source.resource(obj).collection(namespace_of(obj))
        tail = f"/{subresource}" if subresource else ""
        return f"{collection}/{name_of(obj)}{tail}"


def _under(target: Obj, body: Obj) -> Obj:
    metadata = {"resourceVersion": target["metadata"]["resourceVersion"]}
    return body | {"metadata": metadata | body.get("metadata", {})}


def _binding(pod: Obj, node: str) -> Obj:
    return {
        "apiVersion": "v1",
        "kind": "Binding",
        "metadata": {"name": name_of(pod), "namespace": namespace_of(pod), "uid": uid_of(pod)},
        "target": {"apiVersion": "v1", "kind": "Node", "name": node},
    }


def replace_all(view: View, kinds: Iterable[str], objects: list[Obj]) -> bool:
    """Make the view hold exactly `objects` of `kinds`. Whether that changed it."""
    fresh = {(key_of(obj), uid_of(obj)) for obj in objects}
    gone = [o for kind in kinds for o in view.of(kind) if (kind, uid_of(o)) not in fresh]
    for obj in gone:
        view.drop(obj)
    changed = [obj for obj in objects if is_news(view, obj)]
    for obj in changed:
        view.put(obj)
    return bool(gone or changed)


def is_news(view: View, obj: Obj) -> bool:
    known = view.by_uid(uid_of(obj))
    version = obj["metadata"]["resourceVersion"]
    return known is None or known["metadata"]["resourceVersion"] != version
