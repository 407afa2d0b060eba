"""No pool is left: what they left behind, the proof of zero, the receipt, and only then OFF."""

from __future__ import annotations

from datetime import datetime

from shared.core import news
from shared.core.actions import Action, DeleteObject, ObjectRef, WriteReceipt
from shared.core.amending import amendments, meter_late
from shared.core.kept import kept
from shared.core.metering import receipt
from shared.core.orphans import orphaned
from shared.core.proof import prove
from shared.core.seen import Observation, Unknown
from shared.core.session import Session
from shared.core.settings import Settings
from shared.core.sight import can_see, our_nodes
from shared.core.step import Step, blocked


def step_off(session: Session, seen: Observation, now: datetime, settings: Settings) -> Step:
    if nodes := left_over_nodes(session, seen, settings):
        return Step("deleting the Node objects that were left behind", nodes)
    if orphans := orphaned(seen, settings):
        return Step("deleting what only workers would have released", orphans)
    if sent := may_land(session, seen, now, settings):
        return Step(f"no pool is left, but a request for {', '.join(sent)} may still land")
    proof = prove(session, seen, settings)
    if not proof.holds:
        return Step(f"no pool is left, but it is not proven off: {'; '.join(proof.missing)}")
    return _in_the_books(session, seen, proof.evidence, now, settings)


def may_land(
    session: Session, seen: Observation, now: datetime, settings: Settings
) -> tuple[str, ...]:
    """A POST may make its pool after everything was looked at: it is waited for (rule 1).

    An answer is no reason not to: what it made may have been a twin of what is to come.
    """
    memory, wait = seen.memory, settings.timing.unanswered
    asked = memory.asked if memory.session == session.id else {}
    return tuple(name for name, at in asked.items() if now - at < wait)


def _in_the_books(
    session: Session,
    seen: Observation,
    evidence: dict[str, str],
    now: datetime,
    settings: Settings,
) -> Step:
    """OFF is said once the ledger holds the receipt, and what came late."""
    if isinstance(seen.receipt, Unknown):
        return blocked(seen.receipt)
    if not seen.receipt:
        bill = receipt(session, seen, evidence, now, settings)
        said = news.off(bill, _stays(seen))
        return Step("proven off: writing the receipt", (WriteReceipt(receipt=bill), said))
    if amends := amendments(session, seen, now, settings, evidence):
        return Step("proven off: amending the bill by a pool that appeared late", amends)
    if late := meter_late(session, seen, settings):
        named = ", ".join(one.line.name for one in late)
        return Step(f"no pool is left; what {named} billed, which appeared late, is not told yet")
    stays = news.stays(_stays(seen))[0]
    reason = f"off, and proven: no node, load balancer or address of the lab is billed{stays}"
    return Step(reason, settled=True)


def _stays(seen: Observation) -> news.Kept:
    volumes, addresses = seen.leftovers.volumes, kept(seen)
    return news.Kept(
        0 if isinstance(volumes, Unknown) else sum(v.size_gb for v in volumes if v.ours),
        () if isinstance(addresses, Unknown) else tuple(a.name for a in addresses),
    )


def left_over_nodes(session: Session, seen: Observation, settings: Settings) -> tuple[Action, ...]:
    """The controller that would delete them died with the last node. Matched by providerID:

    a Node whose server Nova still shows is not left over, nor one that never had any: somebody
    joined it by hand. Where Nova could not be asked, or is blind, nothing is deleted: to a
    credential of another project every server is gone.
    """
    if isinstance(seen.cluster, Unknown) or isinstance(seen.leftovers.servers, Unknown):
        return ()
    if not (can_see("servers", session, seen) or "servers" in settings.accept_blind):
        return ()
    servers = {s.id for s in seen.leftovers.servers}
    dead = [
        n
        for n in our_nodes(seen, settings)
        if not n.ready and n.provider_id and n.provider_id.rpartition("/")[2] not in servers
    ]
    return tuple(
        DeleteObject(
            ref=ObjectRef(resource="nodes", name=n.name), uid=n.uid, why="its server is gone"
        )
        for n in dead
    )
