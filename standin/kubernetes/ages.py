"""How long ago, as a person says it."""

from __future__ import annotations

from datetime import datetime


def since(now: datetime, moment: str | None) -> str:
    """`duration.HumanDuration` of apimachinery: coarser the longer ago."""
    if not moment:
        return "<unknown>"
    seconds = int((now - datetime.fromisoformat(moment)).total_seconds())
    if seconds < 0:
        return "0s" if seconds >= -2 else "<invalid>"
    for below, big, small in _STEPS:
        if seconds < below:
            return _spoken(seconds, big, small)
    return _spoken(seconds, "y", "d")


_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "y": 365 * 86_400}
# (below how many seconds, the unit, the smaller unit beside it)
_STEPS = (
    (120, "s", ""),
    (600, "m", "s"),
    (3 * 3_600, "m", ""),
    (8 * 3_600, "h", "m"),
    (48 * 3_600, "h", ""),
    (8 * 86_400, "d", "h"),
    (2 * 365 * 86_400, "d", ""),
)


def _spoken(seconds: int, big: str, small: str) -> str:
    count, rest = divmod(seconds, _UNITS[big])
    part = rest // _UNITS[small] if small else 0
    return f"{count}{big}{part}{small}" if part else f"{count}{big}"
