"""Durations as people write them: 6h, 15m, 1h30m, 20s."""

from __future__ import annotations

import re
from datetime import timedelta

PARTS = re.compile(r"(?=[0-9])(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?")


def duration(text: object) -> timedelta | None:
    """None where it is not a duration."""
    found = PARTS.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
