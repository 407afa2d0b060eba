"""The Terraform files as data, and the providers' schemas that they are held against."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hcl2

FOLDER = Path(__file__).parents[2] / "infra" / "terraform"
SCHEMAS = Path(__file__).parent / "fixtures" / "provider-schemas.json"
# Terraform's own arguments and blocks, which no provider's schema lists.
META = frozenset({"for_each", "count", "provider", "depends_on", "lifecycle", "provisioner"})
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Block:
    """A resource, data source or provider block: its kind, type, and what it sets."""

    kind: str
    type: str
    name: str
    sets: Mapping[str, Any]


def schemas() -> dict[str, Schema]:
    loaded: dict[str, Schema] = json.loads(SCHEMAS.read_text())
    return loaded


def blocks() -> Iterator[Block]:
    for path in sorted(FOLDER.glob("*.tf")):
        with path.open() as file:
            parsed = hcl2.load(file)
        for kind in ("resource", "data"):
            for entry in parsed.get(kind, ()):
                yield from _named(kind, entry)
        for entry in parsed.get("provider", ()):
            for type_, sets in entry.items():
                yield Block("provider", _bare(type_), "", _arguments(sets))


def schema_of(block: Block) -> Schema | None:
    """None for a type that neither provider knows."""
    if block.kind == "provider":
        found: Schema | None = schemas().get(block.type, {}).get("provider")
        return found
    where = {"resource": "resources", "data": "data_sources"}[block.kind]
    known: dict[str, Schema] = {
        name: schema for provider in schemas().values() for name, schema in provider[where].items()
    }
    return known.get(block.type)


def _named(kind: str, entry: Mapping[str, Any]) -> Iterator[Block]:
    for type_, named in entry.items():
        for name, sets in named.items():
            yield Block(kind, _bare(type_), _bare(name), _arguments(sets))


def _arguments(sets: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in sets.items() if not key.startswith("__")}


def _bare(text: str) -> str:
    return text.strip('"')
