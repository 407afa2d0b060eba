"""Objects to begin with, and what the API would make of a reconciler's writes."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import count

from standin.client import Obj
from standin.reconcile.effects import Again, Bind, Create, Delete, Effects, Patch, Wake
from standin.reconcile.objects import finalizers_of, name_of, namespace_of, reference_to
from standin.reconcile.resources import BUILTIN
from standin.reconcile.times import stamp
from standin.reconcile.view import View

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday
_UIDS = count(1)


def make(
    kind: str, name: str, *, namespace: str = "shop", owner: Obj | None = None, **fields: object
) -> Obj:
    """An object as the API would hold it. `labels`, `annotations`, `finalizers` are metadata."""
    resource = BUILTIN[kind]
    metadata: Obj = {
        "name": name,
        "uid": f"uid-{next(_UIDS)}",
        "resourceVersion": "1",
        "creationTimestamp": stamp(START),
    }
    if resource.namespaced:
        metadata["namespace"] = namespace
    if owner is not None:
        metadata["ownerReferences"] = [reference_to(owner)]
    for part in ("labels", "annotations", "finalizers", "deletionTimestamp", "generation"):
        if part in fields:
            metadata[part] = fields.pop(part)
    return {"apiVersion": resource.api_version, "kind": kind, "metadata": metadata, **fields}


class Desk:
    """Applies effects as the API does: uids, merge patches, finalizers. Grace is none."""

    def __init__(self, *objects: Obj, now: datetime = START) -> None:
        self.view = View(now, objects)
        self.wakes: list[datetime] = []

    def settle(self, *reconcilers: Callable[[View], Effects]) -> None:
        """Turn after turn until no reconciler writes any more; one without end fails the test."""
        for _ in range(50):
            self.wakes = []
            self.view.turn += 1
            effects = [effect for run in reconcilers for effect in self._run(run)]
            if not effects:
                return
        raise AssertionError(f"never settles: {effects}")

    def pass_time(self, **by: float) -> None:
        self.view.now += timedelta(**by)

    def names(self, kind: str) -> list[str]:
        return [name_of(obj) for obj in self.view.of(kind)]

    def one(self, kind: str, name: str, namespace: str = "shop") -> Obj:
        found = self.view.get(kind, name, namespace if BUILTIN[kind].namespaced else "")
        assert found is not None, f"no {kind} {name}"
        return found

    def change(self, obj: Obj, **fields: object) -> None:
        """Somebody else's write."""
        self.view.put(_merged(self.one(obj["kind"], name_of(obj), namespace_of(obj)), fields))

    def remove(self, obj: Obj) -> None:
        self.view.drop(obj)

    def _run(self, reconcile: Callable[[View], Effects]) -> list[object]:
        written: list[object] = []
        for effect in list(reconcile(self.view)):
            if isinstance(effect, Wake):
                self.wakes.append(effect.at)
            elif isinstance(effect, Again) or self._apply(effect):
                written.append(effect)
        return written

    def _apply(self, effect: object) -> bool:
        match effect:
            case Create(obj):
                self._create(obj)
            case Patch(target, body, _):
                held = self.view.by_uid(target["metadata"]["uid"])
                if held is not target:
                    return True  # refused as old news: the next pass decides again
                self._store(_merged(held, body))
            case Delete(target, _):
                self._delete(target)
            case Bind(pod, node):
                self.view.put(_merged(pod, {"spec": {"nodeName": node}}))
            case _:
                raise AssertionError(f"unknown effect {effect}")
        return True

    def _create(self, obj: Obj) -> None:
        born = deepcopy(obj)
        assert self.view.get(born["kind"], name_of(born), namespace_of(born)) is None, born
        born["metadata"] |= {
            "uid": f"uid-{next(_UIDS)}",
            "resourceVersion": "1",
            "creationTimestamp": stamp(self.view.now),
        }
        self.view.put(born)

    def _delete(self, target: Obj) -> None:
        held = self.view.by_uid(target["metadata"]["uid"])
        if held is not None:
            self._store(_merged(held, {"metadata": {"deletionTimestamp": stamp(self.view.now)}}))

    def _store(self, obj: Obj) -> None:
        leaving = "deletionTimestamp" in obj["metadata"]
        if leaving and not finalizers_of(obj):
            self.view.drop(obj)
        else:
            self.view.put(obj)


def _merged(base: Obj, patch: Obj) -> Obj:
    """RFC 7386."""
    merged = dict(base)
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            below = merged.get(key)
            merged[key] = _merged(below if isinstance(below, dict) else {}, value)
        else:
            merged[key] = value
    return merged
