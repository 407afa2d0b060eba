"""What goes wrong on purpose: each fault is data, seeded, and names the calls it touches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from standin.gate import Gate


@dataclass(slots=True, kw_only=True)
class Fault:
    """`kind` says what happens; `api` and `match` where.

    `match` is a regular expression on "METHOD path?query".
    `times` is how many more calls it touches, None for as long as it stands.
    `args` are the kind's own, e.g. {"seconds": 5} or {"status": 503, "retry_after": 30}.
    """

    id: int
    kind: str
    api: str = "*"
    match: str = ""
    times: int | None = None
    args: Mapping[str, Any] = field(default_factory=dict)

    def touches(self, api: str, method: str, path: str) -> bool:
        if self.times == 0 or self.api not in ("*", api):
            return False
        return re.search(self.match, f"{method} {path}") is not None


class Faults:
    """The faults that stand now. Asking for the active ones uses up their `times`."""

    def __init__(self) -> None:
        self._ids = count(1)
        self._standing: dict[int, Fault] = {}
        self._gates: dict[int, Gate] = {}

    def add(self, kind: str, **where: Any) -> Fault:  # noqa: ANN401 -- the control API's JSON, checked there
        fault = Fault(id=next(self._ids), kind=kind, **where)
        self._standing[fault.id] = fault
        self._gates[fault.id] = Gate()
        return fault

    def remove(self, fault_id: int) -> bool:
        """What it holds goes on."""
        if gate := self._gates.pop(fault_id, None):
            gate.open()
        return self._standing.pop(fault_id, None) is not None

    def gate(self, fault_id: int) -> Gate:
        """An open one where that fault was taken away."""
        gate = self._gates.get(fault_id)
        if gate is None:
            gate = Gate()
            gate.open()
        return gate

    def all(self) -> list[Fault]:
        return list(self._standing.values())

    def active(
        self, api: str, method: str, path: str, kinds: frozenset[str] | None = None
    ) -> list[Fault]:
        """The faults that touch this call, each used up by one.

        `kinds` are those the asker knows how to carry out: another's are not used up by it.
        """
        hit = [
            fault
            for fault in list(self._standing.values())  # S3's threads ask while others add
            if (kinds is None or fault.kind in kinds) and fault.touches(api, method, path)
        ]
        for fault in hit:
            if fault.times is not None:
                fault.times -= 1
        return hit

    def standing(self, kind: str) -> Fault | None:
        """A switch rather than an event, e.g. "last_pool_refused": looked at, never used up."""
        return next((f for f in self._standing.values() if f.kind == kind and f.times != 0), None)
