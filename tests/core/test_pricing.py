"""A price holds from a moment on; what has none at a time is missing, never free."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.pricing import Per, Price, PriceBook, Storage, book_of, seconds_between

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
BOOK = PriceBook(
    {
        "node": (
            Price(chf=Decimal("0.03"), valid_from=NEW_YEAR),
            Price(chf=Decimal("0.04"), valid_from=NEW_YEAR + timedelta(days=100)),
        ),
        "volume_gb": (Price(chf=Decimal("0.10"), per=Per.MONTH, valid_from=NEW_YEAR),),
    }
)


def test_a_quarter_of_an_hour_of_the_documents_gpu_example() -> None:
    assert Price(chf=Decimal(10)).of(units=1, seconds=900) == Decimal("2.50")


def test_a_month_of_730_hours_costs_a_months_price() -> None:
    assert Price(chf=Decimal("0.10"), per=Per.MONTH).of(50, 730 * 3600) == Decimal(5)


@pytest.mark.parametrize(
    ("days", "chf"), [(-1, None), (0, "0.03"), (99, "0.03"), (100, "0.04"), (5000, "0.04")]
)
def test_the_price_valid_at_the_time_is_taken(days: int, chf: str | None) -> None:
    price = BOOK.price("node", NEW_YEAR + timedelta(days=days))

    assert (None if price is None else str(price.chf)) == chf


def test_prices_by_the_hour_hold_only_what_is_known_at_the_time() -> None:
    assert BOOK.at(NEW_YEAR - timedelta(seconds=1)) == {}
    assert BOOK.at(NEW_YEAR) == {"node": Decimal("0.03"), "volume_gb": Decimal("0.10") / 730}


def test_time_is_cut_where_the_price_changes() -> None:
    begin, end = NEW_YEAR + timedelta(days=99), NEW_YEAR + timedelta(days=102)

    spans = list(BOOK.spans("node", begin, end))

    assert [(s.seconds, s.price and s.price.chf) for s in spans] == [
        (86_400, Decimal("0.03")),
        (2 * 86_400, Decimal("0.04")),
    ]


def test_prices_by_key_alone_are_valid_always() -> None:
    book = book_of({"node": Decimal("0.03")})

    assert book.at(datetime.min.replace(tzinfo=UTC)) == {"node": Decimal("0.03")}
    assert book_of(book) is book


@given(
    chf=st.decimals(min_value=0, max_value=10, places=4),
    units=st.integers(0, 50),
    cuts=st.lists(st.integers(0, 10**7), min_size=2, max_size=8),
)
def test_splitting_a_time_never_changes_its_cost(chf: Decimal, units: int, cuts: list[int]) -> None:
    price, edges = Price(chf=chf), sorted(cuts)

    whole = price.of(units, edges[-1] - edges[0])
    parts = sum(price.of(units, b - a) for a, b in pairwise(edges))

    assert abs(whole - parts) < Decimal("1e-20")


@pytest.mark.parametrize(
    ("micros", "seconds"), [(-5, 0), (0, 0), (1, 1), (1_000_000, 1), (1_000_001, 2)]
)
def test_a_second_that_has_begun_is_billed_and_none_is_negative(micros: int, seconds: int) -> None:
    assert seconds_between(NEW_YEAR, NEW_YEAR + timedelta(microseconds=micros)) == seconds


def test_storage_names_what_each_gigabyte_is_priced_by() -> None:
    assert Storage(volumes_gb=50, s3_gb=100).units() == (("volume_gb", 50), ("s3_gb", 100))
