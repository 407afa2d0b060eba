"""Addresses handed out: the lowest free one of a subnet, and MACs that follow from ids."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_network
from typing import Any

from standin.openstack.records import Records
from standin.openstack.refusals import RefusedError

Json = dict[str, Any]
FIRST_HOST = 10  # below it a subnet keeps its gateway and the provider's own


def cidr(subnet: Json) -> IPv4Network:
    """Raises RefusedError 400 for what is no IPv4 network."""
    try:
        network = ip_network(subnet["cidr"])
    except ValueError as error:
        raise RefusedError(
            400, f"Invalid input for cidr. Reason: {error}.", "HTTPBadRequest"
        ) from error
    if not isinstance(network, IPv4Network):
        raise RefusedError(400, "Only IPv4 is served here.", "HTTPBadRequest")
    return network


def span(network: IPv4Network) -> Json:
    """A subnet's default allocation pool: all hosts but the gateway, which is the first."""
    return {"start": str(network[2]), "end": str(network[-2])}


def free(records: Records, subnet: Json) -> str:
    """The lowest host address that no port and no router gateway holds."""
    taken = _taken(records)
    hosts = (str(host) for host in list(cidr(subnet).hosts())[FIRST_HOST - 1 :])
    for host in hosts:
        if host not in taken:
            return host
    raise RefusedError(
        409,
        f"No more IP addresses available on network {subnet['network_id']}.",
        "IpAddressGenerationFailure",
    )


def _taken(records: Records) -> set[str]:
    ports = {ip["ip_address"] for port in records.all("port") for ip in port["fixed_ips"]}
    gateways = {
        ip["ip_address"]
        for router in records.all("router")
        for ip in (router["external_gateway_info"] or {}).get("external_fixed_ips", [])
    }
    return ports | gateways


def mac(id_: str) -> str:
    digits = id_.replace("-", "")[:6]
    return f"fa:16:3e:{digits[0:2]}:{digits[2:4]}:{digits[4:6]}"
