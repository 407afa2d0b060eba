"""Services: addresses and node ports given, kept and given back (pkg/registry/core/service)."""

from __future__ import annotations

from standin.kubernetes.cluster import Cluster
from standin.kubernetes.rules.allocation import (
    allocate,
    has_address,
    has_health_port,
    has_node_ports,
)
from standin.kubernetes.rules.base import Rules
from standin.kubernetes.rules.servicechecks import check, check_change
from standin.kubernetes.shapes import Obj, child, default, items

_ADDRESSED = {
    "internalTrafficPolicy": "Cluster",
    "ipFamilies": ["IPv4"],
    "ipFamilyPolicy": "SingleStack",
}


def _default(service: Obj) -> None:
    spec = child(service, "spec")
    default(spec, {"type": "ClusterIP", "sessionAffinity": "None"})
    if spec["type"] != "ExternalName":
        default(spec, _ADDRESSED)
    if spec["type"] == "LoadBalancer":
        default(spec, {"allocateLoadBalancerNodePorts": True})
    if spec["type"] in ("NodePort", "LoadBalancer"):
        default(spec, {"externalTrafficPolicy": "Cluster"})
    for port in items(spec, "ports"):
        default(port, {"protocol": "TCP", "targetPort": port.get("port")})


def _create(cluster: Cluster, service: Obj) -> None:
    service["status"] = {"loadBalancer": {}}
    allocate(cluster, service)


def _update(cluster: Cluster, new: Obj, old: Obj) -> None:
    _keep(new["spec"], old["spec"])
    _release(new["spec"], old["spec"])
    allocate(cluster, new)


def _keep(new: Obj, old: Obj) -> None:
    """What a client left out is what was given before (patchAllocatedValues)."""
    if has_address(old) and has_address(new) and not new.get("clusterIP"):
        new["clusterIP"], new["clusterIPs"] = old.get("clusterIP"), old.get("clusterIPs")
    if has_node_ports(old) and has_node_ports(new):
        given = {(p["protocol"], p["port"]): p.get("nodePort") for p in items(old, "ports")}
        for port in items(new, "ports"):
            kept = given.get((port["protocol"], port.get("port")))
            if kept and not port.get("nodePort"):
                port["nodePort"] = kept
    if has_health_port(old) and has_health_port(new):
        default(new, {"healthCheckNodePort": old.get("healthCheckNodePort")})


def _release(new: Obj, old: Obj) -> None:
    """What only the old type needs goes unless it is set anew (dropTypeDependentFields)."""
    if has_address(old) and not has_address(new):
        _drop_same(new, old, "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")
    if has_node_ports(old) and not has_node_ports(new) and _no_new_ports(new, old):
        for port in items(new, "ports"):
            port.pop("nodePort", None)
    if has_health_port(old) and not has_health_port(new):
        _drop_same(new, old, "healthCheckNodePort")
    if old["type"] == "LoadBalancer" != new["type"]:
        _drop_same(new, old, "allocateLoadBalancerNodePorts", "loadBalancerClass")
    if has_node_ports(old) and new["type"] in ("ClusterIP", "ExternalName"):
        _drop_same(new, old, "externalTrafficPolicy")


def _no_new_ports(new: Obj, old: Obj) -> bool:
    before = {port.get("nodePort") for port in items(old, "ports")}
    return {port.get("nodePort") for port in items(new, "ports")} - {None} <= before


def _drop_same(new: Obj, old: Obj, *names: str) -> None:
    for name in names:
        if new.get(name) == old.get(name):
            new.pop(name, None)


SERVICES = Rules(
    default=_default, create=_create, update=_update, check=check, check_change=check_change
)
