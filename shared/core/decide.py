"""The heart of the lab: given what is wanted and what is seen, what next, and why?

    wanted up:    pools -> nodes -> workloads back -> mark -> running, until the leases end
    wanted down:  archive -> workloads down -> pools away -> proof of zero -> receipt -> off

Level-triggered: it looks only at the session and the observation, never at what
was tried before, so it may be called again after any crash, at any time. Up is
in `up`, down in `down`; what is said to people, in `notices`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from shared.core import alarm, limits
from shared.core.actions import CreatePool, Decision, Message
from shared.core.adopt import adopted, standing
from shared.core.amending import amendments
from shared.core.calendar import clock
from shared.core.down import step_down
from shared.core.ending import stop_begins, why_now
from shared.core.late import in_its_place, not_over
from shared.core.notices import due
from shared.core.pools import begun, names, of_session, ours
from shared.core.remember import is_told
from shared.core.requests import want_down
from shared.core.saving import where
from shared.core.seen import NodePool, Observation, Unknown
from shared.core.session import Phase, Session, Wanted
from shared.core.settings import Settings
from shared.core.step import Step
from shared.core.up import step_up
from shared.core.without_session import EVER, without_session
from shared.errors import RebuiltClusterError


def decide(
    session: Session | None, seen: Observation, now: datetime, settings: Settings
) -> Decision:
    """The next wish, what to do for it now, and why. Pure: the same in, the same out."""
    decision = _decided(session, seen, now, settings)
    return _said(decision, seen) if seen.lost or seen.unasked else decision


def _decided(
    session: Session | None, seen: Observation, now: datetime, settings: Settings
) -> Decision:
    if session is None:
        return without_session(seen, now, settings)
    if found := unexplained(session, seen, settings):
        return _unexplained(session, found, seen, now, settings)
    session = _ended(_capped(session, seen, settings), seen, now, settings)
    session = _shaped(_bound(session, seen), seen, settings)
    step = _braked(next_step(session, seen, now, settings), session, seen, now, settings)
    amends = amendments(session, seen, now, settings) if session.wanted is Wanted.UP else ()
    beside = _beside(session, seen, settings)
    said = (*step.actions, *amends, *beside, *due(session, step, seen, now, settings))
    told = tuple(a for a in said if not is_told(a, seen.memory, session.since, forgot=seen.forgot))
    return Decision(
        session=session,
        reason=step.reason,
        actions=told,
        settled=step.settled,
        stage=step.stage,
        parked=step.parked,
    )


def next_step(session: Session, seen: Observation, now: datetime, settings: Settings) -> Step:
    if strange := _rebuilt(session, seen):
        seen = replace(seen, cluster=Unknown("the lab's cluster", str(strange)))
    match session.wanted:
        case Wanted.UP:
            step = step_up(session, seen, now, settings)
        case Wanted.DOWN:
            step = step_down(session, seen, now, settings)
        case _ as unreachable:
            assert_never(unreachable)
    return _kept_out(step, strange) if strange else step


def phase_of(decision: Decision) -> Phase:
    """Where the lab is, for people: derived from the wish and whether it is fulfilled."""
    if decision.session is None:
        return Phase.STOPPED if decision.settled else Phase.STOPPING
    if decision.session.wanted is Wanted.UP:
        return Phase.RUNNING if decision.settled else Phase.STARTING
    if decision.parked:
        return Phase.PARKED
    return Phase.STOPPED if decision.settled else Phase.STOPPING


def _said(decision: Decision, seen: Observation) -> Decision:
    """What is lost or unknown of the state, in the reason; what is lost and matters, an alarm."""
    since = decision.session.since if decision.session else EVER
    alarms = (alarm.lost(loss) for loss in seen.lost if not loss.harmless)
    said = tuple(a for a in alarms if not is_told(a, seen.memory, since, forgot=seen.forgot))
    parts = ", ".join(dict.fromkeys(loss.what.value for loss in seen.lost))
    lost = (f"lost or damaged: {parts}",) if parts else ()
    unasked = (f"cannot see {part.value}: {why}" for part, why in seen.unasked.items())
    reason = "; ".join((decision.reason, *lost, *unasked))
    return replace(decision, reason=reason, actions=(*decision.actions, *said))


def _capped(session: Session, seen: Observation, settings: Settings) -> Session:
    """No lease passes the hard limit after the birth (rule 5), whatever a hand wrote there."""
    pools = () if isinstance(seen.pools, Unknown) else ours(seen.pools, settings)
    latest = begun(of_session(pools, session), session.started) + settings.limits.hours
    if session.end <= latest:
        return session
    leases = tuple(replace(x, until=min(x.until, latest)) for x in session.leases)
    return replace(session, end=latest, leases=leases)


def _ended(session: Session, seen: Observation, now: datetime, settings: Settings) -> Session:
    if session.wanted is Wanted.DOWN or now < stop_begins(session, seen.memory, settings):
        return session
    return want_down(session, now, why_now(session, seen.memory, now))


def _bound(session: Session, seen: Observation) -> Session:
    """The first cluster that a session sees is the lab's; from then on only that one (rule 2)."""
    if session.cluster is not None or isinstance(seen.cluster, Unknown):
        return session
    return replace(session, cluster=seen.cluster.uid)


