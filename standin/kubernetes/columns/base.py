"""One column: its name, and how an object becomes its cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from standin.kubernetes.shapes import Json, Obj, dig

NONE = "<none>"


@dataclass(frozen=True, slots=True)
class View:
    """An object, and how long ago a moment was when somebody looks at it."""

    obj: Obj
    ago: Callable[[str | None], str]

    def at(self, path: str) -> Json:
        return dig(self.obj, *path.split("."))

    def number(self, path: str) -> int:
        return int(self.at(path) or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`wide` columns are shown by `-o wide` alone."""

    name: str
    cell: Callable[[View], Json]
    kind: str = "string"
    format: str = ""
    wide: bool = False

    def definition(self) -> Obj:
        return {
            "name": self.name,
            "type": self.kind,
            "format": self.format,
            "description": self.name,
            "priority": 1 if self.wide else 0,
        }


def text(name: str, path: str, missing: str = NONE, *, wide: bool = False) -> Column:
    def cell(view: View) -> str:
        found = view.at(path)
        return missing if found in (None, "") else _plain(found)

    return Column(name=name, cell=cell, wide=wide)


def _plain(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def count(name: str, path: str) -> Column:
    return Column(name=name, cell=lambda view: view.number(path), kind="integer")


def shown(name: str, cell: Callable[[View], Json], *, wide: bool = False) -> Column:
    return Column(name=name, cell=cell, wide=wide)


def length(name: str, path: str) -> Column:
    return Column(name=name, cell=lambda view: len(view.at(path) or ()), kind="integer")


NAME = Column(name="Name", cell=lambda view: view.at("metadata.name"), format="name")
AGE = Column(name="Age", cell=lambda view: view.ago(view.at("metadata.creationTimestamp")))


def selector(value: Json) -> str:
    """A label selector, or a plain map, as one text."""
    if not value:
        return NONE
    exact = value.get("matchLabels", {} if "matchExpressions" in value else value)
    parts = [f"{key}={one}" for key, one in sorted(exact.items())]
    for rule in value.get("matchExpressions") or []:
        values = ",".join(rule.get("values") or [])
        parts.append(f"{rule.get('key')} {str(rule.get('operator')).lower()} ({values})")
    return ",".join(parts) or NONE
