"""JSON as it travels, and the few ways in which all of this package reads it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeAlias

Obj: TypeAlias = dict[str, Any]
"""A JSON object: a Kubernetes object or a part of one."""
Json: TypeAlias = Any
"""Any JSON value."""


def encode(value: Json) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def copy(value: Obj) -> Obj:
    """A deep copy; faster than `copy.deepcopy` for what came from JSON."""
    copied: Obj = json.loads(json.dumps(value))
    return copied


def dig(value: Json, *path: str) -> Json:
    """The value at `path`, or None where any step of it is missing."""
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def child(obj: Obj, *path: str) -> Obj:
    """The object at `path`, made (and put there) where it is missing or null."""
    for step in path:
        found = obj.get(step)
        if not isinstance(found, dict):
            found = obj[step] = {}
        obj = found
    return obj


def items(obj: Json, *path: str) -> list[Obj]:
    """The objects of the list at `path`; nothing where there is no list."""
    found = dig(obj, *path)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def default(obj: Obj, values: Obj) -> None:
    """Fills in what is missing or null, as the API's defaulting does."""
    for name, value in values.items():
        if obj.get(name) is None:
            obj[name] = copy(value) if isinstance(value, dict) else value


def drop(obj: Obj, names: Iterable[str]) -> None:
    for name in names:
        obj.pop(name, None)


def stamp(moment: datetime) -> str:
    """metav1.Time: whole seconds, UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
