"""A client's object held against its type: what has the wrong type is refused, what is
unknown is left out and told, as the API's decoder does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from standin.kubernetes.errors import bad_request
from standin.kubernetes.kinds import Resource
from standin.kubernetes.shapes import Json, Obj
from standin.kubernetes.typed.types import fields, type_of

_OF = re.compile(r"(list\[|dict\[str, )(.*)\]")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_GO = {"str": "string", "int": "int32", "float": "float64", "bool": "bool", "datetime": "Time"}
# resource.Quantity may be written as a number; our table of types calls it a string.
_QUANTITY_MAPS = frozenset(
    {
        "allocatable",
        "capacity",
        "default",
        "defaultRequest",
        "hard",
        "limits",
        "max",
        "maxLimitRequestRatio",
        "min",
        "overhead",
        "requests",
        "used",
    }
)
_QUANTITIES = frozenset(
    {
        ("V1EmptyDirVolumeSource", "sizeLimit"),
        ("V1ResourceFieldSelector", "divisor"),
        ("V2MetricTarget", "averageValue"),
        ("V2MetricTarget", "value"),
        ("V2MetricValueStatus", "averageValue"),
        ("V2MetricValueStatus", "value"),
    }
)


def conform(resource: Resource, obj: Obj) -> list[str]:
    """Drops the fields that the kind does not have and returns their paths. Raises 400."""
    return list(_object(resource, type_of(resource), obj, ""))


def _object(resource: Resource, name: str, obj: Obj, at: str) -> Iterator[str]:
    known = fields()[name]
    for field in list(obj):
        path = f"{at}.{field}" if at else field
        kind = known.get(field)
        if kind is None:
            del obj[field]
            yield path
            continue
        if (name, field) in _QUANTITIES:
            obj[field] = _spelt(obj[field])
        elif kind == "dict[str, str]" and field in _QUANTITY_MAPS and isinstance(obj[field], dict):
            obj[field] = {key: _spelt(value) for key, value in obj[field].items()}
        yield from _value(resource, kind, obj[field], path)


def _spelt(value: Json) -> Json:
    """A quantity is stored as text, however it was written."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _value(resource: Resource, kind: str, value: Json, at: str) -> Iterator[str]:
    if kind == "object":
        return
    holder = _OF.fullmatch(kind)
    if holder is not None:
        yield from _members(resource, holder[1], holder[2], (value, at))
    elif kind in fields():
        _expect(resource, value, dict, (kind, at))
        yield from _object(resource, kind, value, at)
    else:
        _plain(resource, kind, value, at)


def _members(resource: Resource, holder: str, kind: str, found: tuple[Json, str]) -> Iterator[str]:
    value, at = found
    if holder == "list[":
        _expect(resource, value, list, (f"[]{_GO.get(kind, kind)}", at))
        for i, one in enumerate(value):
            yield from _value(resource, kind, one, f"{at}[{i}]")
    else:
        _expect(resource, value, dict, (f"map[string]{_GO.get(kind, kind)}", at))
        for key, one in value.items():
            yield from _value(resource, kind, one, f"{at}.{key}")


def _plain(resource: Resource, kind: str, value: Json, at: str) -> None:
    if kind == "datetime":
        _expect(resource, value, str, ("Time", at))
        if not _TIME.fullmatch(value):
            form = "2006-01-02T15:04:05Z07:00"
            raise _unreadable(resource, f"parsing time {json.dumps(value)} as {json.dumps(form)}")
    elif kind in _EXPECTED:
        _expect(resource, value, _EXPECTED[kind], (_GO[kind], at))


_EXPECTED: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
}


def _expect(
    resource: Resource, value: Json, wanted: type | tuple[type, ...], said: tuple[str, str]
) -> None:
    truth_for_number = isinstance(value, bool) and wanted is not bool
    if isinstance(value, wanted) and not truth_for_number:
        return
    kind, at = said
    raise _unreadable(
        resource,
        f"json: cannot unmarshal {_word(value)} into Go struct field {resource.kind}.{at} "
        f"of type {kind}",
    )


def _word(value: Json) -> str:
    words = ((bool, "bool"), (str, "string"), (dict, "object"), (list, "array"))
    return next((word for kind, word in words if isinstance(value, kind)), "number")


def _unreadable(resource: Resource, why: str) -> Exception:
    return bad_request(
        f'{resource.kind} in version "{resource.version}" cannot be handled as a '
        f"{resource.kind}: {why}"
    )
