"""What a thing costs, and since when. The default list is the architecture document's (P2.5).

A key is a flavor ("a1-ram2-disk20-perf1") or a kind: "load_balancer", "volume_gb",
"s3_gb", "floating_ip", "control_plane". A key that has no price at a time has no
cost at that time either: it is missing, never 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

MONTH_HOURS = 730  # of a price by the month
SECONDS_AN_HOUR = 3600
SECOND = timedelta(seconds=1)
ALWAYS = datetime.min.replace(tzinfo=UTC)


class Per(StrEnum):
    HOUR = "hour"
    MONTH = "month"


class Vat(StrEnum):
    INCLUDED = "included"
    EXCLUDED = "excluded"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """CHF a unit, an hour or a month of 730 hours, from `valid_from` on (aware UTC)."""

    chf: Decimal
    per: Per = Per.HOUR
    valid_from: datetime = ALWAYS
    source: str = ""

    @property
    def hourly(self) -> Decimal:
        return self.chf / MONTH_HOURS if self.per is Per.MONTH else self.chf

    def of(self, units: int, seconds: int) -> Decimal:
        """Exact up to one division: multiplied first, so that whole hours come out whole."""
        hours = MONTH_HOURS if self.per is Per.MONTH else 1
        return self.chf * units * seconds / (hours * SECONDS_AN_HOUR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time under one price; None where none was known."""

    since: datetime
    until: datetime
    price: Price | None

    @property
    def seconds(self) -> int:
        return seconds_between(self.since, self.until)


@dataclass(frozen=True, slots=True)
class PriceBook:
    """Every price ever valid, by key, oldest first."""

    prices: Mapping[str, tuple[Price, ...]] = field(default_factory=dict)
    vat: Vat = Vat.UNSTATED

    def price(self, key: str, when: datetime) -> Price | None:
        """The price of one unit of `key` at `when`; None where none is known."""
        valid = [p for p in self.prices.get(key, ()) if p.valid_from <= when]
        return valid[-1] if valid else None

    def at(self, when: datetime) -> dict[str, Decimal]:
        """CHF an hour by key, of all that has a price at `when`."""
        found = {key: self.price(key, when) for key in self.prices}
        return {key: price.hourly for key, price in found.items() if price is not None}

    def spans(self, key: str, since: datetime, until: datetime) -> Iterator[Span]:
        """The time between cut where the price of `key` changes."""
        changes = {p.valid_from for p in self.prices.get(key, ()) if since < p.valid_from < until}
        edges = [since, *sorted(changes), until]
        for begin, end in pairwise(edges):
            yield Span(since=begin, until=end, price=self.price(key, begin))


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """What stays between the sessions, and bills all the time: GB of volumes, GB in S3."""

    volumes_gb: int = 0
    s3_gb: int = 0

    def units(self) -> tuple[tuple[str, int], ...]:
        """(price's key, GB) of each kind."""
        return (("volume_gb", self.volumes_gb), ("s3_gb", self.s3_gb))


Prices = PriceBook | Mapping[str, Decimal]


def book_of(prices: Prices) -> PriceBook:
    """A book of prices that never change, from CHF an hour by key."""
    if isinstance(prices, PriceBook):
        return prices
    return PriceBook({key: (Price(chf=chf),) for key, chf in prices.items()})


def seconds_between(since: datetime, until: datetime) -> int:
    """Whole seconds begun: billing is by the second, and none is negative.

    In UTC, because Python takes the wall clocks of one zone apart: wrong by an hour over
    a change of summer time.
    """
    whole, rest = divmod(until.astimezone(UTC) - since.astimezone(UTC), SECOND)
    return max(0, whole + (1 if rest else 0))
