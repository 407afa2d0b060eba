"""What a habit would cost in a month of 730 hours, against the same shape at 24/7."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shared.core.money import percent
from shared.core.pricing import MONTH_HOURS, SECONDS_AN_HOUR, Prices, Storage, book_of

WEEKS_A_MONTH = Decimal(52) / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """CHF a month, exact; "at least" where something of it has no known price."""

    on_demand: Decimal
    always_on: Decimal
    stays: Decimal
    missing: tuple[str, ...] = ()

    @property
    def savings(self) -> Decimal:
        return self.always_on - self.on_demand

    @property
    def savings_percent(self) -> Decimal | None:
        return percent(self.savings, self.always_on)


def simulate(
    shape: Mapping[str, int],
    hours_a_week: Decimal,
    storage: Storage,
    prices: Prices,
    when: datetime,
) -> Estimate:
    """`shape` is units by price key while the lab runs: flavors, and "load_balancer"."""
    book = book_of(prices)
    stays, unpriced = _month(dict(storage.units()), prices=prices, when=when)
    rates = {key: book.price(key, when) for key in shape}
    hourly = sum((price.hourly * shape[key] for key, price in rates.items() if price), Decimal(0))
    missing = {key for key, price in rates.items() if price is None} | unpriced
    return Estimate(
        on_demand=stays + hourly * hours_a_week * WEEKS_A_MONTH,
        always_on=stays + hourly * MONTH_HOURS,
        stays=stays,
        missing=tuple(sorted(missing)),
    )


def _month(units: Mapping[str, int], *, prices: Prices, when: datetime) -> tuple[Decimal, set[str]]:
    """CHF of a whole month, and the keys without a price."""
    found = {key: book_of(prices).price(key, when) for key, count in units.items() if count}
    seconds = MONTH_HOURS * SECONDS_AN_HOUR
    total = sum((p.of(units[key], seconds) for key, p in found.items() if p), Decimal(0))
    return total, {key for key, price in found.items() if price is None}
