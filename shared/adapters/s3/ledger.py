"""Receipts at fixed keys, and one object a month that holds them all.

The receipt at its own key is the commit, so it is written last: a kill between the
two leaves a month that already knows it, and the next tick writes the same again.
Nothing is ever found by a listing (P4.13).
"""

from __future__ import annotations

from dataclasses import dataclass

from shared import codec
from shared.core.actions import Receipt
from shared.core.rollup import rolled_up
from shared.ports import Bodies


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month's roll-up: its receipts, in the order of their births."""

    month: str
    receipts: tuple[Receipt, ...] = ()


class S3Ledger:
    def __init__(self, bodies: Bodies, lab: str) -> None:
        self._bodies = bodies
        self._at = f"labs/{lab}/ledger"

    def get(self, session: str, month: str, amends: str = "") -> Receipt | None:
        key = self._key(session, month, amends)
        body = self._bodies.get(key)
        return None if body is None else codec.decode(body, Receipt, what=key)

    def append(self, receipt: Receipt) -> None:
        """The first receipt of a session stays, whatever a later tick computes; so with each

        amendment, which lies beside it.
        """
        month, key = receipt.month, self._key(receipt.session, receipt.month, receipt.amends)
        written = self.get(receipt.session, month, receipt.amends)
        self._roll_up(month, written or receipt)
        if written is None:
            self._bodies.put(key, codec.encode(receipt))

    def month(self, month: str) -> tuple[Receipt, ...]:
        key = self._month_key(month)
        body = self._bodies.get(key)
        return () if body is None else codec.decode(body, Month, what=key).receipts

    def _roll_up(self, month: str, receipt: Receipt) -> None:
        known = self.month(month)
        fresh = rolled_up(known, receipt)
        if fresh != known:
            body = codec.encode(Month(month=month, receipts=fresh))
            self._bodies.put(self._month_key(month), body)

    def _key(self, session: str, month: str, amends: str) -> str:
        name = f"{session}.amendment-{amends}" if amends else session
        return f"{self._at}/{month.replace('-', '/')}/{name}.json"

    def _month_key(self, month: str) -> str:
        return f"{self._at}/{month}.json"
