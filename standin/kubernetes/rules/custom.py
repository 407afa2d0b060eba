"""Custom resources: pruned, defaulted and checked by the structural schema of their definition."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from standin.kubernetes.errors import Cause, required, unsupported, wrong
from standin.kubernetes.rules.base import Rules, shown
from standin.kubernetes.shapes import Json, Obj, copy, dig

_OWN = ("apiVersion", "kind", "metadata")
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


def rules_by(version: Obj) -> Rules:
    """The rules that one version of a definition states."""
    schema = dig(version, "schema", "openAPIV3Schema") or {}
    return Rules(default=partial(_fill, schema), check=partial(_check, schema))


def _fill(schema: Obj, obj: Obj) -> None:
    kept = {name: obj[name] for name in _OWN if name in obj}
    _shape(schema, obj)
    obj.update(kept)


def _shape(schema: Obj, value: Json) -> None:
    """Prunes what the schema does not know, then defaults what it does."""
    if isinstance(value, list):
        for one in value:
            _shape(schema.get("items") or {}, one)
    elif isinstance(value, dict):
        _prune(schema, value)
        for name, one in value.items():
            _shape(_below(schema, name), one)


def _prune(schema: Obj, value: Obj) -> None:
    known = schema.get("properties") or {}
    if not _open(schema):
        for name in [name for name in value if name not in known]:
            del value[name]
    for name, below in known.items():
        if name not in value and "default" in below:
            value[name] = copy({"": below["default"]})[""]


def _below(schema: Obj, name: str) -> Obj:
    """The schema of one member, by its name or as any other."""
    more = schema.get("additionalProperties")
    found: Obj = (schema.get("properties") or {}).get(name) or {}
    return found or (more if isinstance(more, dict) else {})


def _open(schema: Obj) -> bool:
    """Whether names that the schema does not list may stay."""
    return bool(
        schema.get("x-kubernetes-preserve-unknown-fields")
        or schema.get("additionalProperties")
        or schema.get("x-kubernetes-embedded-resource")
        or not schema
    )


def _check(schema: Obj, obj: Obj) -> list[Cause]:
    below = {name: one for name, one in obj.items() if name not in _OWN}
    stated = schema | {"required": [n for n in schema.get("required") or [] if n not in _OWN]}
    return list(_causes(stated, below, ""))


def _causes(schema: Obj, value: Json, at: str) -> Iterator[Cause]:
    kind = schema.get("type")
    if kind in _TYPES and not _is(value, kind):
        found = shown(_type_of(value))
        yield wrong(at, found, f"{at} in body must be of type {kind}: {found}")
        return
    yield from _limits(schema, value, at)
    if isinstance(value, dict):
        yield from _members(schema, value, at)
    elif isinstance(value, list):
        for i, one in enumerate(value):
            yield from _causes(schema.get("items") or {}, one, f"{at}[{i}]")


def _is(value: Json, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _type_of(value: Json) -> str:
    return next(name for name in (*_TYPES, "null") if name == "null" or _is(value, name))


def _members(schema: Obj, value: Obj, at: str) -> Iterator[Cause]:
    prefix = f"{at}." if at else ""
    for name in schema.get("required") or []:
        if name not in value:
            yield required(prefix + name)
    for name, one in value.items():
        yield from _causes(_below(schema, name), one, prefix + name)


def _limits(schema: Obj, value: Json, at: str) -> Iterator[Cause]:
    allowed = schema.get("enum")
    if allowed and value not in allowed:
        yield unsupported(at, str(value), tuple(str(one) for one in allowed))
    for name, (breaks, sentence) in _BOUNDS.items():
        if name in schema and breaks(value, schema[name]):
            yield wrong(at, shown(value), f"{at} in body should {sentence} {schema[name]}")


def _number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_BOUNDS: dict[str, tuple[Callable[[Json, Json], bool], str]] = {
    "minimum": (lambda v, limit: _number(v) and v < limit, "be greater than or equal to"),
    "maximum": (lambda v, limit: _number(v) and v > limit, "be less than or equal to"),
    "minLength": (lambda v, limit: isinstance(v, str) and len(v) < limit, "be at least"),
    "maxLength": (lambda v, limit: isinstance(v, str) and len(v) > limit, "be at most"),
    "minItems": (lambda v, limit: isinstance(v, list) and len(v) < limit, "have at least"),
    "maxItems": (lambda v, limit: isinstance(v, list) and len(v) > limit, "have at most"),
    "pattern": (lambda v, rule: isinstance(v, str) and not re.search(rule, v), "match"),
}
