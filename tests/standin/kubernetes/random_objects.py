"""Objects of every kind that are well typed and otherwise make no sense at all."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

from standin.kubernetes.kinds import Resource
from standin.kubernetes.typed.types import fields, type_of

_OF = re.compile(r"(list|dict)\[(?:str, )?(.*)\]")
_WORDS = (
    "",
    "a",
    "Always",
    "Never",
    "web",
    "1Gi",
    "*",
    "x" * 70,
    "None",
    "é",
    "a/b",
    "LoadBalancer",
)
_PLAIN: dict[str, Callable[[random.Random], Any]] = {
    "str": lambda chance: chance.choice(_WORDS),
    "int": lambda chance: chance.choice((-1, 0, 1, 80, 70_000)),
    "float": lambda chance: chance.choice((0.5, -1.0)),
    "bool": lambda chance: chance.random() < 0.5,
    "datetime": lambda _: "2026-01-01T00:00:00.000000Z",
    "object": lambda chance: chance.choice(("x", 3, {"a": "b"}, ["c"], "25%", None)),
}
DEPTH = 9


def random_object(chance: random.Random, resource: Resource) -> dict[str, Any]:
    body: dict[str, Any] = _object(chance, type_of(resource), 0)
    for name in ("apiVersion", "kind", "metadata"):
        body.pop(name, None)
    named = {"name": f"n{chance.randrange(10**9)}", "labels": {"a": "b"}}
    return body | {"metadata": named}


def _object(chance: random.Random, name: str, depth: int) -> dict[str, Any]:
    found = {}
    likely = 0.9 if depth < 2 else 0.5
    for field, kind in fields()[name].items():
        if chance.random() < likely and depth < DEPTH:
            found[field] = _value(chance, kind, depth + 1)
    return found


def _value(chance: random.Random, kind: str, depth: int) -> Any:  # noqa: ANN401 -- any JSON
    holder = _OF.fullmatch(kind)
    if holder is not None:
        members = [_value(chance, holder[2], depth) for _ in range(chance.randrange(3))]
        if holder[1] == "list":
            return members
        return {chance.choice(_WORDS): one for one in members}
    if kind in fields():
        return _object(chance, kind, depth)
    return _PLAIN[kind](chance)
