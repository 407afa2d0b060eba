"""Why the world refuses: each API says it in its own words."""

from __future__ import annotations


class NotFoundError(Exception):
    """Nothing of that kind has this id now."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"{kind} {key} could not be found")
        self.kind, self.key = kind, key


class ConflictError(Exception):
    """The thing is there, but its state does not allow it."""
