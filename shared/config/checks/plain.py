"""Plain values taken for what they should be, or for nothing at all."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Table = Mapping[str, Any]


def table(value: object) -> Table:
    return value if isinstance(value, dict) else {}


def whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number(value: object) -> Decimal | None:
    counted = whole(value)
    if counted is not None:
        return Decimal(counted)
    return value if isinstance(value, Decimal) else None
