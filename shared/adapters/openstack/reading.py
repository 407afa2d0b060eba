"""A server, load balancer, floating IP or volume of openstacksdk, read into a Leftover."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.adapters.openstack.ownership import Owner
from shared.core.seen import Leftover

if TYPE_CHECKING:
    from openstack.block_storage.v2.volume import Volume as OldVolume
    from openstack.block_storage.v3.volume import Volume
    from openstack.compute.v2.server import Server
    from openstack.load_balancer.v2.load_balancer import LoadBalancer
    from openstack.network.v2.floating_ip import FloatingIP
    from openstack.network.v2.network import Network
    from openstack.network.v2.port import Port

GONE = "DELETED"  # Nova and Octavia may show what is deleted for a while: it bills nothing


def server(one: Server, owner: Owner, nodes: Collection[str]) -> Leftover:
    name = one.name or ""
    return Leftover(
        kind="server",
        id=one.id,
        name=name,
        ours=owner.of_server(one.id, name, nodes),
        project=one.project_id or "",
        created=moment(one.created_at),
    )


def load_balancer(one: LoadBalancer, owner: Owner) -> Leftover:
    name = one.name or ""
    return Leftover(
        kind="load_balancer",
        id=one.id,
        name=name,
        ours=owner.of_balancer(name),
        project=one.project_id or "",
        created=moment(one.created_at),
    )


def floating_ip(one: FloatingIP, owner: Owner) -> Leftover:
    return Leftover(
        kind="floating_ip",
        id=one.id,
        name=one.floating_ip_address or "",
        ours=owner.of_address(one.description or ""),
        service=owner.service_of(one.description or ""),
        attached=bool(one.port_id),
        project=one.project_id or "",
        created=moment(one.created_at),
    )


def volume(one: Volume | OldVolume, owner: Owner) -> Leftover:
    """Attached also while it is on its way to or from a server."""
    return Leftover(
        kind="volume",
        id=one.id,
        name=one.name or "",
        ours=owner.of_volume(one.metadata or {}),
        attached=bool(one.attachments) or one.status in ("attaching", "in-use", "detaching"),
        size_gb=int(one.size),
        project=one.project_id or "",
        created=moment(one.created_at),
    )


def port(one: Port, nodes: Collection[str]) -> Leftover:
    """Ours where it is a server's that one of our nodes names: by its id, so beyond doubt."""
    return Leftover(
        kind="port",
        id=one.id,
        name=one.name or f"of server {one.device_id}",
        ours=one.device_id in nodes,
        network=one.network_id or "",
        project=one.project_id or "",
        created=moment(one.created_at),
    )


def network(one: Network) -> Leftover:
    """Whoever made it: nobody of us ever deletes one."""
    return Leftover(
        kind="network",
        id=one.id,
        name=one.name or "",
        ours=False,
        project=one.project_id or "",
        created=moment(one.created_at),
    )


def moment(text: str | None) -> datetime | None:
    """Nova and Neutron say Z, Cinder and Octavia nothing: all mean UTC. None where it is absent."""
    if not text:
        return None
    said = datetime.fromisoformat(text)
    return said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)
