"""The port Cluster: raw objects in, raw objects out, every write under its precondition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from shared.adapters.cluster import nodes
from shared.adapters.cluster.api import KubeApi, said, the_object
from shared.adapters.cluster.catalogue import Catalogue
from shared.adapters.cluster.paging import LIMIT, every_page
from shared.adapters.cluster.resources import Resource, path
from shared.core.actions import CreateObject, DeleteObject, ObjectRef, PatchObject
from shared.core.seen import Json, Node
from shared.errors import ConflictError, CorruptError, PermanentError, TemporaryError
from shared.http import refusal
from shared.ports import Endpoint

_ABSENT = {HTTPStatus.NOT_FOUND}
_MANAGER = {"fieldManager": "veilleur"}


class KubeCluster:
    """One cluster through one `KubeApi`; lists are read `page` objects at a time."""

    def __init__(
        self, *, api: KubeApi, pool_label: str = nodes.POOL_LABEL, page: int = LIMIT
    ) -> None:
        self._api = api
        self._catalogue = Catalogue(api)
        self._pool_label = pool_label
        self._page = page

    def endpoint(self) -> Endpoint:
        return self._api.access.endpoint

    def log_in_again(self) -> None:
        self._api.log_in_again()

    def uid(self) -> str:
        answer = self._api.call("GET", "/api/v1/namespaces/kube-system")
        uid = (the_object(answer, "Namespace").get("metadata") or {}).get("uid")
        if not uid:
            raise CorruptError("the namespace kube-system has no UID")
        return str(uid)

    def nodes(self) -> tuple[Node, ...]:
        return tuple(nodes.read(node, self._pool_label) for node in self.list("nodes"))

    def list(self, resource: str, namespace: str = "") -> tuple[Json, ...]:
        """() also where the server says that it serves no such type: then there are none."""
        wanted = Resource.named(resource)
        if wanted.plural == "*":
            raise TemporaryError(f"the types of {wanted.group} could not be read")
        root = self._catalogue.root(wanted)
        found = root and self._all(root, wanted, namespace)
        if root and found is None:  # 404: perhaps served at another version
            other = self._catalogue.look(wanted)
            found = other and self._all(other, wanted, namespace)
            if other and found is None:
                raise PermanentError(f"{resource} is served, and cannot be listed")
        return tuple(found or ())

    def get(self, resource: str, namespace: str, name: str) -> Json | None:
        wanted = Resource.named(resource)
        root = self._catalogue.root(wanted)
        found = root and self._get(path(root, wanted, namespace=namespace, name=name))
        if root and found is None and not self._catalogue.sure(wanted):
            other = self._catalogue.look(wanted)
            if other and other != root:
                found = self._get(path(other, wanted, namespace=namespace, name=name))
        return found or None

    def resources(self) -> tuple[str, ...]:
        """Sorted; a group whose types cannot be read stands there as "*.GROUP" (rule 6)."""
        return self._catalogue.listable()

    def patch(self, action: PatchObject) -> None:
        metadata = dict(action.patch.get("metadata") or {})
        body = {
            **action.patch,
            "metadata": metadata | {"resourceVersion": action.resource_version},
        }
        target = self._path(action.ref)
        answer = self._api.call("PATCH", target, query=_MANAGER, body=body, allow=_ABSENT)
        if not answer.ok:
            raise ConflictError(f"{action.ref.resource} {action.ref.name} is gone: {said(answer)}")

    def create(self, action: CreateObject) -> None:
        ref = action.ref
        inside = Resource.named(ref.resource).sub  # "pods/eviction" is POSTed below its pod
        target = self._path(ref) if inside else self._path(ref, name="")
        answer = self._api.call(
            "POST", target, query=_MANAGER, body=action.body, allow={HTTPStatus.CONFLICT}
        )
        if not answer.ok and answer.json().get("reason") != "AlreadyExists":
            raise refusal(answer, "POST", target, said(answer))

    def delete(self, action: DeleteObject) -> None:
        """A UID that is not there any more is as good as gone, whoever has the name now."""
        version = action.resource_version
        body: dict[str, Any] = {
            "apiVersion": "v1",
            "kind": "DeleteOptions",
            "preconditions": {"uid": action.uid}
            | ({"resourceVersion": version} if version else {}),
            "propagationPolicy": "Background",
        }
        if action.grace_seconds is not None:
            body["gracePeriodSeconds"] = action.grace_seconds
        target = self._path(action.ref)
        allow = {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}
        answer = self._api.call("DELETE", target, body=body, allow=allow)
        if answer.status == HTTPStatus.CONFLICT and self._still(action):
            raise refusal(answer, "DELETE", target, said(answer))

    def _still(self, action: DeleteObject) -> bool:
        found = self.get(action.ref.resource, action.ref.namespace, action.ref.name)
        return found is not None and found["metadata"].get("uid") == action.uid

    def _all(self, root: str, wanted: Resource, namespace: str) -> Iterable[Json] | None:
        return every_page(self._api, path(root, wanted, namespace=namespace), self._page)

    def _get(self, target: str) -> Mapping[str, Any] | None:
        answer = self._api.call("GET", target, allow=_ABSENT)
        return answer.json() if answer.ok else None

    def _path(self, ref: ObjectRef, name: str | None = None) -> str:
        resource = Resource.named(ref.resource)
        root = self._catalogue.root(resource)
        if root is None:
            raise PermanentError(f"the cluster does not serve {ref.resource}")
        wanted = ref.name if name is None else name
        return path(root, resource, namespace=ref.namespace, name=wanted)
