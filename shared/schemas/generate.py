"""Each schema as a document, from the type that decodes the file it describes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec

from shared.config.labfile import LabFile
from shared.config.pricefile import PriceFile

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Document = dict[str, Any]
FILES: dict[str, type] = {"lab": LabFile, "prices": PriceFile}


def schemas() -> dict[str, str]:
    """File name -> content of every published schema."""
    return {f"{name}.schema.json": _text(of_file(kind)) for name, kind in FILES.items()}


def of_file(kind: type) -> Document:
    """Of a file that people write: a Decimal is a number there, never a text."""
    return {"$schema": DRAFT, **_mapped(msgspec.json.schema(kind), _number_for_decimal)}


def _number_for_decimal(node: Document) -> Document:
    if node.get("format") != "decimal":
        return node
    plain = {key: value for key, value in node.items() if key not in ("type", "format")}
    if "default" in plain:
        plain["default"] = json.loads(plain["default"])
    return {"type": "number", **plain}


def _mapped(node: Any, change: Callable[[Document], Document]) -> Any:  # noqa: ANN401 -- JSON
    if isinstance(node, dict):
        return change({key: _mapped(value, change) for key, value in node.items()})
    if isinstance(node, list):
        return [_mapped(item, change) for item in node]
    return node


def _text(document: Document) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
