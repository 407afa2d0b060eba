"""What a person may ask of the lab, and when we refuse. A replay changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from shared.core import limits
from shared.core.asked import ExtendAsked, StartAsked, StopAsked
from shared.core.ledger import ZURICH
from shared.core.pools import PARKED, begun, ours
from shared.core.seen import Observation, Unknown
from shared.core.session import (
    KEYS_REMEMBERED,
    Lease,
    NodeCount,
    PoolWish,
    Session,
    Wanted,
)
from shared.core.settings import Settings
from shared.errors import RefusedError


def grant_start(
    session: Session | None, asked: StartAsked, seen: Observation, now: datetime, settings: Settings
) -> Session:
    """A new session, or the present one extended, in another shape if another is asked.

    `session` is None where none is under way. Raises RefusedError beyond the limits.
    """
    if session is not None and _replayed(session, asked.key):
        return session
    base = _begun_again(session, seen, now, settings) if session else _new(asked, now)
    lease = Lease(holder=asked.holder, until=now + asked.lasts)
    granted = _leased(base, lease, now)
    if session is None or session.profile != asked.profile or session.wanted is Wanted.DOWN:
        granted = _shaped(granted, asked.profile, now, settings)
    _refuse_beyond(granted, seen, now, settings)
    return _keyed(granted, asked.key)


def grant_extend(
    session: Session | None,
    asked: ExtendAsked,
    seen: Observation,
    now: datetime,
    settings: Settings,
) -> Session:
    if session is None or session.wanted is Wanted.DOWN:
        msg = "nothing runs that could be extended"
        raise RefusedError(msg, advice="start the lab instead")
    if _replayed(session, asked.key):
        return session
    lease = Lease(holder=asked.holder, until=now + asked.lasts)
    granted = _leased(session, lease, now)
    _refuse_beyond(granted, seen, now, settings)
    return _keyed(granted, asked.key)


def grant_stop(session: Session, asked: StopAsked, now: datetime) -> Session:
    """A holder gives back its own lease; a person's stop ends all of them."""
    if session.wanted is Wanted.DOWN or _replayed(session, asked.key):
        return session
    if asked.holder is None:
        return _keyed(want_down(session, now, "somebody asked for it"), asked.key)
    return _keyed(_given_back(session, asked.holder, now), asked.key)


def want_down(session: Session, now: datetime, why: str) -> Session:
    """The end stays what it was: the money's limit (rule 5) counts from it, not from a wish."""
    return replace(session, wanted=Wanted.DOWN, since=now, leases=(), why=why)


def _given_back(session: Session, holder: str, now: datetime) -> Session:
    holders = [lease.holder for lease in session.leases]
    if holder not in holders:
        msg = f"{holder} holds no lease of this lab"
        raise RefusedError(msg, advice=f"holders: {', '.join(holders)}; without one, stop ends all")
    rest = tuple(x for x in session.leases if x.holder != holder and x.until > now)
    if not rest:
        return want_down(session, now, f"{holder} gave back the last lease")
    return replace(session, leases=rest, end=max(x.until for x in rest))


def _new(asked: StartAsked, now: datetime) -> Session:
    return Session(
        id=f"s{now:%Y%m%d-%H%M%S}",
        wanted=Wanted.UP,
        since=now,
        started=now,
        profile=asked.profile,
        end=now + asked.lasts,
        why=f"{asked.holder} asked for {asked.profile}",
    )


def _begun_again(session: Session, seen: Observation, now: datetime, settings: Settings) -> Session:
    """A stop that is not proven yet may be taken back. With no pool left, its birth is now:

    the hard limit of a run that is over must not refuse the next one. A parked pool is what
    the platform keeps between two runs (rule 11): the session stays open over it.
    """
    if session.wanted is Wanted.UP or isinstance(seen.pools, Unknown):
        return session
    left = any(p.name != PARKED for p in ours(seen.pools, settings))
    return session if left else replace(session, started=now)


def _shaped(session: Session, profile: str, now: datetime, settings: Settings) -> Session:
    return replace(
        session,
        wanted=Wanted.UP,
        since=now,
        profile=profile,
        pools=wishes(profile, settings),
        why=f"asked for {profile}",
    )


def wishes(profile: str, settings: Settings) -> tuple[PoolWish, ...]:
    """The pools of a profile, each with all that makes it billable."""
    shape = settings.profiles[profile].nodes
    specs = ((settings.pools[name], count) for name, count in shape.items())
    return tuple(
        PoolWish(name=s.name, flavor=s.flavor, zone=s.zone, nodes=NodeCount(count))
        for s, count in specs
    )


def _leased(session: Session, lease: Lease, now: datetime) -> Session:
    """The end becomes the later of what it was and what is asked: a replay changes nothing."""
    mine = next((x for x in session.leases if x.holder == lease.holder), lease)
    kept = tuple(x for x in session.leases if x.holder != lease.holder and x.until > now)
    longest = replace(lease, until=max(lease.until, mine.until))
    leases = tuple(sorted((*kept, longest), key=lambda x: x.holder))
    # A lab that was adopted, or recovered without its leases, has an end and no holder.
    ends = [x.until for x in leases] + ([session.end] if session.wanted is Wanted.UP else [])
    return replace(session, leases=leases, end=max(ends))


def _refuse_beyond(session: Session, seen: Observation, now: datetime, settings: Settings) -> None:
    born = session.started
    if not isinstance(seen.pools, Unknown):
        born = begun(ours(seen.pools, settings), born)
    latest = born + settings.limits.hours
    if session.end > latest:
        left = max(latest - now, timedelta())
        msg = f"the lab may run until {latest.astimezone(ZURICH):%Y-%m-%d %H:%M} at the latest"
        raise RefusedError(msg, advice=f"ask for at most {left.total_seconds() / 3600:.2f} hours")
    nodes = sum(wish.nodes for wish in session.pools)
    if passed := limits.too_many(nodes, settings) or limits.too_dear(
        session.pools, session.end - now, seen.prices, settings
    ):
        raise RefusedError(passed, advice="the limits are set in lab.yaml, under limits")


def _replayed(session: Session, key: str) -> bool:
    return bool(key) and key in session.keys


def _keyed(session: Session, key: str) -> Session:
    if not key:
        return session
    return replace(session, keys=(*session.keys, key)[-KEYS_REMEMBERED:])
