"""YAML as Terraform's `yamldecode` and editors read it, and with no binary fraction in money.

The core schema of YAML 1.2: only null, true/false, integers and decimal numbers
are special. So a date stays text, `no` is a word and `1:30` is not 90. A number
with a point becomes a Decimal. A key given twice is an error, not the last one.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from decimal import Decimal
from typing import Any

import yaml

from shared.config.faults import Fault

NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
SPECIAL = (
    ("tag:yaml.org,2002:null", re.compile(r"(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")),
    ("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789")),
    ("tag:yaml.org,2002:float", NUMBER, list("-+.0123456789")),
)


class Loader(yaml.SafeLoader):
    """A safe loader with these rules; written by hand because PyYAML knows YAML 1.1 only."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 -- PyYAML's own class attribute

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 -- PyYAML's signature
        seen: set[Any] = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if name in seen:
                raise yaml.MarkedYAMLError(problem=f"{name!r} twice", problem_mark=key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep=deep)


def _decimal(loader: Loader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)))


def _whole(loader: Loader, node: yaml.ScalarNode) -> int:
    return int(str(loader.construct_scalar(node)))


for _tag, _pattern, _first in SPECIAL:
    Loader.add_implicit_resolver(_tag, _pattern, _first)
Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
Loader.add_constructor("tag:yaml.org,2002:int", _whole)


def parse(file: str, text: bytes, faults: list[Fault]) -> object:
    """The document as plain values; None, and a fault with line and column, if unreadable."""
    try:
        return yaml.load(text, Loader)  # noqa: S506 -- Loader is a SafeLoader
    except (yaml.YAMLError, ValueError, ArithmeticError) as error:
        faults.append(Fault(file=file, path="", expected="YAML", found=_trouble(error)))
        return None


def _trouble(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return f"{problem} at line {mark.line + 1}, column {mark.column + 1}" if mark else problem