def _shaped(session: Session, seen: Observation, settings: Settings) -> Session:
    """A session recovered without its pools wants those that stand: none more, none less."""
    if session.pools or session.wanted is Wanted.DOWN or isinstance(seen.pools, Unknown):
        return session
    return replace(session, pools=standing(ours(seen.pools, settings), settings))


def _rebuilt(session: Session, seen: Observation) -> RebuiltClusterError | None:
    """Where it leads was confirmed before: another UID there is a cluster that was rebuilt."""
    cluster = seen.cluster
    if isinstance(cluster, Unknown) or session.cluster in (None, cluster.uid):
        return None
    return RebuiltClusterError(session.cluster, cluster.uid, where(seen.archive))


def _kept_out(step: Step, strange: RebuiltClusterError) -> Step:
    """No node is made for a cluster in which nothing may be woken."""
    kept = tuple(a for a in step.actions if not isinstance(a, CreatePool))
    said = alarm.cluster_rebuilt(strange.bound, strange.found, strange.saved)
    return step._replace(actions=(*kept, said))


def unexplained(session: Session, seen: Observation, settings: Settings) -> tuple[NodePool, ...]:
    """Pools that no stop of this session may touch: somebody made them by hand after it was over,

    or another session runs, of which no receipt says that it is over.
    """
    if isinstance(seen.pools, Unknown):
        return ()
    over = session.wanted is Wanted.DOWN and seen.receipt is True
    by_hand = (p for p in ours(seen.pools, settings) if over and p.labels is None)
    return (*by_hand, *in_its_place(session, seen, settings))


def _beside(session: Session, seen: Observation, settings: Settings) -> tuple[Message, ...]:
    """Two sessions' pools run, and of neither anything says that it is over: both bill."""
    others = () if session.wanted is Wanted.DOWN else not_over(session, seen, settings)
    until = clock(session.end)
    return tuple(alarm.not_over(p.name, p.id, p.labels.session, until) for p in others if p.labels)


def _unexplained(
    session: Session,
    found: tuple[NodePool, ...],
    seen: Observation,
    now: datetime,
    settings: Settings,
) -> Decision:
    """Which session is over, the ledger says: where it cannot be read, nothing is touched."""
    if isinstance(seen.closed, Unknown) and any(p.labels is not None for p in found):
        said = f"pools {names(found)} are of another session: {seen.closed.why}"
        return Decision(session=session, reason=f"cannot see {seen.closed.source}; {said}")
    return adopted(found, seen, now, settings)


def _braked(
    step: Step, session: Session, seen: Observation, now: datetime, settings: Settings
) -> Step:
    reason = limits.exceeded(session, step.actions, seen, now, settings)
    if not reason:
        return step
    kept = tuple(a for a in step.actions if not isinstance(a, CreatePool))
    return Step(f"held back by the brake: {reason}", (*kept, alarm.brake(reason)))
