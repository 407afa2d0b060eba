"""A Kubernetes API in memory: objects, versions, preconditions, finalizers. No controllers here.

Objects are never changed in place: a write replaces them, so a reader may keep what it read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count
from typing import Any

from shared.core.actions import ObjectRef
from shared.core.seen import Json
from shared.errors import ConflictError

Key = tuple[str, str, str]
Obj = dict[str, Any]
POD = "pods"


TYPES = {
    "namespaces": ("v1", "Namespace"),
    "nodes": ("v1", "Node"),
    "pods": ("v1", "Pod"),
    "services": ("v1", "Service"),
    "configmaps": ("v1", "ConfigMap"),
    "secrets": ("v1", "Secret"),
    "deployments.apps": ("apps/v1", "Deployment"),
    "statefulsets.apps": ("apps/v1", "StatefulSet"),
    "cronjobs.batch": ("batch/v1", "CronJob"),
    "jobs.batch": ("batch/v1", "Job"),
    "volumeattachments.storage.k8s.io": ("storage.k8s.io/v1", "VolumeAttachment"),
}


def typed(resource: str, body: Json) -> Obj:
    """Every object that an API server gives says what it is."""
    version, kind = TYPES.get(resource, ("example.org/v1", resource.partition(".")[0]))
    return {"apiVersion": version, "kind": kind, **body}


def merged(target: Any, patch: Any) -> Any:  # noqa: ANN401 -- RFC 7396 is about any JSON
    """A JSON merge patch (RFC 7396)."""
    if not isinstance(patch, Mapping):
        return patch
    base = target if isinstance(target, Mapping) else {}
    changed = {k: merged(base.get(k), v) for k, v in patch.items() if v is not None}
    return {k: v for k, v in base.items() if k not in patch} | changed


class FakeKube:
    """The API server of the lab's cluster: always on, whether nodes run or not."""

    def __init__(self, now: datetime, uid: str = "uid-kube-system") -> None:
        self.now = now
        self._numbers = count(1)
        self.writes = 0
        self.rebuild(uid)

    def rebuild(self, uid: str) -> None:
        """A new cluster: of the old one nothing is left."""
        self._objects: dict[Key, Obj] = {}
        self._by_resource: dict[str, dict[Key, Obj]] = {}
        self.uid = uid
        for name in ("kube-system", "default"):
            self.create("namespaces", {"metadata": {"name": name}})
        always = {"metadata": {"name": "kubernetes", "namespace": "default"}, "spec": {}}
        self.create("services", always)

    def list(self, resource: str, namespace: str = "") -> tuple[Obj, ...]:
        found = self._by_resource.get(resource, {}).values()
        if not namespace:
            return tuple(found)
        return tuple(o for o in found if o["metadata"].get("namespace") == namespace)

    def get(self, resource: str, namespace: str, name: str) -> Obj | None:
        return self._objects.get((resource, namespace, name))

    def resources(self) -> tuple[str, ...]:
        return tuple(sorted(self._by_resource))

    def create(self, resource: str, body: Json) -> Obj:
        """Raises ConflictError where one of that name exists."""
        meta = dict(body["metadata"])
        key = (resource, str(meta.get("namespace", "")), str(meta["name"]))
        if key in self._objects:
            raise ConflictError(f"{resource} {key[2]} exists")
        number = next(self._numbers)
        meta |= {
            "uid": f"uid-{number}",
            "resourceVersion": str(number),
            "creationTimestamp": self.now.isoformat(),
        }
        if resource == "namespaces":
            self._root_ca(key[2])
        return self._put(key, typed(resource, {**body, "metadata": meta}))

    def _root_ca(self, namespace: str) -> None:
        """As the controller manager does: no namespace is without a ConfigMap."""
        name = {"name": "kube-root-ca.crt", "namespace": namespace}
        self.create("configmaps", {"metadata": name, "data": {"ca.crt": "CA"}})

    def patch(self, ref: ObjectRef, patch: Json, version: str = "") -> Obj:
        """Raises ConflictError where it is gone, or moved on since `version`."""
        key = (ref.resource, ref.namespace, ref.name)
        found = self._objects.get(key)
        if found is None or version not in ("", found["metadata"]["resourceVersion"]):
            raise ConflictError(f"{ref.resource} {ref.name} moved on")
        changed = merged(found, patch)
        changed["metadata"] = {
            **changed["metadata"],
            "resourceVersion": str(next(self._numbers)),
            "uid": found["metadata"]["uid"],
        }
        if _is_released(changed):
            self._drop(key)
            return changed  # type: ignore[no-any-return]  # merge patch of a dict is a dict
        return self._put(key, changed)

    def delete(
        self, resource: str, namespace: str, name: str, uid: str = "", version: str = ""
    ) -> None:
        """Gone is fine; another of that name is not ours to delete. Finalizers are waited for.

        Raises ConflictError where it moved on since `version`.
        """
        key = (resource, namespace, name)
        found = self._objects.get(key)
        if found is None or uid not in ("", found["metadata"]["uid"]):
            return
        if version not in ("", found["metadata"]["resourceVersion"]):
            raise ConflictError(f"{resource} {name} moved on")
        if found["metadata"].get("finalizers"):
            ref = ObjectRef(resource=resource, namespace=namespace, name=name)
            self.patch(ref, {"metadata": {"deletionTimestamp": self.now.isoformat()}})
        else:
            self._drop(key)

    def drop_all(self, resource: str, objects: Iterable[Obj]) -> None:
        for obj in objects:
            meta = obj["metadata"]
            self._drop((resource, meta.get("namespace", ""), meta["name"]))

    def _put(self, key: Key, obj: Obj) -> Obj:
        self.writes += 1
        self._objects[key] = obj
        self._by_resource.setdefault(key[0], {})[key] = obj
        return obj

    def _drop(self, key: Key) -> None:
        self.writes += 1
        self._objects.pop(key, None)
        self._by_resource[key[0]].pop(key, None)


def _is_released(obj: Obj) -> bool:
    meta = obj["metadata"]
    return "deletionTimestamp" in meta and not meta.get("finalizers")
