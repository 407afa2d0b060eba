"""A month's roll-up is put on a store whose PUTs may land late: the receipts' chain mends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.s3 import S3Ledger
from shared.core.actions import Receipt
from tests.contract.test_ledger import BORN, RECEIPT
from tests.fakes.effects import Effects
from tests.fakes.ports import FakeBodies

MONTH = "labs/lab/ledger/2026-03.json"


class Books:
    def __init__(self) -> None:
        self.bodies = FakeBodies(Effects())
        self.ledger = S3Ledger(self.bodies, "lab")
        self._newest = self.ledger.append(RECEIPT)

    def write(self, number: int, month: str = "2026-03") -> Receipt:
        """The next session's, which names the entry before it."""
        receipt = replace(
            RECEIPT,
            session=f"s-{number}",
            month=month,
            birth=BORN + timedelta(days=number),
            before=self._newest,
        )
        self._newest = self.ledger.append(receipt)
        return receipt

    def sessions(self, month: str = "2026-03") -> list[str]:
        return [receipt.session for receipt in self.ledger.month(month)]


@pytest.mark.parametrize("spoiled", [b"{", b""])
def test_a_month_that_is_damaged_is_written_anew_from_the_receipts(spoiled: bytes) -> None:
    books = Books()
    books.write(2)
    books.bodies.objects[MONTH] = spoiled
    books.write(3)
    assert books.sessions() == ["s-1", "s-2", "s-3"]


def test_a_roll_up_that_lands_late_loses_no_session() -> None:
    books = Books()
    late = books.bodies.objects[MONTH]
    books.write(2)
    books.bodies.objects[MONTH] = late
    books.write(3)
    assert books.sessions() == ["s-1", "s-2", "s-3"]


def test_the_next_months_first_receipt_still_mends_the_month_before() -> None:
    books = Books()
    late = books.bodies.objects[MONTH]
    books.write(2)
    books.write(3)
    books.bodies.objects[MONTH] = late
    books.write(4, "2026-04")
    assert (books.sessions(), books.sessions("2026-04")) == (["s-1", "s-2", "s-3"], ["s-4"])


def test_a_receipt_that_was_lost_ends_what_can_be_mended_and_keeps_nothing_from_being_written() -> (
    None
):
    books = Books()
    books.write(2)
    del books.bodies.objects["labs/lab/ledger/2026/03/s-2.json"]
    books.bodies.objects[MONTH] = b"{"
    books.write(3)
    assert books.sessions() == ["s-3"]
