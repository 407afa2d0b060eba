"""Amounts as Kubernetes writes them: "500m" of a CPU, "2Gi" of memory."""

from __future__ import annotations

import math
from decimal import Decimal

_SUFFIXES = {
    "m": Decimal("0.001"),
    "": Decimal(1),
    **{letter: Decimal(1000) ** (power + 1) for power, letter in enumerate("kMGTP")},
    **{f"{letter}i": Decimal(1024) ** (power + 1) for power, letter in enumerate("KMGTP")},
}


def parse_quantity(text: object) -> Decimal:
    """Raises ValueError for a suffix that Kubernetes does not know."""
    number = str(text).strip()
    digits = number.rstrip("mkKMGTPi")
    suffix = number[len(digits) :]
    if suffix not in _SUFFIXES:
        msg = f"not a quantity: {text}"
        raise ValueError(msg)
    return Decimal(digits) * _SUFFIXES[suffix]


def share(wanted: object, whole: int, *, up: bool) -> int:
    """An "int or percent" field of `whole`, e.g. maxSurge, rounded up or down."""
    if not str(wanted).endswith("%"):
        return int(str(wanted))
    part = Decimal(str(wanted).rstrip("%")) * whole / 100
    return math.ceil(part) if up else math.floor(part)
