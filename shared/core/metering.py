"""Seconds from looks: what was billed, from when until when.

One look is merged into the metered lines by an operation that may be repeated,
and that a source which could not be asked does not touch. A thing's end is the
first look that shows it gone: never too early, at most one look too late.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from shared.core.actions import CostLine, Receipt
from shared.core.memory import Metered
from shared.core.pools import birth, ours
from shared.core.seen import Leftover, NodePool, Observation, Unknown
from shared.core.session import Session
from shared.core.settings import Settings

HOUR = Decimal(3600)
LOAD_BALANCER = "load_balancer"


def meter(
    metered: tuple[Metered, ...], seen: Observation, settings: Settings
) -> tuple[Metered, ...]:
    """The lines after this look, by id."""
    lines = {line.id: line for line in metered}
    for present, kind in _present(seen, settings):
        found = {line.id: line for line in present}
        lines.update({id_: _merged(lines.get(id_), line) for id_, line in found.items()})
        gone = {
            id_: replace(line, until=seen.at)
            for id_, line in lines.items()
            if _is(line, kind) and line.until is None and id_ not in found
        }
        lines.update(gone)
    return tuple(lines[id_] for id_ in sorted(lines))


def cost(
    metered: Iterable[Metered], prices: Mapping[str, Decimal], now: datetime
) -> tuple[CostLine, ...]:
    """CHF by line, exact; None where no price is known. What still runs is priced until now."""
    return tuple(_line(line, prices.get(line.flavor), now) for line in metered)


def receipt(
    session: Session, seen: Observation, evidence: dict[str, str], now: datetime, settings: Settings
) -> Receipt:
    """What the session cost, once everything of it is gone."""
    metered = meter(seen.memory.metered, seen, settings)
    lines = cost(metered, seen.prices, now)
    ended = max((line.until for line in metered if line.until), default=session.since)
    return Receipt(
        session=session.id,
        lab=settings.lab,
        profile=session.profile,
        birth=min((line.since for line in metered), default=session.started),
        ended=ended,
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
    return tuple(sorted({line.flavor for line in lines if line.chf is None}))


def _present(seen: Observation, settings: Settings) -> tuple[tuple[tuple[Metered, ...], str], ...]:
    """What each source shows of ours; one that could not be asked is left out."""
    answers: list[tuple[tuple[Metered, ...], str]] = []
    if not isinstance(seen.pools, Unknown):
        mine = ours(seen.pools, settings)
        answers.append((tuple(_pool(p, seen.at) for p in mine), "pool"))
    if not isinstance(seen.leftovers.load_balancers, Unknown):
        balancers = [b for b in seen.leftovers.load_balancers if b.ours]
        answers.append((tuple(_balancer(b, seen.at) for b in balancers), LOAD_BALANCER))
    return tuple(answers)


def _pool(pool: NodePool, at: datetime) -> Metered:
    born = birth((pool,), at)
    return Metered(
        id=f"pool/{pool.id}",
        name=pool.name,
        flavor=pool.flavor,
        units=pool.target,
        since=born,
        seen=at,
    )


def _balancer(item: Leftover, at: datetime) -> Metered:
    return Metered(
        id=f"{LOAD_BALANCER}/{item.id}",
        name=item.name,
        flavor=LOAD_BALANCER,
        units=1,
        since=min(item.created or at, at),
        seen=at,
    )


def _merged(before: Metered | None, now: Metered) -> Metered:
    """The earliest beginning and the latest look win, whatever the order of looks."""
    if before is None:
        return now
    return replace(now, since=min(before.since, now.since), seen=max(before.seen, now.seen))


def _is(line: Metered, kind: str) -> bool:
    return line.id.startswith(f"{kind}/")


def _line(line: Metered, price: Decimal | None, now: datetime) -> CostLine:
    seconds = int(((line.until or now) - line.since).total_seconds())
    chf = None if price is None else price * line.units * seconds / HOUR
    return CostLine(
        name=line.name,
        flavor=line.flavor,
        units=line.units,
        seconds=seconds,
        chf=chf,
        estimated=line.until is None or line.until != line.seen,
    )
