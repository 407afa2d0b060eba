"""The columns that a CustomResourceDefinition asks for."""

from __future__ import annotations

import re

from standin.kubernetes.columns.base import AGE, NAME, Column, View
from standin.kubernetes.kinds import Resource
from standin.kubernetes.shapes import Json, Obj, items

_STEP = re.compile(r"\.?([^.\[\]]+)|\[(?:(\d+)|\?\(@\.([^=]+)==['\"]([^'\"]*)['\"]\))\]")


def columns_of(resource: Resource) -> tuple[Column, ...]:
    """Name first; age last where the definition names no column of its own."""
    asked = items(resource.custom, "additionalPrinterColumns")
    return (NAME, *map(_column, asked)) if asked else (NAME, AGE)


def _column(asked: Obj) -> Column:
    path, kind = asked.get("jsonPath", ""), asked.get("type", "string")

    def cell(view: View) -> Json:
        found = _found(view.obj, path)
        return view.ago(found) if kind == "date" else found

    return Column(
        name=asked["name"],
        cell=cell,
        kind=kind,
        format=asked.get("format", ""),
        wide=asked.get("priority", 0) > 0,
    )


def _found(value: Json, path: str) -> Json:
    """JSONPath as far as printer columns use it: names, indexes, and one equality."""
    for name, index, key, wanted in _STEP.findall(path):
        if name:
            value = value.get(name.replace("\\", "")) if isinstance(value, dict) else None
        elif not isinstance(value, list):
            return None
        elif index:
            value = value[int(index)] if int(index) < len(value) else None
        else:
            value = next((one for one in value if str(one.get(key)) == wanted), None)
    return value
