"""Which labels a pool may carry, and the two forms in which they are documented (P1.9)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from standin.kaas.fields import Fields

DOMAINS = ("node-restriction.kubernetes.io", "custom.kaas.infomaniak.cloud")
ROLE = "node-role.kubernetes.io"
NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
SENTENCE = f"A label's key must have the prefix {ROLE} or a domain of {', '.join(DOMAINS)}."


def read(fields: Fields) -> dict[str, str] | None:
    """A map, or an array of "k: v". None where there is none."""
    told = fields.raw("labels")
    if told is None:
        return None
    pairs = _pairs(told)
    if pairs is None:
        fields.wrong("labels", "array", 'The labels must be a map of text, or lines of "k: v".')
        return None
    for key in sorted(key for key in pairs if not _allowed(key)):
        fields.wrong(f"labels.{key}", "in", SENTENCE, (ROLE, *DOMAINS))
    for key in sorted(key for key, value in pairs.items() if value and not NAME.fullmatch(value)):
        fields.wrong(f"labels.{key}", "regex", f"The value of {key} is no label value.")
    return pairs


def as_array(labels: Mapping[str, str]) -> list[str]:
    return [f"{key}: {value}" for key, value in labels.items()]


def _pairs(told: object) -> dict[str, str] | None:
    if isinstance(told, list) and all(isinstance(line, str) and ":" in line for line in told):
        lines = (line.partition(":") for line in told)
        return {key.strip(): value.strip() for key, _, value in lines}
    if isinstance(told, dict) and all(isinstance(value, str) for value in told.values()):
        return {str(key): value for key, value in told.items()}
    return None


def _allowed(key: str) -> bool:
    prefix, slash, name = key.partition("/")
    if not slash or not NAME.fullmatch(name):
        return False
    return prefix == ROLE or any(prefix == d or prefix.endswith(f".{d}") for d in DOMAINS)
