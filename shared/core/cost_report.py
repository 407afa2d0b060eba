"""What a cost report says: amounts are exact CHF, rounded only by what shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shared.core import report_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of the cost: of a profile, a day ("2026-03-02"), or a kind of thing that stays."""

    name: str
    seconds: int
    chf: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCost:
    """One session; `ended` is the moment of the report while it still runs.

    `amends` names the late pool whose cost this adds to its session, "" in the session's own.
    """

    session: str
    profile: str
    birth: datetime
    ended: datetime
    chf: Decimal
    running: bool = False
    estimated: bool = False
    missing: tuple[str, ...] = ()
    amends: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostReport:
    """One month of one lab, up to `until`.

    `used` is the sessions' cost, `stays` that of what bills between them, and `on_demand`
    both. `always_on` is the same shape, all the time from `since` to `until`; it and the
    savings are None where nothing ran, for they would have no basis. `missing` names what
    has no known price: then every sum with it is "at least".
    """

    lab: str
    month: str
    since: datetime
    until: datetime
    sessions: tuple[SessionCost, ...]
    by_profile: tuple[Share, ...]
    by_day: tuple[Share, ...]
    stays: tuple[Share, ...]
    used: Decimal
    on_demand: Decimal
    always_on: Decimal | None = None
    savings: Decimal | None = None
    savings_percent: Decimal | None = None
    missing: tuple[str, ...] = ()

    @property
    def running(self) -> SessionCost | None:
        return next((s for s in self.sessions if s.running), None)

    @property
    def count(self) -> int:
        """Of sessions: what an amendment adds is of one of them."""
        return sum(not s.amends for s in self.sessions)

    def text(self, language: str = "en") -> str:
        """A sentence and a table, for people; "fr" or English."""
        return report_text.render(self, language)
