"""Which pools are whose. A list by id, never a dictionary by name (rule 1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from shared.core.seen import NodePool, PoolStatus
from shared.core.session import PoolWish, Session
from shared.core.settings import Settings

PARKED = "veilleur-parked"  # the name of the pool that stays where the last one must (rule 11)
FAILED = frozenset({PoolStatus.FAILED, PoolStatus.FAILED_QUOTA})


def is_ours(pool: NodePool, settings: Settings) -> bool:
    """Ours by its label, or, without any label, by a configured name: somebody made it by hand."""
    if pool.labels is not None:
        return pool.labels.lab == settings.lab
    return pool.name in settings.pools or pool.name == PARKED


def ours(pools: Iterable[NodePool], settings: Settings) -> tuple[NodePool, ...]:
    return tuple(sorted((p for p in pools if is_ours(p, settings)), key=_by_id))


def foreign(pools: Iterable[NodePool], settings: Settings) -> tuple[NodePool, ...]:
    return tuple(p for p in pools if not is_ours(p, settings))


def of_session(pools: Iterable[NodePool], session: Session) -> tuple[NodePool, ...]:
    """This session's own, and those made by hand, which it adopts."""
    return tuple(p for p in pools if p.labels is None or p.labels.session == session.id)


def serving(pools: Iterable[NodePool], wish: PoolWish) -> tuple[NodePool, ...]:
    """The pools that could serve this wish, lowest id first: the rest are twins.

    One that is called Failed serves as long as it has nodes that are Ready, and comes last.
    """
    return tuple(
        p
        for p in sorted(pools, key=lambda p: (p.status in FAILED, *_by_id(p)))
        if p.name == wish.name
        and p.flavor == wish.flavor
        and p.target == wish.nodes
        and p.status is not PoolStatus.DELETING
        and (p.status not in FAILED or p.ready)
    )


def birth(pools: Iterable[NodePool], otherwise: datetime) -> datetime:
    """The first second billed, by the oldest label (rule 5): never later than `otherwise`."""
    return min([otherwise, *(p.labels.birth for p in pools if p.labels is not None)])


def begun(pools: Iterable[NodePool], otherwise: datetime) -> datetime:
    """The birth of the run: a pool that was parked between two runs is no part of it."""
    return birth((p for p in pools if p.name != PARKED), otherwise)


def price(pools: Iterable[NodePool], prices: Mapping[str, Decimal]) -> str:
    """What they bill an hour, in words; what has no known price is left out, and said."""
    pools = tuple(pools)
    chf = sum((prices.get(p.flavor, Decimal(0)) * p.target for p in pools), Decimal(0))
    least = "" if all(p.flavor in prices for p in pools) else "at least "
    return f"{least}CHF {chf:.2f}/h"


def names(pools: Iterable[NodePool]) -> str:
    return ", ".join(p.name for p in pools)


def _by_id(pool: NodePool) -> tuple[int, str]:
    return (len(pool.id), pool.id)  # ids are integers that grow: compare them as such
