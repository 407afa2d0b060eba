"""Events have two groups with one storage: `events.k8s.io` shows the core ones in other words."""

from __future__ import annotations

from standin.kubernetes.kinds import Resource
from standin.kubernetes.shapes import Obj

_WORDS = {
    "involvedObject": "regarding",
    "message": "note",
    "source": "deprecatedSource",
    "firstTimestamp": "deprecatedFirstTimestamp",
    "lastTimestamp": "deprecatedLastTimestamp",
    "count": "deprecatedCount",
    "reportingComponent": "reportingController",
}
_BACK = {new: old for old, new in _WORDS.items()}


def is_other(resource: Resource) -> bool:
    """Whether this resource is shown otherwise than it is stored."""
    return resource.collection != resource.qualified


def outward(resource: Resource, obj: Obj) -> Obj:
    """As the resource shows what is stored."""
    return _renamed(obj, _WORDS) if is_other(resource) else obj


def inward(resource: Resource, obj: Obj) -> Obj:
    """As it is stored."""
    return _renamed(obj, _BACK) if is_other(resource) else obj


def _renamed(obj: Obj, words: dict[str, str]) -> Obj:
    return {words.get(name, name): value for name, value in obj.items()}
