"""No such node is free in a zone: another one, unless a volume binds the lab (rule 12).

A Cinder volume belongs to one zone (P3.2), and its PersistentVolume says which nodes can
have it. Zones are named in several ways (P1.10): a volume follows only where it says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from shared.core import alarm, kube
from shared.core.actions import Message
from shared.core.refusals import full
from shared.core.remembered import pods
from shared.core.scope import Scope, scope_of
from shared.core.seen import Json, Observation, Unknown
from shared.core.session import PoolWish, Session
from shared.core.settings import Settings

VOLUMES = "persistentvolumes"
TEMPLATED = ("deployments.apps", "statefulsets.apps", "jobs.batch")


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
    scope = scope_of(cluster, settings)
    used = _claims(scope)
    held = [v for v in cluster.objects[VOLUMES] if used.holds(v) and not _follows(v, zone)]
    return ", ".join(f"the volume of {_claim(v)} lies elsewhere" for v in held)


def _follows(volume: Json, zone: str) -> bool:
    """Any of its terms lets it: one that names no zone does."""
    required = (kube.spec(volume).get("nodeAffinity") or {}).get("required") or {}
    terms = required.get("nodeSelectorTerms") or ()
    return not terms or any(_allows(term, zone) for term in terms)


def _allows(term: Json, zone: str) -> bool:
    rules = [r for r in term.get("matchExpressions") or () if str(r.get("key")).endswith("/zone")]
    return all(r.get("operator") == "In" and zone in (r.get("values") or ()) for r in rules)


class Claims(NamedTuple):
    """ "namespace/claim" of what wakes, and the beginnings of those that StatefulSets make."""

    named: frozenset[str]
    begun: tuple[str, ...]

    def holds(self, volume: Json) -> bool:
        claim = _claim(volume)
        return claim in self.named or claim.startswith(self.begun)


def _claims(scope: Scope) -> Claims:
    sets = scope.of("statefulsets.apps")
    begun = tuple(
        f"{kube.meta(s)['namespace']}/{kube.meta(t)['name']}-{kube.meta(s)['name']}-"
        for s in sets
        for t in kube.spec(s).get("volumeClaimTemplates") or ()
    )
    return Claims(
        frozenset(c for owner, spec in _pod_specs(scope) for c in _used(owner, spec)), begun
    )


def _pod_specs(scope: Scope) -> Iterator[tuple[Json, Json]]:
    """What wakes, each with the pods that it makes."""
    for resource in TEMPLATED:
        for obj in scope.of(resource):
            yield obj, _template(kube.spec(obj))
    for obj in scope.of("cronjobs.batch"):
        yield obj, _template((kube.spec(obj).get("jobTemplate") or {}).get("spec") or {})
    for pod in (*scope.bare_pods(), *pods(scope)):
        yield pod, kube.spec(pod)


def _template(spec: Json) -> Json:
    found: dict[str, Any] = (spec.get("template") or {}).get("spec") or {}
    return found


def _used(owner: Json, pod: Json) -> Iterator[str]:
    for volume in pod.get("volumes") or ():
        if claim := volume.get("persistentVolumeClaim"):
            yield f"{kube.meta(owner).get('namespace', '')}/{claim.get('claimName', '')}"


def _claim(volume: Json) -> str:
    ref = kube.spec(volume).get("claimRef") or {}
    return f"{ref.get('namespace', '')}/{ref.get('name', '')}"
