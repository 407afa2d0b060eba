"""Proof of zero: OFF only when every source that can see shows nothing of ours (rule 7).

A source counts only once it has shown that it can see: with the same credential, in the same
project and region, it showed a resource of this session while it existed, or shows a
permanent one of the lab's now (`sight`). It need not have, where nothing was there to be
shown (`idle`). Any other is blind, and no OFF goes through it unless a person accepted that
in lab.yaml; the evidence then says so. "Could not ask" is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from shared.core.idle import idle
from shared.core.seen import Observation, Unknown
from shared.core.session import Session
from shared.core.settings import Settings
from shared.core.sight import OPENSTACK, SOURCES, Sighting, can_see, key, reach_of, sightings

BALANCED = ("load_balancers", "floating_ips")  # by Services, which last from run to run

__all__ = ["OPENSTACK", "SOURCES", "Proof", "prove"]


@dataclass(frozen=True, slots=True)
class Proof:
    """`evidence`: source -> what it showed; `missing`: why it is not proven yet.

    `blind` are those of the missing that answered with nothing, and never showed anything.
    """

    evidence: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.missing


class Verdict(NamedTuple):
    ok: bool
    text: str
    blind: bool = False


def prove(session: Session, seen: Observation, settings: Settings) -> Proof:
    evidence: dict[str, str] = {}
    missing: list[Verdict] = []
    for source, sighting in sightings(session, seen, settings).items():
        verdict = _verdict(source, sighting, session, seen, settings)
        if verdict.ok:
            evidence[source] = verdict.text
        else:
            missing.append(verdict)
    blind = tuple(v.text for v in missing if v.blind)
    return Proof(evidence, tuple(v.text for v in missing), blind)


def _verdict(
    source: str, sighting: Sighting, session: Session, seen: Observation, settings: Settings
) -> Verdict:
    present = _present(source, sighting, seen)
    if isinstance(present, Unknown):
        return Verdict(ok=False, text=f"could not ask {source}: {present.why}")
    if present:
        return Verdict(ok=False, text=f"{source} still shows {', '.join(present[:3])}")
    if sees := _sees(source, sighting, session, seen):
        none = "none attached" if source == "volumes" else "none"
        return Verdict(ok=True, text=f"{none}; {sees}")
    blind = _why_blind(source, seen)
    if source in settings.accept_blind:
        return Verdict(ok=True, text=f"none, but BLIND: {blind}; accepted by you")
    text = f"{source} is blind, {blind} ({_what_helps(source, seen)})"
    return Verdict(ok=False, text=text, blind=bool(key(source, seen)))


def _present(source: str, sighting: Sighting, seen: Observation) -> tuple[str, ...] | Unknown:
    """Whose things an answer is about must be known before it can be read."""
    reach = seen.leftovers.reach
    return reach if source in OPENSTACK and isinstance(reach, Unknown) else sighting.present


def _sees(source: str, sighting: Sighting, session: Session, seen: Observation) -> str:
    """Why zero from this source is zero, "" where it is blind. None is more than its reach."""
    if not key(source, seen):
        return ""
    if sighting.control:
        return f"it can see: {sighting.control}"
    if can_see(source, session, seen):
        return f"it can see: it showed {seen.memory.sighted[key(source, seen)]}"
    nothing = idle(source, session, seen)
    return f"nothing to show: {nothing}" if nothing else ""


def _what_helps(source: str, seen: Observation) -> str:
    """A run in which nodes join shows each source something: unless this one was such a run.

    A load balancer that a Service waits for, or held, comes or goes in order in the next one.
    """
    accept = "to accept that, name it under proof.accept_blind in lab.yaml"
    memory, reach = seen.memory, reach_of(seen)
    ran = memory.whole and bool(memory.sighted.get("nodes")) and source not in BALANCED
    if ran or (reach is not None and reach.wrong):
        return accept
    return f"start and stop the lab once lets it show itself; {accept}"


def _why_blind(source: str, seen: Observation) -> str:
    reach = reach_of(seen) if source in OPENSTACK else None
    if reach is None or not reach.key:
        return "it never showed anything"
    if reach.wrong:
        return reach.wrong
    return (
        f"it never showed anything to the credential of project {reach.project} "
        f"in region {reach.region}"
    )
