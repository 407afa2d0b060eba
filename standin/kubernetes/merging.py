"""JSON merge patch (RFC 7386) and JSON patch (RFC 6902), on copies."""

from __future__ import annotations

from collections.abc import Callable

from standin.kubernetes.errors import ApiError, bad_request
from standin.kubernetes.shapes import Json, Obj, copy

_TOO_MANY = 10_000


def merge(target: Json, patch: Json) -> Json:
    """RFC 7386: null removes, objects merge, anything else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


def json_patch(target: Obj, operations: Json) -> Obj:
    """Applies the operations in order to a copy; all or nothing."""
    if not isinstance(operations, list) or len(operations) > _TOO_MANY:
        raise bad_request("error decoding patch: a JSON patch is a list of operations")
    document: Obj = {"": copy(target)}
    for operation in operations:
        _apply(document, operation)
    patched: Obj = document[""]
    return patched


def _apply(document: Obj, operation: Json) -> None:
    name = operation.get("op") if isinstance(operation, dict) else None
    if name not in _OPERATIONS:
        raise bad_request(f"error decoding patch: unexpected kind of operation: {name}")
    try:
        _OPERATIONS[name](document, operation)
    except (KeyError, IndexError, TypeError, ValueError) as wrong:
        path = operation.get("path", "")
        message = f"the server rejected our request due to an error in our request: {path}: {wrong}"
        raise ApiError(422, "Invalid", message) from wrong


def _steps(pointer: str) -> list[str]:
    """The document lies under the key "", so that even the whole of it can be replaced."""
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"a JSON pointer begins with /: {pointer}")
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")]


def _get(parent: Json, step: str) -> Json:
    return parent[int(step)] if isinstance(parent, list) else parent[step]


def _parent(document: Obj, pointer: str) -> tuple[Json, str]:
    *way, last = _steps(pointer)
    found: Json = document
    for step in way:
        found = _get(found, step)
    return found, last


def _read(document: Obj, pointer: str) -> Json:
    return _get(*_parent(document, pointer))


def _put(document: Obj, pointer: str, value: Json) -> None:
    parent, last = _parent(document, pointer)
    if not isinstance(parent, list):
        parent[last] = value
        return
    index = len(parent) if last == "-" else int(last)
    if index > len(parent):
        raise IndexError(f"index {index} is past the end")
    parent.insert(index, value)


def _take(document: Obj, pointer: str) -> Json:
    parent, last = _parent(document, pointer)
    return parent.pop(int(last)) if isinstance(parent, list) else parent.pop(last)


def _add(document: Obj, operation: Obj) -> None:
    _put(document, operation["path"], operation["value"])


def _remove(document: Obj, operation: Obj) -> None:
    _take(document, operation["path"])


def _replace(document: Obj, operation: Obj) -> None:
    parent, last = _parent(document, operation["path"])
    _get(parent, last)
    parent[int(last) if isinstance(parent, list) else last] = operation["value"]


def _move(document: Obj, operation: Obj) -> None:
    _put(document, operation["path"], _take(document, operation["from"]))


def _copy(document: Obj, operation: Obj) -> None:
    found = copy({"": _read(document, operation["from"])})
    _put(document, operation["path"], found[""])


def _test(document: Obj, operation: Obj) -> None:
    found = _read(document, operation["path"])
    if found != operation.get("value"):
        raise ValueError(f"testing value {operation['path']} failed: test failed")


_OPERATIONS: dict[str, Callable[[Obj, Obj], None]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "move": _move,
    "copy": _copy,
    "test": _test,
}
