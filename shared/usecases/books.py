"""The ledger's chain: each entry names the one before it, and the Lease the newest (rule 3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from shared.core.actions import Action, Link, Receipt, WriteReceipt
from shared.core.late import PREFIX
from shared.core.ledger import month_of
from shared.core.seen import Observation, Unknown
from shared.core.session import Session
from shared.errors import CorruptError
from shared.ports import Ledger

LEDGER, SHA256 = "ledger", "ledger-sha256"  # among the Lease's notes
MOST = 200  # entries that are gone through: years of a lab that is used now and then


def head_of(notes: Mapping[str, str]) -> Link | None:
    """The newest entry, as the Lease names it; None where it names none."""
    key, sha256 = notes.get(LEDGER, ""), notes.get(SHA256, "")
    return Link(key, sha256) if key and sha256 else None


def notes_of(head: Link | None) -> dict[str, str]:
    return {} if head is None else {LEDGER: head.key, SHA256: head.sha256}


def chained(actions: Iterable[Action], head: Link | None) -> tuple[Action, ...]:
    """A receipt names the entry before it. Of several in one cycle only the first is written."""
    return tuple(_chained(action, head) for action in actions)


def _chained(action: Action, head: Link | None) -> Action:
    if not isinstance(action, WriteReceipt):
        return action
    return WriteReceipt(receipt=replace(action.receipt, before=head))


def grown(ledger: Ledger, head: Link | None, written: Iterable[Link | None]) -> Link | None:
    """The newest entry: one that names the present head as the one before it comes after it.

    So what a function wrote that was killed before it could name it is named by the next.
    """
    for link in written:
        found = None if link is None or link == head else ledger.entry(link.key)
        if found is not None and found[0].before == head:
            head = found[1]
    return head


def written(
    ledger: Ledger, session: Session | None, seen: Observation, actions: Iterable[Action]
) -> tuple[Link | None, ...]:
    """What lies in the ledger that may not be named yet: just written, or found by this look."""
    receipts = [a.receipt for a in actions if isinstance(a, WriteReceipt)]
    names = [(r.session, r.month, r.amends) for r in receipts]
    if session is not None and seen.receipt is True:
        names.append((session.id, month_of(session.started), ""))
    known = frozenset[str]() if isinstance(seen.amended, Unknown) else seen.amended
    late = (one for one in seen.memory.late if one.line.id in known)
    names += [(one.session, one.month, one.line.id.removeprefix(PREFIX)) for one in late]
    return tuple(ledger.link(*name) for name in names)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One entry, and what is wrong with it, in words."""

    key: str
    why: str


def verify(ledger: Ledger, head: Link | None) -> Iterator[Wrong]:
    """What was changed, removed or slipped in since it was written, the newest first.

    Goes back along the chain, and holds the months' roll-ups against it. It ends where an
    entry names none before it: at the first, or where the Lease was lost in between.
    """
    chain: dict[str, Receipt] = {}
    link = head
    while link is not None and len(chain) < MOST:
        try:
            found = ledger.entry(link.key)
        except CorruptError as error:
            yield Wrong(link.key, str(error))
            return
        if found is None:
            yield Wrong(link.key, "it is missing")
            return
        if found[1] != link:
            yield Wrong(link.key, "it was changed since it was written")
        chain[link.key] = found[0]
        link = found[0].before
    yield from _against_the_months(ledger, chain)


def _against_the_months(ledger: Ledger, chain: Mapping[str, Receipt]) -> Iterator[Wrong]:
    for month in sorted({receipt.month for receipt in chain.values()}):
        listed = set(map(_name, ledger.month(month)))
        known = {_name(r) for r in chain.values() if r.month == month}
        for name in sorted(known - listed):
            yield Wrong(month, f"the month lacks {name}")
        for name in sorted(listed - known if len(chain) < MOST else ()):
            yield Wrong(month, f"the month holds {name}, which no entry of the chain is")


def _name(receipt: Receipt) -> str:
    return f"{receipt.session} {receipt.amends}".strip()
