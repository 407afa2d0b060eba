"""Reading a request's body: every wrong field is told at once (P1.3)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from aiohttp import web

from standin.kaas.envelope import Fault, Json, invalid

T = TypeVar("T")


class Fields:
    """Ask for each field, then `done()`: it raises 422 with all that was wrong.

    What is absent or null is None; `required` makes that a fault.
    """

    def __init__(self, body: Json) -> None:
        self._body = body
        self.faults: list[Fault] = []

    @classmethod
    async def of(cls, request: web.Request) -> Fields:
        """Raises 422 for what is no JSON object."""
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise invalid([Fault("body", "json", "The body must be a JSON object.")])
        return cls(body)

    def has(self, name: str) -> bool:
        return self._body.get(name) is not None

    def raw(self, name: str) -> Any:  # noqa: ANN401 -- JSON
        return self._body.get(name)

    def wrong(self, name: str, rule: str, sentence: str, values: Iterable[object] = ()) -> None:
        self.faults.append(Fault(name, rule, sentence, list(values)))

    def text(self, name: str, *, most: int, required: bool = False) -> str | None:
        value = self._present(name, required=required)
        if value is None:
            return None
        if not isinstance(value, str) or not 1 <= len(value) <= most:
            self.wrong(name, "string", f"The {name} must be text of 1 to {most} characters.")
            return None
        return value

    def whole(self, name: str, *, least: int, most: int, required: bool = False) -> int | None:
        value = self._present(name, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(name, "integer", f"The {name} must be an integer.")
            return None
        if not least <= value <= most:
            rule = "min_numeric" if value < least else "max_numeric"
            self.wrong(name, rule, f"The {name} must be from {least} to {most}.")
            return None
        return value

    def one_of(self, name: str, allowed: Iterable[T], *, required: bool = False) -> T | None:
        value, known = self._present(name, required=required), list(allowed)
        if value is None:
            return None
        if value not in known:
            self.wrong(name, "in", f"The selected {name} is invalid.", known)
            return None
        return known[known.index(value)]

    def done(self) -> None:
        if self.faults:
            raise invalid(self.faults)

    def _present(self, name: str, *, required: bool) -> Any:  # noqa: ANN401 -- JSON
        value = self._body.get(name)
        if value is None and required:
            self.wrong(name, "required", f"The {name} field is required.")
        return value
