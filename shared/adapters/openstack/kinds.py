"""What is asked of each service for one kind of leftover: all of it, one, and its deletion."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.openstack import reading
from shared.adapters.openstack.ownership import Owner
from shared.adapters.openstack.refusals import GoneError
from shared.core.seen import Leftover
from shared.errors import PermanentError

if TYPE_CHECKING:
    from openstack.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`service` names it in messages. None of the three hides an error of openstacksdk.

    `one` raises GoneError also for what is shown as deleted.
    """

    service: str
    every: Callable[[Connection, Owner], Iterable[Leftover]]
    one: Callable[[Connection, Owner, str], Leftover]
    delete: Callable[[Connection, str], None]


def _servers(cloud: Connection, owner: Owner) -> Iterable[Leftover]:
    """The cluster is asked only about servers that their names do not prove to be ours."""
    shown = [one for one in cloud.compute.servers() if one.status != reading.GONE]
    proven = all(owner.of_server(one.id, one.name or "", ()) for one in shown)
    nodes = frozenset(() if proven else owner.nodes())
    return [reading.server(one, owner, nodes) for one in shown]


def _server(cloud: Connection, owner: Owner, id_: str) -> Leftover:
    one = cloud.compute.get_server(id_)
    if one.status == reading.GONE:
        raise GoneError(f"GET Nova {id_}: deleted")
    return reading.server(one, owner, frozenset(owner.nodes()))


def _delete_server(cloud: Connection, id_: str) -> None:
    cloud.compute.delete_server(id_, ignore_missing=False)


def _balancers(cloud: Connection, owner: Owner) -> Iterable[Leftover]:
    every = cloud.load_balancer.load_balancers()
    return [
        reading.load_balancer(one, owner)
        for one in every
        if one.provisioning_status != reading.GONE
    ]


def _balancer(cloud: Connection, owner: Owner, id_: str) -> Leftover:
    one = cloud.load_balancer.get_load_balancer(id_)
    if one.provisioning_status == reading.GONE:
        raise GoneError(f"GET Octavia {id_}: deleted")
    return reading.load_balancer(one, owner)


def _delete_balancer(cloud: Connection, id_: str) -> None:
    """With all that is in it. Octavia refuses while it changes; once it is going, all is well."""
    if cloud.load_balancer.get_load_balancer(id_).provisioning_status != "PENDING_DELETE":
        cloud.load_balancer.delete_load_balancer(id_, ignore_missing=False, cascade=True)


def _addresses(cloud: Connection, owner: Owner) -> Iterable[Leftover]:
    return [reading.floating_ip(one, owner) for one in cloud.network.ips()]


def _address(cloud: Connection, owner: Owner, id_: str) -> Leftover:
    return reading.floating_ip(cloud.network.get_ip(id_), owner)


def _delete_address(cloud: Connection, id_: str) -> None:
    cloud.network.delete_ip(id_, ignore_missing=False)


def _volumes(cloud: Connection, owner: Owner) -> Iterable[Leftover]:
    return [reading.volume(one, owner) for one in cloud.block_storage.volumes()]


def _volume(cloud: Connection, owner: Owner, id_: str) -> Leftover:
    return reading.volume(cloud.block_storage.get_volume(id_), owner)


def _delete_volume(cloud: Connection, id_: str) -> None:
    cloud.block_storage.delete_volume(id_, ignore_missing=False)


def _ports(cloud: Connection, owner: Owner) -> Iterable[Leftover]:
    """Of our nodes' servers only: none of any other is ever asked for."""
    nodes = sorted(owner.nodes())
    every = cloud.network.ports(device_id=nodes) if nodes else ()
    return [reading.port(one, frozenset(nodes)) for one in every]


def _port(cloud: Connection, owner: Owner, id_: str) -> Leftover:
    return reading.port(cloud.network.get_port(id_), frozenset(owner.nodes()))


def _networks(cloud: Connection, _: Owner) -> Iterable[Leftover]:
    return [reading.network(one) for one in cloud.network.networks()]


def _network(cloud: Connection, _: Owner, id_: str) -> Leftover:
    return reading.network(cloud.network.get_network(id_))


def _delete_never(_: Connection, id_: str) -> None:
    """A port goes with its server, and a network stays."""
    raise PermanentError(f"Neutron {id_}: not ours to delete")


KINDS = {
    "server": Kind(service="Nova", every=_servers, one=_server, delete=_delete_server),
    "load_balancer": Kind(
        service="Octavia", every=_balancers, one=_balancer, delete=_delete_balancer
    ),
    "floating_ip": Kind(service="Neutron", every=_addresses, one=_address, delete=_delete_address),
    "volume": Kind(service="Cinder", every=_volumes, one=_volume, delete=_delete_volume),
    "port": Kind(service="Neutron", every=_ports, one=_port, delete=_delete_never),
    "network": Kind(service="Neutron", every=_networks, one=_network, delete=_delete_never),
}
