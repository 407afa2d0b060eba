"""Why Nova had no machine of this session left to show, where pools were asked for (rule 7).

A pool is Creating at first, and that it might have booted is no sign that it did. Two courses
are certain enough, and both need the whole memory, and a cluster that was seen at every look and
that no node ever joined:

* **Each pool was refused by the quota**: it was seen as FailedQuota with nothing ready, and never
  as anything that has machines. Of a part that the quota did allow, machines may have been made
  and billed, unseen. But the provider lists a pool, as Deleting at last, until its last machine is
  gone, and it denies this one by its id: no list, which may be empty for other reasons.
* **A pool went while it was still Creating**: machines were under way, and only the provider's
  word says that none is left. It is taken where OpenStack's answers are positively of the lab's
  project (`sight.is_the_labs`): then a machine that stayed would be seen there.

A pool of which anything was ever ready, or that was ever Active, had machines that Nova must have
shown: then Nova is blind. So it is where one failed without the quota's being why: its machines
may stand.
"""

from __future__ import annotations

from enum import StrEnum

from shared.core.births import POOL
from shared.core.known_pools import ids_of, still_open
from shared.core.memory import Memory
from shared.core.pools import of_session, ours
from shared.core.seen import NodePool, Observation, PoolStatus, Unknown
from shared.core.session import Session
from shared.core.settings import Settings
from shared.core.sight import is_the_labs

NO_QUOTA = "the quota refused every pool, no node ever joined, and the provider denies each by id"
TOO_SHORT = "every pool went before anything of it was ready, and the provider denies each by id"
TRANSIENT = frozenset({PoolStatus.CREATING, PoolStatus.DELETING})


class Was(StrEnum):
    """What a pool was seen to be; with its id, a key of `Memory.sighted`."""

    REFUSED = "refused by the quota"
    MADE = "may have machines"


def courses(session: Session, seen: Observation, settings: Settings) -> dict[str, str]:
    """What this look shows of each pool of the session, for the memory."""
    pools = () if isinstance(seen.pools, Unknown) else ours(seen.pools, settings)
    mine = of_session(pools, session)
    return {_key(was, p.id): _words(p) for p in mine if (was := _was(p))}


def refused_by_quota(name: str, memory: Memory) -> str:
    """In the platform's words, where what was asked for last under this name was; else ""."""
    asked = memory.asked.get(name)
    lines = (x for x in memory.metered if x.name == name and asked and x.seen >= asked)
    keys = (_key(Was.REFUSED, x.id.removeprefix(POOL)) for x in lines)
    return next((memory.sighted[key] for key in keys if key in memory.sighted), "")


def unbooted(seen: Observation) -> str:
    """In words for the evidence; "" where it is not certain that no machine is left.

    Whether a node joined, and whether the memory is whole, is for who asks to know.
    """
    memory = seen.memory
    ids = ids_of(memory)
    if not ids or still_open(memory).keys() - seen.gone or _any(Was.MADE, ids, memory):
        return ""
    if all(_key(Was.REFUSED, id_) in memory.sighted for id_ in ids):
        return NO_QUOTA
    return TOO_SHORT if is_the_labs(seen) else ""


def _was(pool: NodePool) -> Was | None:
    if pool.ready:
        return Was.MADE
    if pool.status is PoolStatus.FAILED_QUOTA:
        return Was.REFUSED
    return None if pool.status in TRANSIENT else Was.MADE


def _words(pool: NodePool) -> str:
    return "; ".join(pool.faults) or f"pool {pool.name} is {pool.status}"


def _any(was: Was, ids: frozenset[str], memory: Memory) -> bool:
    return any(_key(was, id_) in memory.sighted for id_ in ids)


def _key(was: Was, id_: str) -> str:
    return f"pool {id_} {was}"
