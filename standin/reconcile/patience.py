"""How long to wait before what was refused is tried again: twice as long after each time."""

from __future__ import annotations

from datetime import timedelta

FIRST, DOUBLINGS = timedelta(seconds=5), 7


def patience(failures: int) -> timedelta:
    """After the first failure 5 s, at most about ten minutes."""
    factor: int = 2 ** min(max(failures - 1, 0), DOUBLINGS)
    return FIRST * factor
