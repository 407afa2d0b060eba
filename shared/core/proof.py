"""Proof of zero: OFF only when every source that can see shows nothing of ours (rule 7).

A source counts only once it has shown that it can see: it showed a resource of
this session while it existed, or shows a permanent control object now. One that
never did is blind, and no OFF goes through it unless a person accepted that in
lab.yaml; the evidence then says so. "Could not ask" is not zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.core.kept import kept
from shared.core.pools import foreign, ours
from shared.core.seen import Leftover, Node, Observation, Unknown
from shared.core.session import Session
from shared.core.settings import Settings

SOURCES = ("pools", "nodes", "servers", "load_balancers", "floating_ips", "volumes")
WITNESSES_OF_WORKLOADS = ("load_balancers", "floating_ips", "volumes")


@dataclass(frozen=True, slots=True)
class Proof:
    """`evidence`: source -> what it showed; `missing`: why it is not proven yet."""

    evidence: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.missing


class Sighting(NamedTuple):
    """One source's answer: what of ours it still shows, and whether it sees a control object."""

    present: tuple[str, ...] | Unknown
    control: str = ""


def prove(session: Session, seen: Observation, settings: Settings) -> Proof:
    evidence: dict[str, str] = {}
    missing: list[str] = []
    for source, sighting in sightings(session, seen, settings).items():
        verdict = _verdict(source, sighting, session, seen, settings)
        if verdict.ok:
            evidence[source] = verdict.text
        else:
            missing.append(verdict.text)
    return Proof(evidence, tuple(missing))


class Verdict(NamedTuple):
    ok: bool
    text: str


def _verdict(
    source: str, sighting: Sighting, session: Session, seen: Observation, settings: Settings
) -> Verdict:
    if isinstance(sighting.present, Unknown):
        return Verdict(ok=False, text=f"could not ask {source}: {sighting.present.why}")
    if sighting.present:
        return Verdict(ok=False, text=f"{source} still shows {', '.join(sighting.present[:3])}")
    if sight := sighting.control or _shown_before(source, session, seen):
        none = "none attached" if source == "volumes" else "none"
        return Verdict(ok=True, text=f"{none}; it can see: {sight}")
    if source in settings.accept_blind:
        return Verdict(ok=True, text="none, but BLIND: it never showed anything; accepted by you")
    advice = "to accept that, name it under proof.accept_blind in lab.yaml"
    return Verdict(ok=False, text=f"{source} is blind, it never showed anything ({advice})")


def _shown_before(source: str, session: Session, seen: Observation) -> str:
    memory = seen.memory
    if memory.session == session.id and memory.sighted.get(source):
        return f"it showed {memory.sighted[source]}"
    return _idle(source, session, seen)


def _idle(source: str, session: Session, seen: Observation) -> str:
    """Why a source had nothing of this session to show; "" where that is not certain.

    What runs on workers (load balancers, volumes) cannot have acted where no node joined,
    and no machine was where every pool failed from the start. Certain only if this
    session's memory is there and never saw one: a lost memory proves nothing.
    """
    memory = seen.memory
    if memory.session != session.id or not memory.whole:
        return ""
    if source in WITNESSES_OF_WORKLOADS and not memory.sighted.get("nodes"):
        return "no node of this session ever joined"
    if source == "servers" and not memory.sighted.get("pools"):
        return "no pool of this session could ever boot"
    return ""


def sightings(session: Session, seen: Observation, settings: Settings) -> dict[str, Sighting]:
    """What each source shows of this lab, by the names of SOURCES."""
    left = seen.leftovers
    return {
        "pools": _pools(seen, settings),
        "nodes": _nodes(session, seen, settings),
        "servers": _billing(left.servers),
        "load_balancers": _billing(left.load_balancers),
        "floating_ips": _addresses(seen),
        "volumes": _volumes(left.volumes),
    }


def _pools(seen: Observation, settings: Settings) -> Sighting:
    """The list is of the lab's own cluster, which answers under its id: that is its control."""
    if isinstance(seen.pools, Unknown):
        return Sighting(seen.pools)
    present = tuple(f"pool {p.name} ({p.status})" for p in ours(seen.pools, settings))
    return Sighting(present, control="the cluster that the pools belong to")


def _nodes(session: Session, seen: Observation, settings: Settings) -> Sighting:
    if isinstance(seen.cluster, Unknown):
        return Sighting(seen.cluster)
    if session.cluster is not None and seen.cluster.uid != session.cluster:
        return Sighting(Unknown("nodes", "this is not the lab's cluster"))
    present = tuple(f"node {n.name}" for n in our_nodes(seen, settings))
    return Sighting(present, control=f"the lab's cluster {seen.cluster.uid}")


def our_nodes(seen: Observation, settings: Settings) -> tuple[Node, ...]:
    """All nodes but those that foreign pools explain: unlabelled, of a foreign pool's flavor."""
    if isinstance(seen.cluster, Unknown):
        return ()
    others = () if isinstance(seen.pools, Unknown) else foreign(seen.pools, settings)
    flavors = {p.flavor for p in others}
    return tuple(n for n in seen.cluster.nodes if n.pool or n.flavor not in flavors)


def _billing(items: tuple[Leftover, ...] | Unknown) -> Sighting:
    if isinstance(items, Unknown):
        return Sighting(items)
    return Sighting(_named(i for i in items if i.ours), control=_control(items))


def _addresses(seen: Observation) -> Sighting:
    """One that is kept stays, as volumes do: seeing it is proof that addresses can be seen."""
    items, stays = seen.leftovers.floating_ips, kept(seen)
    if isinstance(items, Unknown) or isinstance(stays, Unknown):
        return _billing(items)
    going = tuple(i for i in items if i not in stays)
    control = f"floating_ip {stays[0].name}, which is kept" if stays else _control(going)
    return Sighting(_named(i for i in going if i.ours), control=control)


def _volumes(items: tuple[Leftover, ...] | Unknown) -> Sighting:
    """Volumes stay, detached: that is where the work lies. One still attached is not off."""
    if isinstance(items, Unknown):
        return Sighting(items)
    attached = _named(i for i in items if i.ours and i.attached)
    return Sighting(attached, control=_control(items, also_ours=True))


def _control(items: tuple[Leftover, ...], *, also_ours: bool = False) -> str:
    """Something that stays, seen now: a foreign resource, or one of ours that stays by design."""
    lasting = [i for i in items if also_ours or not i.ours]
    return f"{lasting[0].kind} {lasting[0].name}" if lasting else ""


def _named(items: Iterable[Leftover]) -> tuple[str, ...]:
    return tuple(f"{i.kind} {i.name or i.id}" for i in items)
