"""From one outcome to what a person is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from shared.core import kube
from shared.core.decide import phase_of
from shared.core.kept import kept
from shared.core.metering import cost
from shared.core.pools import begun, foreign, ours
from shared.core.proof import prove
from shared.core.scope import scope_of
from shared.core.seen import Leftover, NodePool, Observation, Unknown
from shared.core.session import Phase, Session, Wanted
from shared.core.surplus import nodes_of, unwanted
from shared.core.view import Status
from shared.usecases.cycle import Outcome
from shared.usecases.lab import Lab


def status_of(lab: Lab, outcome: Outcome) -> Status:
    session, seen = outcome.decision.session, outcome.seen
    phase = phase_of(outcome.decision)
    why = ". ".join(x for x in (outcome.decision.reason, outcome.failure) if x)
    plain = Status(
        lab=lab.settings.lab,
        phase=phase,
        why=why,
        now=lab.clock.now(),
        looked_at=seen.at,
        bills=_bills(seen, lab),
        asleep=_asleep(seen, lab),
        changed=outcome.changed,
    )
    return plain if session is None else _with_session(plain, session, outcome, lab)


def _with_session(plain: Status, session: Session, outcome: Outcome, lab: Lab) -> Status:
    seen = outcome.seen
    lines = cost(outcome.memory.metered, seen.prices, plain.now)
    per_hour = _per_hour(seen, lab)
    left = Decimal(int(max(session.end - plain.now, timedelta()).total_seconds())) / 3600
    off = plain.phase is Phase.STOPPED
    return replace(
        plain,
        session=session.id,
        profile=session.profile,
        nodes_ready=_ready(session, seen, lab),
        nodes_wanted=_wanted(session),
        holders=tuple(lease for lease in session.leases if lease.until > plain.now),
        end=None if plain.phase in (Phase.STOPPED, Phase.PARKED) else session.end,
        birth=begun(_ours(seen, lab), session.started),
        chf=sum((line.chf for line in lines if line.chf is not None), Decimal(0)),
        chf_per_hour=per_hour,
        chf_to_end=per_hour * left if session.wanted is Wanted.UP else Decimal(0),
        missing=tuple(sorted({line.flavor for line in lines if line.chf is None})),
        proof=prove(session, seen, lab.settings).evidence if off else {},
    )


def _ready(session: Session, seen: Observation, lab: Lab) -> int:
    """Of a lab that changes its shape, only the nodes that the new one wants count."""
    if isinstance(seen.cluster, Unknown):
        return 0
    mine = _ours(seen, lab)
    going = unwanted(session, mine)
    gone = nodes_of(going, tuple(p for p in mine if p not in going), seen.cluster.nodes)
    return sum(node.ready for node in seen.cluster.nodes if node not in gone)


def _wanted(session: Session) -> int:
    return sum(w.nodes for w in session.pools) if session.wanted is Wanted.UP else 0


def _ours(seen: Observation, lab: Lab) -> tuple[NodePool, ...]:
    return () if isinstance(seen.pools, Unknown) else ours(seen.pools, lab.settings)


def _per_hour(seen: Observation, lab: Lab) -> Decimal:
    rates = (seen.prices.get(p.flavor, Decimal(0)) * p.target for p in _ours(seen, lab))
    balancers = len(_mine(seen.leftovers.load_balancers))
    return sum(rates, Decimal(0)) + balancers * seen.prices.get("load_balancer", Decimal(0))


def _bills(seen: Observation, lab: Lab) -> tuple[str, ...]:
    """What costs money now, ours and others', in words; a source that is Unknown says so."""
    if isinstance(seen.pools, Unknown):
        return (f"unknown: cannot see {seen.pools.source}",)
    mine = [f"pool {p.name}: {p.target} x {p.flavor}" for p in ours(seen.pools, lab.settings)]
    others = [f"pool {p.name}, not ours" for p in foreign(seen.pools, lab.settings)]
    balancers = [f"load balancer {x.name}" for x in _mine(seen.leftovers.load_balancers)]
    volumes = [f"volume {x.name}: {x.size_gb} GB, stays" for x in _mine(seen.leftovers.volumes)]
    return (*mine, *others, *balancers, *_addresses(seen), *volumes)


def _addresses(seen: Observation) -> tuple[str, ...]:
    stays = kept(seen)
    held = () if isinstance(stays, Unknown) else stays
    mine = _mine(seen.leftovers.floating_ips)
    return tuple(f"address {x.name}, kept" if x in held else f"address {x.name}" for x in mine)


def _mine(items: tuple[Leftover, ...] | Unknown) -> tuple[Leftover, ...]:
    return () if isinstance(items, Unknown) else tuple(i for i in items if i.ours)


def _asleep(seen: Observation, lab: Lab) -> tuple[str, ...]:
    """Workloads that we put to sleep and that are not back."""
    if isinstance(seen.cluster, Unknown):
        return ()
    scope = scope_of(seen.cluster, lab.settings)
    return tuple(
        kube.title(o)
        for r in ("deployments.apps", "statefulsets.apps")
        for o in scope.of(r)
        if kube.remembered(o, kube.REPLICAS) is not None
    )
