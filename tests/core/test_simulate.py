"""The document's own example, computed from the document's own prices (docs: 240 CHF, 92 %)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.core.money import chf, percent, rounded
from shared.core.pricing import Storage
from shared.core.simulate import Estimate, simulate
from tests.config.deployment import load
from tests.core.looks import BIRTH, GENERAL

STANDARD = {GENERAL: 2, "load_balancer": 1}
STORAGE = Storage(volumes_gb=50, s3_gb=100)


def example(hours_a_week: int, shape: dict[str, int] | None = None) -> Estimate:
    return simulate(shape or STANDARD, Decimal(hours_a_week), STORAGE, load().prices, BIRTH)


def test_a_month_at_24_7_is_62_75_and_not_240() -> None:
    assert example(4).always_on == Decimal("62.75")


@pytest.mark.parametrize(("hours", "shown"), [(4, "9.30"), (5, "9.62")])
def test_a_month_on_demand_is_9_30_to_9_62(hours: int, shown: str) -> None:
    assert f"{rounded(example(hours).on_demand):f}" == shown


@pytest.mark.parametrize("hours", [4, 5])
def test_the_savings_are_85_percent_and_not_92(hours: int) -> None:
    assert example(hours).savings_percent == 85


def test_storage_alone_is_most_of_what_stays() -> None:
    assert example(4).stays == Decimal(8)


def test_what_has_no_price_is_named() -> None:
    estimate = example(4, {**STANDARD, "a1-ram8-disk100-perf2": 1})

    assert estimate.missing == ("a1-ram8-disk100-perf2",)
    assert estimate.always_on == example(4).always_on


def test_nothing_is_saved_of_nothing() -> None:
    estimate = simulate({}, Decimal(4), Storage(), {}, BIRTH)

    assert estimate.savings_percent is None
    assert percent(Decimal(1), Decimal(0)) is None


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("9.625", "CHF 9.62"),
        ("9.615", "CHF 9.62"),
        ("0", "CHF 0.00"),
        ("1234.5", "CHF 1234.50"),
    ],
)
def test_an_amount_is_rounded_to_the_cent_when_it_is_shown(amount: str, shown: str) -> None:
    assert chf(Decimal(amount)) == shown
