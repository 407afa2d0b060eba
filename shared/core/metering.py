"""Seconds from looks, and CHF from seconds: what was billed, from when until when.

A look is merged into the metered lines by an operation that may be repeated, that
comes to the same lines whatever the order of looks at a known thing, and that a
source which could not be asked does not touch. A thing's end is the first look
that shows it gone: never too early, at most one look too late.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from shared.core.actions import CostLine, Receipt
from shared.core.billed import billed
from shared.core.late import without_late
from shared.core.ledger import month_of
from shared.core.memory import Metered
from shared.core.pricing import Prices, Span, book_of
from shared.core.seen import Observation
from shared.core.session import Session
from shared.core.settings import Settings

BLIND_SPOT = timedelta(minutes=5)  # the slowest tick: a longer time without a look is estimated


def meter(
    metered: tuple[Metered, ...], seen: Observation, settings: Settings
) -> tuple[Metered, ...]:
    """The lines after this look, by id. `seen.at` is when it was taken."""
    lines = {line.id: line for line in metered}
    for answer in billed(seen, settings):
        present = {line.id: line for line in (_sized(x, lines) for x in answer.present)}
        lines.update({id_: merged(lines.get(id_), line) for id_, line in present.items()})
        lines.update({x.id: x for x in gone(lines, answer.prefix, present, seen.at)})
    return tuple(lines[id_] for id_ in sorted(lines))


def cost(metered: Iterable[Metered], prices: Prices, now: datetime) -> tuple[CostLine, ...]:
    """CHF by line, exact; None where no price is known. What still runs is priced until `now`.

    A line over which a price changed becomes one for each price.
    """
    book = book_of(prices)
    return tuple(
        _line(line, span, now)
        for line in metered
        for span in book.spans(line.flavor, line.since, max(line.since, line.until or now))
    )


def receipt(
    session: Session, seen: Observation, evidence: dict[str, str], now: datetime, settings: Settings
) -> Receipt:
    """What the session cost, once everything of it is gone; `evidence` is the proof of zero."""
    metered = meter(seen.memory.metered, without_late(session, seen, settings), settings)
    lines = cost(metered, seen.prices, now)
    return Receipt(
        session=session.id,
        lab=settings.lab,
        profile=session.profile,
        month=month_of(session.started),
        birth=min((line.since for line in metered), default=session.started),
        ended=max((line.until for line in metered if line.until), default=session.since),
        proven=now,
        lines=lines,
        chf=total(lines),
        missing=missing(lines),
        evidence=evidence,
    )


def total(lines: Iterable[CostLine]) -> Decimal:
    """The sum of what has a price: "at least", where something has none."""
    return sum((line.chf for line in lines if line.chf is not None), Decimal(0))


def missing(lines: Iterable[CostLine]) -> tuple[str, ...]:
    """The keys that have no price and would cost something."""
    return tuple(sorted({line.flavor for line in lines if line.chf is None}))


def _sized(line: Metered, lines: dict[str, Metered]) -> Metered:
    """A pool found at another size than at first has a line for that size, from then on.

    Sizes change only by a person's hand. One that comes back is billed through: rather too
    much than too little.
    """
    first = lines.get(line.id)
    if first is None or first.units == line.units:
        return line
    return replace(line, id=f"{line.id}/{line.units}", since=line.seen)


def merged(before: Metered | None, now: Metered) -> Metered:
    """The earliest beginning and the latest look win; an end before a sighting was a lie."""
    if before is None:
        return now
    seen = max(before.seen, now.seen)
    ended = before.until is not None and before.until > seen
    return replace(
        before,
        since=min(before.since, now.since),
        seen=seen,
        until=before.until if ended else None,
    )


def gone(
    lines: dict[str, Metered], prefix: str, present: Container[str], at: datetime
) -> list[Metered]:
    """The earliest look after the last sighting counts; one older than a sighting says nothing."""
    return [
        replace(line, until=min(at, line.until or at))
        for line in lines.values()
        if line.id.startswith(prefix) and line.id not in present and line.seen < at
    ]


def _line(line: Metered, span: Span, now: datetime) -> CostLine:
    seconds = span.seconds
    return CostLine(
        name=line.name,
        flavor=line.flavor,
        units=line.units,
        seconds=seconds,
        chf=None if span.price is None else span.price.of(line.units, seconds),
        estimated=(line.until or now) - line.seen > BLIND_SPOT,
    )
