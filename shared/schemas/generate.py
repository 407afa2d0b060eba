"""Each schema as a document, from the type that decodes the file or the object it describes."""

from __future__ import annotations

import json
from collections.abc import Callable
from inspect import cleandoc
from typing import Any

import msgspec

from shared.adapters.s3.abilities import Abilities
from shared.adapters.s3.heads import KeptHead
from shared.adapters.s3.ledger import Month
from shared.codec import SCHEMA
from shared.commit import Document as SessionDocument
from shared.config.labfile import LabFile
from shared.config.pricefile import PriceFile
from shared.core.actions import Receipt
from shared.core.memory import Memory
from shared.core.session import NodeCount
from shared.usecases.archive_index import Index

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Document = dict[str, Any]
FILES: dict[str, type] = {"lab": LabFile, "prices": PriceFile}
STORED: dict[str, type] = {
    "archives": Index,
    "head": KeptHead,
    "memory": Memory,
    "month": Month,
    "probe": Abilities,
    "receipt": Receipt,
    "session": SessionDocument,
}


def schemas() -> dict[str, str]:
    """File name -> content of every published schema."""
    files = {name: of_file(kind) for name, kind in FILES.items()}
    stored = {name: of_stored(kind) for name, kind in STORED.items()}
    return {f"{name}.schema.json": _text(made) for name, made in (files | stored).items()}


def of_file(kind: type) -> Document:
    """Of a file that people write: a Decimal is a number there, never a text."""
    return {"$schema": DRAFT, **_mapped(msgspec.json.schema(kind), _number_for_decimal)}


def of_stored(kind: type) -> Document:
    """Of an object in the bucket: as `shared.codec` writes it, with its schema number."""
    made = msgspec.json.schema(kind, schema_hook=_own_types)
    top = made["$defs"][made["$ref"].rpartition("/")[2]]
    top["properties"] = {"schema": {"const": SCHEMA}, **top["properties"]}
    top["required"] = ["schema", *top.get("required", ())]
    return {"$schema": DRAFT, **_mapped(made, _plain_description)}


def _plain_description(node: Document) -> Document:
    """A docstring without its code's indentation."""
    text = node.get("description")
    return node | {"description": cleandoc(text)} if isinstance(text, str) else node


def _own_types(kind: type) -> Document:
    if kind is NodeCount:
        return {"type": "integer", "minimum": 1}
    raise NotImplementedError(kind.__name__)


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
