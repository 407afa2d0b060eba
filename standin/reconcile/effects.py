"""What a reconciler wants done, as data; every write says which version it was decided from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from standin.client import Obj
from standin.reconcile.objects import finalizers_of, status_of


@dataclass(frozen=True, slots=True)
class Create:
    obj: Obj


@dataclass(frozen=True, slots=True)
class Patch:
    """A merge patch under the target's resourceVersion: a decision from old news is refused."""

    target: Obj
    body: Obj
    subresource: str = ""


@dataclass(frozen=True, slots=True)
class Delete:
    """Of this very object (its uid is a precondition). `options` as in DeleteOptions."""

    target: Obj
    options: Obj = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bind:
    """A pod to the node of this name."""

    pod: Obj
    node: str


@dataclass(frozen=True, slots=True)
class Finalize:
    """A namespace that is empty by now."""

    namespace: Obj


@dataclass(frozen=True, slots=True)
class Ask:
    """A call that changes the cloud; `service` is its type in Keystone's catalogue."""

    service: str
    method: str
    path: str
    body: Obj | None = None


@dataclass(frozen=True, slots=True)
class Wake:
    """Nothing to write now; look again at this moment.

    `lands`: a stepped clock is to stop at that very second, not only to pass it.
    """

    at: datetime
    lands: bool = True


@dataclass(frozen=True, slots=True)
class Again:
    """One more turn at this same moment: others may have news that they did not tell yet."""


Write = Create | Patch | Delete | Bind | Finalize | Ask
Effect = Write | Wake | Again
Effects = Iterator[Effect]

NOW: Obj = {"gracePeriodSeconds": 0}
BACKGROUND: Obj = {"propagationPolicy": "Background"}


def patch_metadata(target: Obj, **fields: object) -> Patch:
    return Patch(target, {"metadata": fields})


def drop_finalizer(target: Obj, finalizer: str, **fields: object) -> Patch:
    """The last one's going takes the list with it: the API keeps no empty lists."""
    rest = [name for name in finalizers_of(target) if name != finalizer]
    return patch_metadata(target, finalizers=rest or None, **fields)


def set_status(target: Obj, **fields: object) -> Effects:
    """A patch of the status, if a field differs. None means: the field is not there.

    Counts that Kubernetes omits when they are 0 are passed as `count or None`.
    """
    old = status_of(target)
    changed = {key: value for key, value in fields.items() if old.get(key) != value}
    if changed:
        yield Patch(target, {"status": changed}, "status")
