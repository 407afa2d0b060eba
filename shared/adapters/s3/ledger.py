"""Receipts at fixed keys, and one object a month that holds them all.

The receipt at its own key is the commit, so it is written last: a kill between the
two leaves a month that already knows it, and the next tick writes the same again.
Nothing is ever found by a listing (P4.13).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared import codec
from shared.core.actions import Link, Receipt
from shared.core.rollup import rolled_up
from shared.errors import CorruptError, NewerSchemaError
from shared.ports import Bodies

MOST = 200  # entries before one that are gone through: years of a lab that is used now and then


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
        self._roll_up(written[0] if written else receipt)
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

    def _roll_up(self, receipt: Receipt) -> None:
        """With what its month lacks of the entries before it: a PUT of the month may land late,

        on top of a newer one, or the object be damaged. The chain of receipts knows better.
        """
        lacking: dict[str, list[Receipt]] = {receipt.month: [receipt]}
        for earlier in self._before(receipt):
            if earlier in self._readable(earlier.month):
                break
            lacking.setdefault(earlier.month, []).append(earlier)
        for month, receipts in lacking.items():
            self._put_month(month, receipts)

    def _before(self, receipt: Receipt) -> Iterator[Receipt]:
        """The entries before it, newest first, as far as the chain can be read."""
        link = receipt.before
        for _ in range(MOST):
            try:
                found = self.entry(link.key) if link else None
            except CorruptError:
                return  # `books.verify` tells of it
            if found is None:
                return
            yield found[0]
            link = found[0].before

    def _put_month(self, month: str, receipts: Iterable[Receipt]) -> None:
        known = fresh = self._readable(month)
        for receipt in receipts:
            fresh = rolled_up(fresh, receipt)
        if fresh != known:
            body = codec.encode(Month(month=month, receipts=fresh))
            self._bodies.put(self._month_key(month), body)

    def _readable(self, month: str) -> tuple[Receipt, ...]:
        """One that is damaged is written anew: what it held lies at the receipts' own keys."""
        try:
            return self.month(month)
        except NewerSchemaError:
            raise
        except CorruptError:
            return ()

    def _key(self, session: str, month: str, amends: str) -> str:
        name = f"{session}.amendment-{amends}" if amends else session
        return f"{self._at}/{month.replace('-', '/')}/{name}.json"

    def _month_key(self, month: str) -> str:
        return f"{self._at}/{month}.json"


def _link(key: str, body: bytes) -> Link:
    return Link(key, hashlib.sha256(body).hexdigest())
