"""Nobody wants anything: then nothing of ours may bill, and that it does not needs its proof too.

Pools of ours are adopted. Where none stands, it is off as a session's lab is: by the proof of
zero, with what the memory has of its last session. A lab that never ran has nothing that
could have shown itself, and is called stopped without a proof, in these words: but only where
every source answered with nothing, and nothing anywhere speaks of a session.
"""

from __future__ import annotations

from datetime import UTC, datetime

from shared.core import alarm
from shared.core.actions import Decision, Message
from shared.core.adopt import adopted
from shared.core.amending import amendments, meter_late
from shared.core.idle import claims, held_unseen
from shared.core.kept import given_back
from shared.core.late import away, late_pools
from shared.core.memory import Labels, Memory
from shared.core.off import left_over_nodes, may_land
from shared.core.pools import foreign, names, ours
from shared.core.proof import Proof, prove
from shared.core.seen import Leftover, NodePool, Observation, Unknown
from shared.core.session import Session, Wanted
from shared.core.settings import Settings
from shared.core.sight import OPENSTACK, sightings
from shared.core.suffix import may_be_ours

EVER = datetime.min.replace(tzinfo=UTC)


def without_session(seen: Observation, now: datetime, settings: Settings) -> Decision:
    if isinstance(seen.pools, Unknown):
        why = f"cannot see {seen.pools.source}: {seen.pools.why}"
        return Decision(session=None, reason=why, actions=_told_late(why, seen, now, settings))
    strays = late_pools(None, seen, settings)
    if mine := tuple(p for p in ours(seen.pools, settings) if p not in strays):
        return adopted(mine, seen, now, settings)
    if strays or meter_late(None, seen, settings):
        return _closing(strays, seen, now, settings)
    if leaks := ", ".join(_leaks(seen, settings)):
        reason = f"no session is known, and the lab's {leaks} bills"
        return Decision(session=None, reason=reason, actions=_unsaid(alarm.leak(leaks), seen, EVER))
    return _nothing_seen(seen, now, settings)


def _nothing_seen(seen: Observation, now: datetime, settings: Settings) -> Decision:
    last = last_known(seen.memory)
    if nodes := left_over_nodes(last, seen, settings):
        reason = "no session is known: deleting the Node objects that were left behind"
        return Decision(session=None, reason=reason, actions=nodes)
    if sent := may_land(last, seen, now, settings):
        reason = f"no session is known, and a request for {', '.join(sent)} may still land"
        return Decision(session=None, reason=reason)
    proof = prove(last, seen, settings)
    others = names(p for p in foreign(_pools(seen), settings))
    beside = f"; not ours, and billed: {others}" if others else ""
    if proof.holds:
        reason = f"off, and proven: no session is known, and nothing of the lab is billed{beside}"
        return Decision(session=None, reason=reason, settled=True)
    if _never_shown(proof) and (not _ever_ran(seen) or _is_the_place(last, seen, settings)):
        reason = f"off, by all that can be seen: no session is known; {'; '.join(proof.missing)}"
        return Decision(session=None, reason=f"{reason}{beside}", settled=True, unproven=True)
    reason = f"no session is known, and it is not proven off: {'; '.join(proof.missing)}"
    told = _told_late(reason, seen, now, settings)
    return Decision(session=None, reason=f"{reason}{beside}", actions=told)


def _never_shown(proof: Proof) -> bool:
    """Each source answered, with nothing; some have just never shown anything."""
    return set(proof.missing) == set(proof.blind)


def _ever_ran(seen: Observation) -> bool:
    """A session leaves its traces in the cluster, the bucket and the memory: any of them will do.

    What cannot be read may hold one.
    """
    cluster = seen.cluster
    marked = isinstance(cluster, Unknown) or cluster.mark is not None
    lost = any(not loss.harmless for loss in seen.lost)
    lost = lost or seen.forgot or bool(seen.unasked)
    known = bool(seen.memory.session or seen.memory.stops or seen.memory.made)
    return marked or lost or known or seen.archive is not None or bool(claims(seen))


def _is_the_place(last: Session, seen: Observation, settings: Settings) -> bool:
    """OpenStack shows something of the lab's that always stays: it is the lab's own project."""
    shown = sightings(last, seen, settings)
    return any(shown[name].control for name in OPENSTACK)


def last_known(memory: Memory) -> Session:
    """The session whose memory it is: what that saw is all that speaks of sight."""
    return Session(
        id=memory.session, wanted=Wanted.DOWN, since=EVER, started=EVER, profile="", end=EVER
    )


def _told_late(
    why: str, seen: Observation, now: datetime, settings: Settings
) -> tuple[Message, ...]:
    """Nothing may be known to bill; that it cannot be known is told after a while, each time."""
    began = seen.memory.unsettled or now
    if now - began < settings.timing.stuck + settings.timing.money_wins_after:
        return ()
    return _unsaid(alarm.not_proven(why), seen, began)


def _unsaid(said: Message, seen: Observation, since: datetime) -> tuple[Message, ...]:
    before = seen.memory.sent.get(said.cause)
    return () if before is not None and before >= since else (said,)


def _leaks(seen: Observation, settings: Settings) -> tuple[str, ...]:
    """Billed, ours, and of no session that anybody knows of: people must hear of it."""
    left = seen.leftovers
    shown = [*_mine(left.servers), *_mine(left.load_balancers), *given_back(seen)]
    strange = (p for p in foreign(_pools(seen), settings) if _may_be_ours(p, seen, settings))
    return (
        *(f"{x.kind} {x.name}" for x in shown),
        *(f"the load balancer of Service {name}" for name in held_unseen(seen)),
        *(f"pool {p.name}" for p in strange),
    )


def _mine(items: tuple[Leftover, ...] | Unknown) -> tuple[Leftover, ...]:
    return () if isinstance(items, Unknown) else tuple(x for x in items if x.ours)


def _pools(seen: Observation) -> tuple[NodePool, ...]:
    return () if isinstance(seen.pools, Unknown) else seen.pools


def _may_be_ours(pool: NodePool, seen: Observation, settings: Settings) -> bool:
    """Named with a suffix, as ours are where labels do not come back; its session is lost."""
    return seen.memory.labels is not Labels.KEPT and may_be_ours(pool, settings)


def _closing(
    strays: tuple[NodePool, ...], seen: Observation, now: datetime, settings: Settings
) -> Decision:
    """Nobody wants anything, and a pool of a session that is over has appeared."""
    acts = (*away(strays), *amendments(None, seen, now, settings))
    told = tuple(a for a in acts if not (isinstance(a, Message) and a.cause in seen.memory.sent))
    named = names(strays) or ", ".join(x.line.name for x in meter_late(None, seen, settings))
    return Decision(
        session=None,
        reason=f"{named} appeared after its session was over: deleted, and added to its bill",
        actions=told,
    )
