"""Money wins at the limit (rule 5): without lock, session, archive or Kubernetes.

Reached only where the ordinary cycle could not run, be it for a bug of ours. The lock
is needed to create, extend and write, never to delete: 15 minutes past the end any
actor deletes our pools by their known ids, loudly. OFF is not claimed from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from shared.core import alarm
from shared.core.actions import Action, Message
from shared.core.adopt import adopt
from shared.core.beside import KINDS, named
from shared.core.births import undated_since
from shared.core.last_pool import going
from shared.core.limit import money_wins, past_the_limit
from shared.core.pools import begun, ours
from shared.core.recognised import recognised
from shared.core.seen import NodePool, Unknown
from shared.core.session import Phase, Session, Wanted
from shared.core.step import Step
from shared.core.view import Status
from shared.errors import LabError, TemporaryError, WrongClusterError
from shared.ports import Head
from shared.usecases import memory as memories
from shared.usecases.act import act, words
from shared.usecases.aftermath import release
from shared.usecases.asking import Asking
from shared.usecases.clocks import by_server
from shared.usecases.cycle import commit_of, looked_at
from shared.usecases.known_ids import Deleted, delete_known, published
from shared.usecases.lab import Lab, unheld
from shared.usecases.right_cluster import said
from shared.usecases.tell import EVER, told_once

REPEATED_EVERY, REPEATED_FOR = timedelta(hours=1), timedelta(minutes=5)


def last_resort(lab: Lab, error: Exception) -> Status:
    """Deletes what bills past the limit; raises `error` again where the limit is not passed.

    Known ids come first: a list may not be to be had. What went wrong is told once a day,
    where it lasts or cannot pass by itself.
    """
    head = _head(lab, error)
    lab = by_server(lab, head)
    now = lab.clock.now()
    found = _wanted(lab, head)
    first = _known_first(lab, found, now)
    try:
        mine = going(ours(_recognised(lab, found), lab.settings), lab.settings)
    except LabError as blind:
        _warn(lab, Trouble(f"{error}; {blind}", error, head, unseen=True), found)
        if first is not None and not first.done.failed:
            return _asked(lab, first, error)
        raise error from blind
    session = _session(lab, mine, found, error, now)
    trouble = Trouble(str(error), error, head, unseen=False)
    if not mine and found is not None and past_the_limit(found, now, lab.settings):
        _warn(lab, trouble, None)
        if rest := ", ".join(release(lab, found, error)):
            _tell(lab, (alarm.left_over(rest, str(error)),), found.end)
        raise error
    if not mine or not past_the_limit(session, now, lab.settings):
        _warn(lab, trouble, session if mine else None)
        raise error
    return _deleted(lab, mine, session, money_wins(mine, session, now, _beside(lab)), error)


def is_overdue(lab: Lab, error: Exception) -> bool:
    """Whether whoever holds the lock, or won the race, should have ended the lab by now (rule 5).

    Where nobody can tell, it may be.
    """
    head = _head(lab, error)
    found = _wanted(lab, head)
    now = by_server(lab, head).clock.now()
    return found is None or past_the_limit(found, now, lab.settings)


def _known_first(lab: Lab, session: Session | None, now: datetime) -> Deleted | None:
    if session is None or not past_the_limit(session, now, lab.settings):
        return None
    return delete_known(lab, session, memories.load(lab)[0])


def _asked(lab: Lab, first: Deleted, error: Exception) -> Status:
    now = lab.clock.now()
    return Status(
        lab=lab.settings.lab,
        phase=Phase.STOPPING,
        why=f"{first.reason}; the ordinary stop could not run: {error}",
        now=now,
        looked_at=now,
        session=first.session.id,
        bills=tuple(f"pool {name}, until it is gone" for name in first.names),
    )


def _deleted(
    lab: Lab, mine: tuple[NodePool, ...], session: Session, step: Step, error: Exception
) -> Status:
    now = lab.clock.now()
    done = act(lab, (a for a in step.actions if not isinstance(a, Message)), token=0)
    _tell(lab, step.actions, session.since)
    failed = f"; could not {words(done.failed[0])}: {done.failed[1]}" if done.failed else ""
    return Status(
        lab=lab.settings.lab,
        phase=Phase.STOPPING,
        why=f"{step.reason}{failed}; the ordinary stop could not run: {error}",
        now=now,
        looked_at=now,
        session=session.id,
        bills=tuple(f"pool {p.name}: {p.target} x {p.flavor}" for p in mine),
    )


def _recognised(lab: Lab, found: Session | None) -> tuple[NodePool, ...]:
    """By the best that can be read; labels alone, where nothing can."""
    listed = lab.pools.list()
    if all(pool.labels is not None for pool in listed):
        return listed
    memory, _ = memories.load(lab)
    return recognised(listed, found, memory, lab.settings)


def _session(
    lab: Lab,
    mine: tuple[NodePool, ...],
    found: Session | None,
    error: Exception,
    now: datetime,
) -> Session:
    """The one of these pools, by the best that can be read; else what explains them (rule 5).

    No end passes the hard limit after the birth, whatever was read.
    """
    if found is None or not _explains(found, mine):
        return adopt(mine, _since(lab, mine, error, now), lab.settings)
    latest = begun(mine, found.started) + lab.settings.limits.hours
    return replace(found, end=min(found.end, latest))


def _since(lab: Lab, mine: tuple[NodePool, ...], error: Exception, now: datetime) -> datetime:
    """For pools that no label dates, by whatever can be asked: a birth is never now by itself."""
    ask = Asking(unheld)
    elsewhere = isinstance(error, WrongClusterError)
    nodes = () if elsewhere else ask("the cluster", lab.cluster.nodes)
    servers = ask("Nova", lambda: lab.leftovers.list("server"))
    return undated_since(
        mine,
        () if isinstance(nodes, Unknown) else nodes,
        () if isinstance(servers, Unknown) else servers,
        memories.load(lab)[0].metered,
        now,
        alone=all(p.labels is None for p in mine),
    )


def _explains(found: Session, mine: tuple[NodePool, ...]) -> bool:
    """It is not one that was over before these pools were made, or before somebody made them."""
    born = [p.labels.birth for p in mine if p.labels is not None]
    if born:
        return found.end >= min(born)
    names = {wish.name for wish in found.pools}
    return found.wanted is Wanted.UP or any(p.name in names for p in mine)


def _wanted(lab: Lab, head: Head | None) -> Session | None:
    """As the head names it, or its notes; the published copy where no head can be read."""
    try:
        return published(lab) if head is None else commit_of(lab).load(head).session
    except LabError:
        return None


def _head(lab: Lab, error: Exception) -> Head | None:
    """Or the Lease's copy of it, where the store keeps it and cannot be read, or lost it.

    In a cluster that is not the lab's lies another lab's Lease, if any.
    """
    if isinstance(error, WrongClusterError):
        return None
    for read in (lab.heads.read, lab.copied):
        try:
            found = read()
        except LabError:
            continue
        if found is not None:
            return found
    return None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the cycle could not run. `head` is what could be read of the lock; `unseen`: no pool."""

    why: str
    error: Exception
    head: Head | None
    unseen: bool


