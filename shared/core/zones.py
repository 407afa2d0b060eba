"""No such node is free in a zone: another one, unless a volume binds the lab (rule 12).

A Cinder volume belongs to one zone (P3.2), and its PersistentVolume says which nodes can
have it. Zones are named in several ways (P1.10): a volume follows only where it says so.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from shared.core import alarm, kube
from shared.core.actions import Message
from shared.core.refusals import full
from shared.core.scope import scope_of
from shared.core.seen import Json, Observation, Unknown
from shared.core.session import PoolWish, Session
from shared.core.settings import Settings

VOLUMES = "persistentvolumes"
GIVEN_BACK = ("Released", "Failed")


class Placed(NamedTuple):
    """The zone to ask in, and what is said where it is not the configured one, or is full."""

    zone: str
    said: tuple[Message, ...] = ()


def placed(
    session: Session, wish: PoolWish, seen: Observation, now: datetime, settings: Settings
) -> Placed:
    """By what was refused in this session: what another one met may be over."""
    if seen.memory.session != session.id:
        return Placed(wish.zone)
    if not _full(wish, wish.zone, seen, now, settings):
        return Placed(wish.zone)
    spec = settings.pools.get(wish.name)
    others = spec.other_zones if spec is not None else ()
    free = (z for z in others if z != wish.zone and not _full(wish, z, seen, now, settings))
    why = "no other zone is configured for it" if not others else "nor in any other that it may use"
    for zone in free:
        held = _binding(seen, zone, settings)
        if held == "":
            return Placed(zone, (_said(wish, f"asked for in {zone} instead"),))
        why = f"{zone} is not tried, because {held}"
    return Placed(wish.zone, (_said(wish, f"{why}; asked for again there"),))


def _said(wish: PoolWish, then: str) -> Message:
    return alarm.no_capacity(wish.name, wish.flavor, wish.zone, then)


def _full(wish: PoolWish, zone: str, seen: Observation, now: datetime, settings: Settings) -> bool:
    return full(wish.flavor, zone, seen.memory, now, settings.timing.stuck)


def _binding(seen: Observation, zone: str, settings: Settings) -> str:
    """What keeps the lab from being woken in that zone, in words; "" where nothing does."""
    cluster = seen.cluster
    if isinstance(cluster, Unknown):
        return f"which volumes it wakes cannot be seen: {cluster.why}"
    if VOLUMES not in cluster.objects:
        return "which volumes it wakes was not looked at"
    spared = scope_of(cluster, settings).spared
    held = [v for v in cluster.objects[VOLUMES] if _holds(v, spared) and not _follows(v, zone)]
    return ", ".join(f"the volume of {_claim(v)} lies elsewhere" for v in held)


def _holds(volume: Json, spared: frozenset[str]) -> bool:
    """Something claims it that a wake may bring back, be it an operator's, which no look shows.

    What was given back, and is only retained, nothing mounts.
    """
    phase = (volume.get("status") or {}).get("phase")
    ref = kube.spec(volume).get("claimRef") or {}
    return bool(ref) and ref.get("namespace", "") not in spared and phase not in GIVEN_BACK


def _follows(volume: Json, zone: str) -> bool:
    """Any of its terms lets it: one that names no zone does. Without terms it may lie anywhere."""
    required = (kube.spec(volume).get("nodeAffinity") or {}).get("required") or {}
    terms = required.get("nodeSelectorTerms") or ()
    return any(_allows(term, zone) for term in terms)


def _allows(term: Json, zone: str) -> bool:
    rules = [r for r in term.get("matchExpressions") or () if str(r.get("key")).endswith("/zone")]
    return all(r.get("operator") == "In" and zone in (r.get("values") or ()) for r in rules)


def _claim(volume: Json) -> str:
    ref = kube.spec(volume).get("claimRef") or {}
    return f"{ref.get('namespace', '')}/{ref.get('name', '')}"
