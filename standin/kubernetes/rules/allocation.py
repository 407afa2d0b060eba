"""Which cluster addresses and node ports are taken, and the next that are free."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import Cause, invalid, wrong
from standin.kubernetes.shapes import Obj, items

ADDRESSES = IPv4Network("10.96.0.0/16")
NODE_PORTS = range(30_000, 32_768)


def has_address(spec: Obj) -> bool:
    return bool(spec["type"] != "ExternalName")


def has_node_ports(spec: Obj) -> bool:
    if spec["type"] == "LoadBalancer":
        return spec.get("allocateLoadBalancerNodePorts") is not False
    return bool(spec["type"] == "NodePort")


def has_health_port(spec: Obj) -> bool:
    local = spec.get("externalTrafficPolicy") == "Local"
    return bool(spec["type"] == "LoadBalancer") and local


def allocate(cluster: Cluster, service: Obj) -> None:
    """Fills in what the type needs. Raises 422 where what is asked for is taken."""
    spec = service["spec"]
    others = _others(cluster, service)
    causes = _address(cluster, spec, others) if has_address(spec) else []
    causes += _node_ports(cluster, spec, others)
    if causes:
        resource = cluster.registry.collection("services")
        raise invalid(resource, service["metadata"]["name"], causes)


def _others(cluster: Cluster, service: Obj) -> list[Obj]:
    uid = service["metadata"]["uid"]
    records = cluster.store.all("services")
    return [one.obj["spec"] for one in records if one.obj["metadata"]["uid"] != uid]


def _address(cluster: Cluster, spec: Obj, others: list[Obj]) -> list[Cause]:
    asked = spec.get("clusterIP") or next(iter(spec.get("clusterIPs") or []), None)
    taken: set[object] = {other.get("clusterIP") for other in others}
    if asked in taken and asked != "None":
        detail = f"failed to allocate IP {asked}: provided IP is already allocated"
        return [wrong("spec.clusterIPs", f'[]string{{"{asked}"}}', detail)]
    spec["clusterIP"] = asked or _free_address(cluster, taken)
    spec["clusterIPs"] = [spec["clusterIP"]]
    return []


def _free_address(cluster: Cluster, taken: set[object]) -> str:
    while True:
        drawn = cluster.chance.randrange(11, ADDRESSES.num_addresses - 1)
        address = str(IPv4Address(int(ADDRESSES.network_address) + drawn))
        if address not in taken:
            return address


def _node_ports(cluster: Cluster, spec: Obj, others: list[Obj]) -> list[Cause]:
    taken = {number for other in others for number in _numbers(other)}
    causes = []
    for i, port in enumerate(items(spec, "ports")):
        causes += _asked_port(port.get("nodePort"), taken, f"spec.ports[{i}].nodePort")
        taken |= {port["nodePort"]} if port.get("nodePort") else set()
    if causes:
        return causes
    for port in items(spec, "ports") if has_node_ports(spec) else []:
        port["nodePort"] = port.get("nodePort") or _free_port(cluster, taken)
    if has_health_port(spec):
        spec["healthCheckNodePort"] = spec.get("healthCheckNodePort") or _free_port(cluster, taken)
    return []


def _numbers(spec: Obj) -> Iterator[int]:
    yield from (port["nodePort"] for port in items(spec, "ports") if port.get("nodePort"))
    if spec.get("healthCheckNodePort"):
        yield spec["healthCheckNodePort"]


def _asked_port(asked: int | None, taken: set[int], field: str) -> list[Cause]:
    if not asked:
        return []
    if asked in taken:
        return [wrong(field, str(asked), "provided port is already allocated")]
    if asked not in NODE_PORTS:
        detail = "provided port is not in the valid range. The range of valid ports is 30000-32767"
        return [wrong(field, str(asked), detail)]
    return []


def _free_port(cluster: Cluster, taken: set[int]) -> int:
    free = [number for number in NODE_PORTS if number not in taken]
    drawn = cluster.chance.choice(free)
    taken.add(drawn)
    return drawn
