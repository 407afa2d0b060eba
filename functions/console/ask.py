"""One thing to ask of the lab, as data: which call, and until when to watch it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

Shown = Mapping[str, Any]  # what JSON the functions answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """`text` asks for the answer in words instead of JSON."""

    method: str
    path: str
    fields: Mapping[str, object] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    text: bool = False
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What `--wait` waits for. `missed` is a state from which it cannot come any more."""

    words: str
    reached: Callable[[Shown], bool]
    missed: Callable[[Shown], bool]


@dataclass(frozen=True, slots=True)
class Reply:
    """`shown` is the JSON that came, a problem's included, or the text where it was asked for."""

    status: int
    shown: Any


class Caller(Protocol):
    """The functions, wherever they run. Raises a LabError where no answer came."""

    def close(self) -> None: ...

    def call(self, ask: Ask) -> Reply: ...

    def look(self) -> Reply:
        """How the lab is now; what carries it on where nobody else does."""
        ...


def is_running(status: Shown) -> bool:
    settled = status["nodes_ready"] == status["nodes_wanted"]
    return bool(status["phase"] == "running" and settled)


def is_proven_off(status: Shown) -> bool:
    return status["phase"] == "stopped" and bool(status["proof"])


RUNNING = Goal(
    words="until it is running",
    reached=is_running,
    missed=lambda status: status["phase"] in ("stopping", "stopped", "parked"),
)
OFF = Goal(
    words="until it is proven off",
    reached=is_proven_off,
    missed=lambda status: status["phase"] in ("starting", "running", "parked"),
)
