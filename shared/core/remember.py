"""What a look adds to the memory: sightings, seconds, what was asked for, the look itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from shared.core.actions import Action, CreatePool, Decision, Message, WriteReceipt
from shared.core.amending import meter_late
from shared.core.ending import remembered
from shared.core.idle import claims, memory_lost, unseen
from shared.core.late import without_late
from shared.core.memory import BLIND, SHORT, Labels, Look, Memory
from shared.core.metering import meter
from shared.core.pools import FAILED, of_session, ours
from shared.core.refusals import of_what_stands
from shared.core.seen import Observation, PoolStatus, Unknown
from shared.core.session import Phase, Session
from shared.core.settings import Settings
from shared.core.sight import shown
from shared.core.unbooted import courses
from shared.core.without_session import last_known


def remember(
    decision: Decision, phase: Phase, seen: Observation, now: datetime, settings: Settings
) -> Memory:
    """The memory to write before acting: a POST is remembered before it is sent (rule 1)."""
    session = decision.session
    look = Look(
        at=seen.at,
        phase=phase.value,
        reason=decision.reason,
        proven_off=phase is Phase.STOPPED and decision.settled and not decision.unproven,
    )
    listed = seen.memory.listed if isinstance(seen.pools, Unknown) else seen.at
    strays = meter_late(session, seen, settings)
    common = replace(
        seen.memory,
        look=look,
        late=strays,
        listed=listed,
        archived=_archived(seen),
        labels=max(seen.labels, seen.memory.labels, key=list(Labels).index),
    )
    if session is None:
        sight = {**shown(last_known(common), seen, settings), **claims(seen), **common.sighted}
        return replace(common, sighted=sight, unsettled=_unsettled(decision, common, now))
    memory = _of(session, common, now, lost=memory_lost(seen))
    return replace(
        memory,
        since=_since(decision.stage, seen, _of_this_wish(memory, session), now),
        asked={**memory.asked, **dict.fromkeys(_asked(decision.actions), now)},
        sighted={
            **_sighted(session, seen, settings),
            **claims(seen),
            **unseen(seen),
            **courses(session, seen, settings),
            **memory.sighted,
        },
        metered=meter(memory.metered, without_late(session, seen, settings), settings),
        refused=of_what_stands(memory, seen),
        stops=_stops(session, memory, decision.actions),
        end=session.end,
        unsettled=_unsettled(decision, memory, now),
    )


def _unsettled(decision: Decision, memory: Memory, now: datetime) -> datetime | None:
    return None if decision.settled else memory.unsettled or now


def _since(
    stage: str, seen: Observation, before: dict[str, datetime], now: datetime
) -> dict[str, datetime]:
    """When the present stage, blindness or lack of nodes was first seen: the latter two pass."""
    blind = isinstance(seen.pools, Unknown) or isinstance(seen.cluster, Unknown)
    over = frozenset() if blind else {BLIND, SHORT} - {stage}
    kept = {name: at for name, at in before.items() if name not in over}
    return {name: now for name in (stage, BLIND if blind else "") if name} | kept


def _archived(seen: Observation) -> datetime | None:
    """Of the newest archive ever seen: it does not go back when the index is lost."""
    archive, before = seen.archive, seen.memory.archived
    if archive is None or isinstance(archive, Unknown):
        return before
    return max(archive.taken_at, before or archive.taken_at)


def is_told(action: Action, memory: Memory, since: datetime, *, forgot: bool = False) -> bool:
    """Each message once a cause and a wish: a second stop that is stuck is told again.

    Where it is not known what was said, alarms are, news are not.
    """
    if not isinstance(action, Message):
        return False
    before = memory.sent.get(action.cause)
    return (before is not None and before >= since) or (forgot and not action.alarm)


def sent(memory: Memory, messages: Iterable[Message], now: datetime) -> Memory:
    return replace(memory, sent={**memory.sent, **{m.cause: now for m in messages}})


def _of(session: Session, memory: Memory, now: datetime, *, lost: bool) -> Memory:
    """A new session begins with an empty memory: what the last one saw proves nothing now.

    It is whole where the session begins now, or where the memory is still another's: then
    none of this one was ever kept, and without keeping it nothing is done. Unless it was
    `lost`, or an older one put back: that is never whole again.
    """
    if memory.session == session.id:
        return replace(memory, whole=memory.whole and not lost)
    begins = session.started == now or bool(memory.session)
    return replace(
        Memory(session=session.id, whole=begins and not lost),
        look=memory.look,
        late=memory.late,
        listed=memory.listed,
        archived=memory.archived,
        token=memory.token,
        stops=memory.stops,
        made=memory.made,
        labels=memory.labels,
    )


def _of_this_wish(memory: Memory, session: Session) -> dict[str, datetime]:
    """A second stop of the same session counts its deadlines anew."""
    return {k: at for k, at in memory.since.items() if k == BLIND or at >= session.since}


def _stops(session: Session, memory: Memory, actions: Iterable[Action]) -> dict[str, int]:
    """A stop took from its wish until nothing billed any more, as its receipt says."""
    written = (a.receipt for a in actions if isinstance(a, WriteReceipt))
    for receipt in written:
        return remembered(memory.stops, session.id, receipt.ended - session.since)
    return memory.stops


def _asked(actions: Iterable[Action]) -> tuple[str, ...]:
    return tuple(a.wish.name for a in actions if isinstance(a, CreatePool))


def _sighted(session: Session, seen: Observation, settings: Settings) -> dict[str, str]:
    found = shown(session, seen, settings)
    if "pools" in found and not _any_that_could_boot(session, seen, settings):
        del found["pools"]
    return found


def _any_that_could_boot(session: Session, seen: Observation, settings: Settings) -> bool:
    """A pool that failed from the first look on never had a machine that Nova could show.

    One that is being deleted was looked at before: that look counts.
    """
    pools = () if isinstance(seen.pools, Unknown) else ours(seen.pools, settings)
    dead = FAILED | {PoolStatus.DELETING}
    return any(p.status not in dead or p.ready for p in of_session(pools, session))