def _warn(lab: Lab, trouble: Trouble, session: Session | None) -> None:
    """A failure that may pass by itself is worth an alarm once it lasts, or once it costs.

    Past the end it is told once more, whatever was told before. Where neither pools nor
    anything that was ever written can be seen, nobody knows what it costs.
    """
    error, why = trouble.error, trouble.why
    if isinstance(error, WrongClusterError):
        _tell(lab, (said(error, why),))
        return
    now, timing = lab.clock.now(), lab.settings.timing
    memory, readable = memories.load(lab)
    looks = [memory.look.at] if memory.look else []
    last = max([*looks, *filter(None, [looked_at(trouble.head)])], default=None)
    silent = timing.stuck + timing.look_asleep
    lasts = last is not None and now - last >= silent
    costs = session is not None and now - session.end >= timing.money_wins_after
    nothing_is_known = trouble.unseen and session is None and not readable
    if isinstance(error, TemporaryError) and not (lasts or costs or nothing_is_known):
        return
    if last is not None and not (readable or costs or _is_time_to_repeat(now - last - silent)):
        return
    pools = tuple(wish.name for wish in session.pools) if session else ()
    names = "" if nothing_is_known else ", ".join((*pools, *_beside(lab)))
    since = session.end if session and costs else EVER
    _tell(lab, (alarm.tick_failed(type(error).__name__, why, names, now),), since)


def _is_time_to_repeat(lasts: timedelta) -> bool:
    """Where it cannot be noted what was said: a few minutes of each hour, by any cron's rhythm."""
    return lasts % REPEATED_EVERY < REPEATED_FOR


def _beside(lab: Lab) -> tuple[str, ...]:
    ask = Asking(unheld)
    lists = [ask(kind, partial(lab.leftovers.list, kind)) for kind in KINDS]
    return named(lists, memories.load(lab)[0])


def _tell(lab: Lab, messages: Iterable[Action], since: datetime = EVER) -> None:
    for message in messages:
        if isinstance(message, Message):
            told_once(lab, message, since)
