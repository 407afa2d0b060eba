"""What a list no longer shows is asked for by its id: a list alone may be empty for other reasons.

A thing that is there, and not in the list, makes the list worthless: it is Unknown then, and
whatever else it left out is not taken to be gone (rule 7). Ids are known from the last looks
(what is metered), and of servers from the cluster's Nodes. Nor are lists worth anything where
the network of the lab's nodes is not known any more: another project or region answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from shared.core.memory import Memory
from shared.core.seen import ClusterSeen, Leftover, Leftovers, Unknown
from shared.core.sight import NETWORK, OPENSTACK, home_key
from shared.usecases.asking import Asking
from shared.usecases.lab import Lab


def confirmed(
    lab: Lab, ask: Asking, left: Leftovers, cluster: ClusterSeen | Unknown, memory: Memory
) -> Leftovers:
    """The lists, each Unknown where it fails to show what its service knows by id."""
    if elsewhere := _elsewhere(lab, ask, left, memory):
        return replace(left, **elsewhere)

    def checked(
        kind: str, items: tuple[Leftover, ...] | Unknown, known: Iterable[str]
    ) -> tuple[Leftover, ...] | Unknown:
        return _checked(lab, ask, kind, items, known)

    return replace(
        left,
        servers=checked("server", left.servers, _servers(cluster)),
        load_balancers=checked(
            "load_balancer", left.load_balancers, _metered(memory, "load_balancer/")
        ),
        floating_ips=checked("floating_ip", left.floating_ips, _metered(memory, "floating_ip/")),
    )


def _elsewhere(lab: Lab, ask: Asking, left: Leftovers, memory: Memory) -> dict[str, Unknown]:
    """Every list, where the nodes' network is gone; of Neutron's, where that cannot be asked."""
    home = "" if isinstance(left.reach, Unknown) else memory.sighted.get(home_key(left.reach), "")
    if not home:
        return {}
    found = ask("Neutron", lambda: lab.leftovers.find(NETWORK, home))
    if isinstance(found, Unknown):
        return {"floating_ips": found}
    if found is not None:
        return {}
    why = f"the network of the lab's nodes ({home}) is not there: not the lab's project or region"
    return {source: Unknown(source, why) for source in OPENSTACK}


def _checked(
    lab: Lab,
    ask: Asking,
    kind: str,
    items: tuple[Leftover, ...] | Unknown,
    known: Iterable[str],
) -> tuple[Leftover, ...] | Unknown:
    if isinstance(items, Unknown):
        return items
    listed = {one.id for one in items}
    for id_ in (x for x in known if x not in listed):
        found = ask(f"{kind} {id_}", lambda id_=id_: lab.leftovers.find(kind, id_))  # type: ignore[misc]  # bound now
        if isinstance(found, Unknown):
            return found
        if found is not None:
            return Unknown(kind, f"its list does not show {found.name or id_}, which is there")
    return items


def _servers(cluster: ClusterSeen | Unknown) -> tuple[str, ...]:
    if isinstance(cluster, Unknown):
        return ()
    return tuple(n.provider_id.rpartition("/")[2] for n in cluster.nodes if n.provider_id)


def _metered(memory: Memory, prefix: str) -> tuple[str, ...]:
    lines = (x for x in memory.metered if x.until is None and x.id.startswith(prefix))
    return tuple(line.id.removeprefix(prefix) for line in lines)
