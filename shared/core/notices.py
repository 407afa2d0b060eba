"""What is due to be said, and saved, while a lab runs: warnings, and the archive before the end."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from shared.core import alarm, news
from shared.core.actions import Action, MakeArchive
from shared.core.beside import beside_the_pools, unseen
from shared.core.ending import stop_begins
from shared.core.kept import given_back
from shared.core.late import late_pools
from shared.core.memory import BLIND, SHORT
from shared.core.pools import begun, ours, price
from shared.core.saving import archive_name
from shared.core.seen import Observation, Unknown
from shared.core.session import Session, Wanted
from shared.core.settings import Settings
from shared.core.step import Step

BEFORE_THE_STOP = (timedelta(minutes=30), timedelta(minutes=10))


def due(
    session: Session, step: Step, seen: Observation, now: datetime, settings: Settings
) -> tuple[Action, ...]:
    if session.wanted is Wanted.DOWN:
        told = step.settled or late_pools(session, seen, settings)  # `late` has an alarm of its own
        return () if told else _of_a_stop(session, step, seen, now, settings)
    late = not step.settled and _unsettled(session, seen, now) >= settings.timing.stuck
    stuck = (alarm.start_is_stuck(step.reason, _billing(session, seen, settings)),) if late else ()
    if not step.settled and not _works(session, seen):
        return stuck
    said = (*_faulty(step, seen, now, settings), *_warnings(session, seen, now, settings))
    return (*_saving(session, seen, now, settings), *said, *stuck)


def _works(session: Session, seen: Observation) -> bool:
    """The cluster was woken for this session: whatever else is not as wanted, work runs there."""
    cluster = seen.cluster
    if isinstance(cluster, Unknown) or session.cluster not in (None, cluster.uid):
        return False
    return cluster.mark == session.id


def _faulty(step: Step, seen: Observation, now: datetime, settings: Settings) -> tuple[Action, ...]:
    """A running lab that cannot be seen, or lacks nodes, runs on; for long, that is an alarm."""
    since, stuck = seen.memory.since, settings.timing.stuck
    if step.stage == SHORT and now - since.get(SHORT, now) >= stuck:
        return (alarm.nodes_missing(step.reason),)
    return (alarm.unseen(step.reason),) if now - since.get(BLIND, now) >= stuck else ()


def _of_a_stop(
    session: Session, step: Step, seen: Observation, now: datetime, settings: Settings
) -> tuple[Action, ...]:
    """Past the end plus 15 minutes nothing bills without an alarm, however late the stop began.

    What is not yet proven gone has as long from the stop's first look, where the end is passed.
    """
    said = news.stopping(session)
    timing, lasts = settings.timing, _unsettled(session, seen, now)
    names, costs = _billing(session, seen, settings), now - session.end >= timing.money_wins_after
    if not names:
        over = costs and seen.receipt is not True
        late = lasts >= timing.stuck + (timedelta() if over else timing.money_wins_after)
        return (said, alarm.not_proven(_left(step, seen))) if late else (said,)
    late = (costs and not isinstance(seen.pools, Unknown)) or lasts >= timing.stuck
    return (said, alarm.stop_is_stuck(step.reason, names)) if late else (said,)


def _left(step: Step, seen: Observation) -> str:
    """The step's reason, and what is shown to bill beside it, or was when last it could be seen."""
    left = seen.leftovers
    shown = [x for x in (left.servers, left.load_balancers) if not isinstance(x, Unknown)]
    ours_left = [*(i for items in shown for i in items if i.ours), *given_back(seen)]
    names = ", ".join((*(f"{i.kind} {i.name}" for i in ours_left), *unseen(seen)))
    return f"{step.reason}; still there: {names}" if names else step.reason


def _unsettled(session: Session, seen: Observation, now: datetime) -> timedelta:
    """For how long no look has shown the wish fulfilled: one that failed is no alarm yet."""
    memory = seen.memory
    known = memory.session == session.id and memory.unsettled is not None
    return now - max(memory.unsettled or now, session.since) if known else timedelta()


def _billing(session: Session, seen: Observation, settings: Settings) -> str:
    """What stands; where that cannot be seen, what was asked for may, until it was proven off."""
    if isinstance(seen.pools, Unknown):
        wished = tuple(wish.name for wish in session.pools) or ("whatever is left",)
        pools = () if seen.receipt is True else wished
    else:
        mine = ours(seen.pools, settings)
        pools = tuple(f"{p.name} ({price((p,), seen.prices)})" for p in mine)
    return ", ".join((*pools, *beside_the_pools(seen))) if pools else ""


def _warnings(
    session: Session, seen: Observation, now: datetime, settings: Settings
) -> tuple[Action, ...]:
    said: list[Action] = []
    up = now - _birth(session, seen, settings)
    if up >= settings.timing.warn_after:
        hours = int(settings.timing.warn_after.total_seconds() // 3600)
        said.append(news.up_for_long(hours, session.end, _per_hour(session, seen)))
    begins = stop_begins(session, seen.memory, settings)
    said += [news.stops_soon(b, begins) for b in BEFORE_THE_STOP if begins - now <= b][-1:]
    return tuple(said)


def _saving(
    session: Session, seen: Observation, now: datetime, settings: Settings
) -> tuple[Action, ...]:
    """Rule 5: made an hour before the end, at the latest 5 h after the birth, and hourly after."""
    timing = settings.timing
    born = _birth(session, seen, settings)
    begins = min(session.end - timing.archive_before_end, born + timing.archive_after_birth)
    if now < max(begins, session.since) or isinstance(seen.archive, Unknown):
        return ()
    archive = seen.archive
    fresh = archive is not None and archive.session == session.id and archive.verified
    if fresh and archive is not None and now - archive.taken_at < timing.archive_every:
        return ()
    return (MakeArchive(name=archive_name(settings.lab, now), session=session.id, at=now),)


def _birth(session: Session, seen: Observation, settings: Settings) -> datetime:
    if isinstance(seen.pools, Unknown):
        return session.started
    return begun(ours(seen.pools, settings), session.started)


def _per_hour(session: Session, seen: Observation) -> Decimal:
    return sum((seen.prices.get(w.flavor, Decimal(0)) * w.nodes for w in session.pools), Decimal(0))
