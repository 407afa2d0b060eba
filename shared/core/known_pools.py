"""Pools known by their ids, whatever a list shows: it may be empty, old or cut (rule 1)."""

from __future__ import annotations

from shared.core.births import POOL
from shared.core.memory import Memory, Metered
from shared.core.seen import Observation, Unknown
from shared.core.session import Session


def still_open(memory: Memory) -> dict[str, str]:
    """Id -> name of those that no look has shown to be gone.

    They were listed once, be they made, adopted or late; or their POST was answered in this
    session, and no list has shown them yet.
    """
    lines = _lines(memory)
    met = {_id(line) for line in lines}
    made = {i: x.name for i, x in memory.made.items() if x.session == memory.session}
    unmet = {id_: name for id_, name in made.items() if id_ not in met}
    return unmet | {_id(line): line.name for line in lines if line.until is None}


def ids_of(memory: Memory) -> frozenset[str]:
    """Every pool of this session that was ever listed, or whose POST was answered."""
    late = (one.line for one in memory.late if one.session == memory.session)
    lines = (x for x in (*memory.metered, *late) if x.id.startswith(POOL))
    made = (i for i, x in memory.made.items() if x.session == memory.session)
    return frozenset({*map(_id, lines), *made})


def hidden_nodes(session: Session, seen: Observation) -> int:
    """Of pools that are not in the list, and of which nobody has said that they are gone."""
    listed = set() if isinstance(seen.pools, Unknown) else {p.id for p in seen.pools}
    hidden = still_open(seen.memory).keys() - listed - seen.gone
    sizes = {x.name: x.nodes for x in session.pools}
    known = {i: sizes.get(x.name, 0) for i, x in seen.memory.made.items()}
    known |= {_id(x): x.units for x in _lines(seen.memory) if x.until is None}
    return sum(known.get(id_, 0) for id_ in hidden)


def _lines(memory: Memory) -> tuple[Metered, ...]:
    every = (*memory.metered, *(one.line for one in memory.late))
    return tuple(line for line in every if line.id.startswith(POOL))


def _id(line: Metered) -> str:
    """A pool that was resized has a line for each size."""
    return line.id.split("/")[1]
