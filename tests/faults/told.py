"""A case's row of docs/faults.md: what went wrong and when, what people saw, how it ended."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.table import Case

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
HEAD = "| what goes wrong | from | seen | alarms, in order | ended | after |"


@dataclass(slots=True)
class Told:
    """`minutes` from the end of the fault to `ended`; None where it was so while it lasted."""

    seen: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    ended: str = ""
    minutes: int | None = None

    def row(self, case: Case) -> str:
        done = ":" not in self.ended
        alarms = ", ".join(f"`{cause}`" for cause in self.alarms) or "none"
        after = ("meanwhile" if self.minutes is None else f"{self.minutes} min") if done else ""
        return f"{begins(case)} {' | '.join((', '.join(self.seen), alarms, self.ended, after))} |"

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def begins(case: Case) -> str:
    """What its row begins with: the part that is no outcome."""
    what = ", and ".join(fault.told for fault in case.faults)
    return f"| {what} | {case.when.value} |"
