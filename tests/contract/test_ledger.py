"""Ledger: one receipt a session, appended once; a month is one object, whatever the history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shared.adapters.s3 import S3Ledger
from shared.core.actions import CostLine, Receipt
from shared.core.ledger import month_of
from shared.errors import TemporaryError
from shared.ports import Ledger
from tests.contract.real import STORES
from tests.contract.stores import Case, case_of
from tests.fakes.world import FakeWorld
from tests.real.servers.running import Running

BORN = datetime(2026, 3, 14, 9, 26, 53, 589_793, tzinfo=UTC)
LINE = CostLine(
    name="general",
    flavor="a1-ram4-disk50-perf1",
    units=2,
    seconds=21_600,
    chf=Decimal("0.72000001"),
)
RECEIPT = Receipt(
    session="s-1",
    lab="contract",
    profile="standard",
    month="2026-03",
    birth=BORN,
    ended=BORN + timedelta(hours=6),
    proven=BORN + timedelta(hours=6, minutes=3),
    lines=(LINE,),
    chf=Decimal("0.72000001"),
    missing=("volume_gb",),
    evidence={"Nova's servers": "0 of 0"},
)


@dataclass(frozen=True, slots=True)
class Books:
    there: Ledger
    again: Ledger
    cut_off: Ledger


def _over(case: Case) -> Books:
    lab = case.prefix.replace("/", "-")
    return Books(*(S3Ledger(bodies, lab) for bodies in (case.there, case.again, case.cut_off)))


@pytest.fixture(params=["the fake ledger", *STORES])
def books(request: pytest.FixtureRequest, real_stores: Running) -> Iterator[Books]:
    if request.param == "the fake ledger":
        ledger = FakeWorld().ledger
        yield Books(ledger, ledger, _over_nothing())
        return
    with case_of(request.param, real_stores) as case:
        yield _over(case)


def _over_nothing() -> Ledger:
    with case_of("fake") as case:
        return S3Ledger(case.cut_off, "contract")


def test_a_session_without_a_receipt_has_none(books: Books) -> None:
    assert books.there.get("s-1", "2026-03") is None
    assert books.there.month("2026-03") == ()


def test_a_receipt_comes_back_to_the_last_digit(books: Books) -> None:
    books.there.append(RECEIPT)
    assert books.again.get("s-1", "2026-03") == RECEIPT
    assert books.again.month("2026-03") == (RECEIPT,)


def test_the_same_receipt_again_changes_nothing(books: Books) -> None:
    for _ in range(2):
        books.there.append(RECEIPT)
    assert books.again.month("2026-03") == (RECEIPT,)


def test_what_a_later_tick_computes_does_not_replace_it(books: Books) -> None:
    books.there.append(RECEIPT)
    books.again.append(replace(RECEIPT, chf=Decimal(99)))
    assert books.there.get("s-1", "2026-03") == RECEIPT
    assert books.there.month("2026-03") == (RECEIPT,)


def test_an_amendment_lies_beside_the_receipt_and_both_stay(books: Books) -> None:
    amendment = replace(RECEIPT, amends="107", birth=BORN + timedelta(hours=9), chf=Decimal("0.01"))
    books.there.append(RECEIPT)
    for _ in range(2):
        books.there.append(amendment)
    books.again.append(replace(amendment, chf=Decimal(99)))
    assert books.again.get("s-1", "2026-03") == RECEIPT
    assert books.again.get("s-1", "2026-03", amends="107") == amendment
    assert books.again.get("s-1", "2026-03", amends="108") is None
    assert books.again.month("2026-03") == (RECEIPT, amendment)


def test_an_entry_is_found_by_its_link_which_is_the_sum_of_its_bytes(books: Books) -> None:
    link = books.there.append(RECEIPT)
    assert len(link.sha256) == 64
    assert books.again.link("s-1", "2026-03") == link
    assert books.again.entry(link.key) == (RECEIPT, link)
    assert books.again.link("s-2", "2026-03") is None
    assert books.again.entry(f"{link.key}-not") is None


def test_an_entry_names_the_one_before_it(books: Books) -> None:
    first = books.there.append(RECEIPT)
    second = books.there.append(replace(RECEIPT, session="s-2", before=first))
    assert second != first
    found = books.again.entry(second.key)
    assert found is not None
    assert found[0].before == first


def test_an_amendment_may_be_written_before_the_receipt(books: Books) -> None:
    amendment = replace(RECEIPT, amends="107", birth=BORN + timedelta(hours=9))
    books.there.append(amendment)
    assert books.again.get("s-1", "2026-03") is None
    books.there.append(RECEIPT)
    assert books.again.month("2026-03") == (RECEIPT, amendment)


def test_a_month_holds_all_its_sessions(books: Books) -> None:
    later = replace(RECEIPT, session="s-2", birth=BORN + timedelta(days=3))
    books.there.append(RECEIPT)
    books.there.append(later)
    assert books.again.month("2026-03") == (RECEIPT, later)


def test_a_receipt_is_filed_under_its_swiss_month(books: Books) -> None:
    """23:30 UTC on 31 March is 01:30 on 1 April in Zurich."""
    born = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    april = replace(RECEIPT, birth=born, month=month_of(born))
    books.there.append(april)
    assert books.again.month("2026-03") == ()
    assert books.again.get("s-1", "2026-04") == april


def test_a_ledger_that_cannot_be_read_is_not_an_empty_one(books: Books) -> None:
    with pytest.raises(TemporaryError):
        books.cut_off.get("s-1", "2026-03")
    with pytest.raises(TemporaryError):
        books.cut_off.month("2026-03")
