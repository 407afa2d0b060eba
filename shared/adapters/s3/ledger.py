"""Receipts at fixed keys, and one object a month that holds them all.

The receipt at its own key is the commit, so it is written last: a kill between the
two leaves a month that already knows it, and the next tick writes the same again.
Nothing is ever found by a listing (P4.13).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from shared import codec
from shared.core.actions import Link, Receipt
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
        found = self.entry(self._key(session, month, amends))
        return None if found is None else found[0]

    def append(self, receipt: Receipt) -> Link:
        """The first receipt of a session stays, whatever a later tick computes; so with each

        amendment, which lies beside it.
        """
        key = self._key(receipt.session, receipt.month, receipt.amends)
        written = self.entry(key)
        self._roll_up(receipt.month, written[0] if written else receipt)
        if written is not None:
            return written[1]
        body = codec.encode(receipt)
        self._bodies.put(key, body)
        return _link(key, body)

    def link(self, session: str, month: str, amends: str = "") -> Link | None:
        key = self._key(session, month, amends)
        body = self._bodies.get(key)
        return None if body is None else _link(key, body)

    def entry(self, key: str) -> tuple[Receipt, Link] | None:
        body = self._bodies.get(key)
        return None if body is None else (codec.decode(body, Receipt, what=key), _link(key, body))

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


def _link(key: str, body: bytes) -> Link:
    return Link(key, hashlib.sha256(body).hexdigest())
