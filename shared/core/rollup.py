"""A month's receipts as one list: whatever the order of writing, and however often, the same."""

from __future__ import annotations

from collections.abc import Iterable

from shared.core.actions import Receipt


def rolled_up(known: Iterable[Receipt], receipt: Receipt) -> tuple[Receipt, ...]:
    """With this receipt in it: each session once, each of its amendments once, by their births."""
    others = (other for other in known if _name(other) != _name(receipt))
    return tuple(sorted((*others, receipt), key=lambda r: (r.birth, *_name(r))))


def _name(receipt: Receipt) -> tuple[str, str]:
    return receipt.session, receipt.amends
