"""What goes wrong on purpose: each fault is data, seeded, and names the calls it touches."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from standin.gate import Gate

OWN = re.compile(r"^(system:(kube-controller-manager|workers)\b|standin-)")
SPARE_OUR_OWN = frozenset(
    {"latency", "hold", "empty", "partial", "stale", "other_project", "other_region"}
)
"""Controllers and workers are part of the platform: they wait for no wall time, nor are they
held, lied to, or without their rights, unless a fault names them by its `agent`."""


@dataclass(slots=True, kw_only=True)
class Fault:
    """`kind` says what happens; `api`, `match` and `agent` to which calls.

    `match` is a regular expression on "METHOD path?query", `agent` one on who asks: the
    authenticated Kubernetes user, a space, and the User-Agent.
    `times` is how many more calls it touches, None for as long as it stands.
    `args` are the kind's own, e.g. {"seconds": 5} or {"status": 503, "retry_after": 30}.
    """

    id: int
    kind: str
    api: str = "*"
    match: str = ""
    agent: str = ""
    times: int | None = None
    args: Mapping[str, Any] = field(default_factory=dict)

    def touches(self, api: str, method: str, path: str, who: str = "") -> bool:
        if self.times == 0 or self.api not in ("*", api) or not self._means(who):
            return False
        return re.search(self.match, f"{method} {path}") is not None

    def _means(self, who: str) -> bool:
        if self.agent:
            return re.search(self.agent, who) is not None
        return self.kind not in SPARE_OUR_OWN or OWN.search(who) is None


Told = Callable[[Fault], None]


class Faults:
    """The faults that stand now. Asking for the active ones uses up their `times`.

    Who watches is told when each begins and ends: e.g. to keep a picture of its first moment.
    """

    def __init__(self, seed: int = 1) -> None:
        self.seed = seed
        self._ids = count(1)
        self._standing: dict[int, Fault] = {}
        self._gates: dict[int, Gate] = {}
        self._watchers: list[tuple[Told, Told]] = []

    def watch(self, begins: Told, ends: Told) -> Callable[[], None]:
        """Calling what comes back ends it."""
        watcher = (begins, ends)
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def add(self, kind: str, **where: Any) -> Fault:  # noqa: ANN401 -- the control API's JSON, checked there
        fault = Fault(id=next(self._ids), kind=kind, **where)
        for begins, _ in self._watchers:
            begins(fault)
        self._gates[fault.id] = Gate()
        self._standing[fault.id] = fault
        return fault

    def remove(self, fault_id: int) -> bool:
        """What it holds goes on."""
        if gate := self._gates.pop(fault_id, None):
            gate.open()
        fault = self._standing.pop(fault_id, None)
        if fault is None:
            return False
        for _, ends in self._watchers:
            ends(fault)
        return True

    def gate(self, fault_id: int) -> Gate:
        """An open one where that fault was taken away."""
        gate = self._gates.get(fault_id)
        if gate is None:
            gate = Gate()
            gate.open()
        return gate

    def all(self) -> list[Fault]:
        return list(self._standing.values())

    def stands(self, fault_id: int) -> bool:
        """Whether it was not taken away yet, used up or not."""
        return fault_id in self._standing

    def active(
        self,
        api: str,
        method: str,
        path: str,
        kinds: frozenset[str] | None = None,
        who: str = "",
    ) -> list[Fault]:
        """The faults that touch this call, each used up by one.

        `kinds` are those the asker knows how to carry out: another's are not used up by it.
        """
        hit = [
            fault
            for fault in list(self._standing.values())  # S3's threads ask while others add
            if (kinds is None or fault.kind in kinds) and fault.touches(api, method, path, who)
        ]
        for fault in hit:
            use_up(fault)
        return hit

    def standing(self, kind: str) -> Fault | None:
        """A switch rather than an event, e.g. "last_pool_refused": looked at, never used up."""
        return next(iter(self.all_standing(kind)), None)

    def all_standing(self, kind: str) -> list[Fault]:
        return [f for f in list(self._standing.values()) if f.kind == kind and f.times != 0]


def use_up(fault: Fault) -> None:
    if fault.times is not None:
        fault.times -= 1
