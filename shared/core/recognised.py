"""Whose pools are that do not show their labels: by their ids, or by a suffix of their names.

Whether the platform gives labels back is found out by the pools that we made (P1.9): one that
is listed by its id, and without its labels, says no. From then on new ones carry a suffix.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from shared.core.actions import Action, CreatePool
from shared.core.memory import Labels, Made, Memory
from shared.core.pools import PARKED
from shared.core.seen import NodePool, Ownership
from shared.core.session import Session
from shared.core.settings import Settings
from shared.core.suffix import explained, plain, suffixed

KEPT = 50  # pools of ours whose ids are remembered, the last ones


def recognised(
    pools: Iterable[NodePool], session: Session | None, memory: Memory, settings: Settings
) -> tuple[NodePool, ...]:
    known = tuple(_known(session, memory, settings))
    return tuple(_recognised(pool, memory, known, settings) for pool in pools)


def labels_seen(pools: Iterable[NodePool], memory: Memory) -> Labels:
    """What a list, as the provider gave it, shows of the pools that we made."""
    mine = [pool for pool in pools if pool.id in memory.made]
    if any(pool.labels is None for pool in mine):
        return Labels.LOST
    return Labels.KEPT if mine and memory.labels is Labels.UNKNOWN else memory.labels


def with_made(memory: Memory, made: Iterable[tuple[str, Action]]) -> Memory:
    """A POST was answered: from now on the pool is known as ours by its id."""
    found = {id_: _made(action) for id_, action in made if isinstance(action, CreatePool)}
    if not found:
        return memory
    return replace(memory, made=dict(list({**memory.made, **found}.items())[-KEPT:]))


def _recognised(
    pool: NodePool, memory: Memory, known: tuple[Ownership, ...], settings: Settings
) -> NodePool:
    if pool.labels is not None:
        return plain(pool)
    made = memory.made.get(pool.id)
    if made is None:
        return pool if pool.name in (*settings.pools, PARKED) else explained(pool, known)
    ours = _owner(made, settings)
    same = pool.name in (made.name, suffixed(made.name, ours))
    return replace(pool, name=made.name, labels=ours) if same else pool


def _known(session: Session | None, memory: Memory, settings: Settings) -> Iterable[Ownership]:
    """The sessions that may have made a pool, the present one first."""
    if session is not None:
        yield _owned(session.id, session.started, settings)
    for made in memory.made.values():
        yield _owned(made.session, made.birth, settings)


def _owned(session: str, birth: datetime, settings: Settings) -> Ownership:
    return Ownership(lab=settings.lab, session=session, birth=birth, token=0)


def _owner(made: Made, settings: Settings) -> Ownership:
    return replace(_owned(made.session, made.birth, settings), token=made.token)


def _made(action: CreatePool) -> Made:
    ours = action.labels
    return Made(name=action.wish.name, session=ours.session, birth=ours.birth, token=ours.token)
