"""From receipts and the running session to the month's cost report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shared.core.actions import Receipt
from shared.core.calendar import Period, days
from shared.core.cost_report import CostReport, SessionCost, Share
from shared.core.memory import Metered
from shared.core.metering import cost, missing, total
from shared.core.money import percent
from shared.core.pricing import Prices, Storage, book_of, seconds_between
from shared.core.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A session that has no receipt yet, and what was metered of it, priced up to `at`."""

    session: Session
    metered: tuple[Metered, ...]
    at: datetime


def report(
    lab: str,
    period: Period,
    receipts: Iterable[Receipt],
    live: Live | None,
    storage: Storage,
    prices: Prices,
) -> CostReport:
    """`receipts` are the month's; `live` belongs to it too, or is None."""
    sessions = [_done(r) for r in receipts]
    if live is not None and live.session.id not in {s.session for s in sessions if not s.amends}:
        sessions.append(_running(live, prices))
    sessions.sort(key=lambda s: (s.birth, s.session, s.amends))
    stays, unpriced = _stays(storage, prices, period)
    used = sum((s.chf for s in sessions), Decimal(0))
    resting = sum((s.chf for s in stays), Decimal(0))
    always_on = _always_on(sessions, used, resting, period)
    savings = None if always_on is None else always_on - used - resting
    return CostReport(
        lab=lab,
        month=period.month,
        since=period.since,
        until=period.until,
        sessions=tuple(sessions),
        by_profile=_shares((s.profile, _seconds(s), s.chf) for s in sessions),
        by_day=_shares(day for s in sessions for day in days(s.birth, s.ended, s.chf, period.zone)),
        stays=stays,
        used=used,
        on_demand=used + resting,
        always_on=always_on,
        savings=savings,
        savings_percent=None if not always_on or savings is None else percent(savings, always_on),
        missing=tuple(sorted(unpriced.union(*(s.missing for s in sessions)))),
    )


def _done(receipt: Receipt) -> SessionCost:
    return SessionCost(
        session=receipt.session,
        profile=receipt.profile,
        birth=receipt.birth,
        ended=receipt.ended,
        chf=receipt.chf,
        estimated=any(line.estimated for line in receipt.lines),
        missing=receipt.missing,
        amends=receipt.amends,
    )


def _running(live: Live, prices: Prices) -> SessionCost:
    lines = cost(live.metered, prices, live.at)
    return SessionCost(
        session=live.session.id,
        profile=live.session.profile,
        birth=min((line.since for line in live.metered), default=live.session.started),
        ended=live.at,
        chf=total(lines),
        running=True,
        estimated=True,
        missing=missing(lines),
    )


def _always_on(
    sessions: list[SessionCost], used: Decimal, stays: Decimal, period: Period
) -> Decimal | None:
    """The sessions' own rate, weighted by their hours, over the whole period."""
    seconds = sum(_seconds(s) for s in sessions)
    if not seconds:
        return None
    return stays + used * max(period.seconds, seconds) / seconds


def _stays(
    storage: Storage, prices: Prices, period: Period
) -> tuple[tuple[Share, ...], frozenset[str]]:
    """What each kind of storage costs over the period, and the kinds without a price."""
    shares: list[Share] = []
    unpriced: set[str] = set()
    for key, units in storage.units():
        for span in book_of(prices).spans(key, period.since, period.until) if units else ():
            if span.price is None:
                unpriced.add(key)
            else:
                chf = span.price.of(units, span.seconds)
                shares.append(Share(name=key, seconds=span.seconds, chf=chf))
    return _shares((s.name, s.seconds, s.chf) for s in shares), frozenset(unpriced)


def _seconds(session: SessionCost) -> int:
    return seconds_between(session.birth, session.ended)


def _shares(parts: Iterable[tuple[str, int, Decimal]]) -> tuple[Share, ...]:
    """Added up by name, in the names' order."""
    sums: dict[str, tuple[int, Decimal]] = {}
    for name, seconds, chf in parts:
        before = sums.get(name, (0, Decimal(0)))
        sums[name] = (before[0] + seconds, before[1] + chf)
    return tuple(Share(name=n, seconds=sums[n][0], chf=sums[n][1]) for n in sorted(sums))
