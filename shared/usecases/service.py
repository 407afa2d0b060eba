"""What the five functions do, each a grant in front of the same cycle."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from shared.core.asked import ExtendAsked, StartAsked, StopAsked
from shared.core.decide import decide, phase_of
from shared.core.late import in_its_place
from shared.core.losses import LeaseSaid
from shared.core.remember import remember
from shared.core.requests import grant_extend, grant_start, grant_stop
from shared.core.seen import Observation, Unknown
from shared.core.session import Phase, Session, Wanted
from shared.core.view import Status
from shared.errors import (
    ConflictError,
    LockHeldError,
    PortError,
    RefusedError,
    TemporaryError,
    WrongClusterError,
)
from shared.usecases import memory as memories
from shared.usecases.asleep import remembered, slept
from shared.usecases.clocks import by_server
from shared.usecases.cycle import (
    Grant,
    Outcome,
    commit_of,
    keep,
    looked_at,
    run,
    with_losses,
)
from shared.usecases.known_ids import delete_known_first
from shared.usecases.lab import Lab
from shared.usecases.last_resort import is_overdue, last_resort
from shared.usecases.observe import observe
from shared.usecases.report import cost_report
from shared.usecases.right_cluster import confirm
from shared.usecases.state import state_of, unasked
from shared.usecases.view import status_of

__all__ = ["cost_report", "extend", "start", "status", "stop", "tick"]


def start(lab: Lab, asked: StartAsked) -> Status:
    """Record the wish, take the first step, let the watchdog finish. On a running lab: extend."""

    def grant(session: Session | None, seen: Observation, now: datetime) -> Session:
        if session is None and isinstance(seen.pools, Unknown):
            raise _blind(seen.pools)
        known = _known(lab, session, seen, now)
        over = known is None or _is_over(lab, known, seen, now)
        granted = grant_start(None if over else known, asked, seen, now, lab.settings)
        return _bound(granted, known, asked.cluster)

    return _asked(lab, grant, asked.cluster)


def stop(lab: Lab, asked: StopAsked) -> Status:
    """Record the wish to be off, of one holder or of all; the watchdog saves and stops."""

    def grant(session: Session | None, seen: Observation, now: datetime) -> Session | None:
        known = _known(lab, session, seen, now)
        return (
            None if known is None else _bound(grant_stop(known, asked, now), known, asked.cluster)
        )

    return _asked(lab, grant, asked.cluster)


def extend(lab: Lab, asked: ExtendAsked) -> Status:
    """The end becomes max(end, now + hours): a replay changes nothing."""

    def grant(session: Session | None, seen: Observation, now: datetime) -> Session:
        return grant_extend(session, asked, seen, now, lab.settings)

    return _asked(lab, grant)


def tick(lab: Lab) -> Status:
    """One reconcile of the watchdog: carry on whatever is under way, within the time budget.

    Where it cannot have the lock, money still wins at the limit (rule 5).
    """
    try:
        given = slept(lab) or _ticked(lab)
    except (LockHeldError, ConflictError) as error:
        if not is_overdue(lab, error):
            raise  # another function is acting, and will do what is due
        return last_resort(lab, error)
    except Exception as error:  # noqa: BLE001 -- a bug of ours must not keep the lab billed; raised again
        return last_resort(lab, error)
    if given.phase is Phase.RUNNING:
        _probe(lab)
    return given


def _ticked(lab: Lab) -> Status:
    delete_known_first(lab)
    return _kept(lab, run(lab, keep, lasting=lab.budget))


def _probe(lab: Lab) -> None:
    """While nothing is urgent. A store that fails now is tried again by the next tick."""
    try:
        lab.probe()
    except PortError:
        return


def status(lab: Lab) -> Status:
    """Read-only. One live look per 15 s, and none while the platform asks for silence (429).

    In between, the last one with its age; a new process has the memory's (rule 13).
    """
    desk, now = lab.desk, lab.clock.monotonic()
    fresh = now - desk.given < lab.settings.timing.look_awake
    if desk.status is not None and fresh:
        return desk.status
    if now < desk.quiet:
        return _last(lab) or _kept(lab, look(lab))
    outcome = look(lab)
    wait = outcome.seen.pools.wait if isinstance(outcome.seen.pools, Unknown) else None
    if wait is None:
        return _kept(lab, outcome)
    desk.quiet = now + wait
    return _last(lab) or _kept(lab, outcome)


def _last(lab: Lab) -> Status | None:
    return lab.desk.status or remembered(lab, memories.load(lab)[0])


def look(lab: Lab) -> Outcome:
    """Observe and decide, and neither save nor act."""
    elsewhere = _elsewhere(lab)
    state = state_of(lab, elsewhere)
    head, read = state.head, state.read
    lab = by_server(lab, head)
    stored = commit_of(lab).load(head)
    seen = observe(lab, stored.session, read.memory, forgot=bool(read.unread), elsewhere=elsewhere)
    seen = replace(seen, unasked=unasked(read, state.unseen))
    looked = None if state.unseen else looked_at(head)
    said = LeaseSaid(looked, read.memory.token if head is None else head.token)
    seen = with_losses(lab, stored, seen, said)
    now = lab.clock.now()
    decision = decide(stored.session, seen, now, lab.settings)
    noticed = remember(decision, phase_of(decision), seen, now, lab.settings)
    return Outcome(decision=decision, seen=seen, memory=noticed)


def _elsewhere(lab: Lab) -> Unknown | None:
    """Why nothing of the lab is to be read where the kubeconfig leads."""
    try:
        confirm(lab)
    except WrongClusterError as error:
        return Unknown("the lab's cluster", str(error))
    except PortError:
        return None  # the provider's own sources say that it cannot be asked
    return None


def _asked(lab: Lab, grant: Grant, named: str = "") -> Status:
    """Whoever asks is an actor too: past the limit, what cannot be recorded must still not bill."""
    try:
        return _kept(lab, run(lab, grant, lasting=timedelta(), named=named))
    except (LockHeldError, ConflictError, RefusedError):
        raise
    except Exception as error:
        last_resort(lab, error)
        raise


def _bound(session: Session, before: Session | None, named: str) -> Session:
    """The lab stays bound to its cluster from session to session, until a request names another."""
    last = before.cluster if before is not None else None
    return replace(session, cluster=named or session.cluster or last)


def _kept(lab: Lab, outcome: Outcome) -> Status:
    given = status_of(lab, outcome)
    lab.desk.status, lab.desk.given = given, lab.clock.monotonic()
    return given


def _known(lab: Lab, session: Session | None, seen: Observation, now: datetime) -> Session | None:
    """The session, or the one that pools are adopted into: where there is none, or a wrong one."""
    if session is not None and not in_its_place(session, seen, lab.settings):
        return session
    return decide(session, seen, now, lab.settings).session


def _blind(pools: Unknown) -> TemporaryError:
    """Nothing says whether the lab runs: a second session would not know of the first."""
    said = f"no session is known, and whether one runs cannot be seen: {pools.why}"
    return TemporaryError(said, retry_after=pools.wait or timedelta(seconds=30))


def _is_over(lab: Lab, session: Session, seen: Observation, now: datetime) -> bool:
    """A session that was wanted down and is proven off: the next start begins a new one.

    Its receipt is written upon that proof: whoever cannot see today does not undo it.
    """
    if session.wanted is Wanted.UP and now < session.end:
        return False
    if seen.receipt is True:
        return True
    return phase_of(decide(session, seen, now, lab.settings)) is Phase.STOPPED
