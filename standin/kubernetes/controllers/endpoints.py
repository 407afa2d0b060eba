"""Endpoints and EndpointSlices: which pods stand behind a Service."""

from __future__ import annotations

from standin.client import Obj
from standin.kubernetes.controllers.pods import is_active, is_ready, node_of
from standin.reconcile.effects import Create, Effects, Patch
from standin.reconcile.objects import (
    is_leaving,
    labels_of,
    name_of,
    namespace_of,
    reference_to,
    spec_of,
    status_of,
    suffix,
    uid_of,
)
from standin.reconcile.view import View

SERVICE = "kubernetes.io/service-name"


def endpoints(view: View) -> Effects:
    for service in view.of("Service"):
        selector = spec_of(service).get("selector")
        if selector and not is_leaving(service):
            pods = [pod for pod in view.of("Pod", namespace_of(service)) if _backs(pod, selector)]
            yield from _write(view, _slice(service, pods), "endpoints", "ports")
            yield from _write(view, _endpoints(service, pods), "subsets")


def _backs(pod: Obj, selector: dict[str, str]) -> bool:
    return selector.items() <= labels_of(pod).items() and is_active(pod) and _address(pod) != ""


def _address(pod: Obj) -> str:
    return str(status_of(pod).get("podIP", ""))


def _write(view: View, wanted: Obj, *fields: str) -> Effects:
    held = view.get(wanted["kind"], name_of(wanted), namespace_of(wanted))
    if held is None:
        yield Create(wanted)
        return
    changed = {field: wanted[field] for field in fields if held.get(field) != wanted[field]}
    if changed:
        yield Patch(held, changed)


def _slice(service: Obj, pods: list[Obj]) -> Obj:
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "name": f"{name_of(service)}-{suffix(uid_of(service))}",
            "namespace": namespace_of(service),
            "labels": {
                SERVICE: name_of(service),
                "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
            },
            "ownerReferences": [reference_to(service)],
        },
        "addressType": "IPv4",
        "endpoints": [_endpoint(pod) for pod in pods],
        "ports": _ports(service, pods),
    }


def _endpoint(pod: Obj) -> Obj:
    ready = is_ready(pod)
    return {
        "addresses": [_address(pod)],
        "conditions": {"ready": ready, "serving": ready, "terminating": False},
        "nodeName": node_of(pod),
        "targetRef": _target(pod),
    }


def _endpoints(service: Obj, pods: list[Obj]) -> Obj:
    ready = [_one_address(pod) for pod in pods if is_ready(pod)]
    waiting = [_one_address(pod) for pod in pods if not is_ready(pod)]
    subset = {"addresses": ready, "notReadyAddresses": waiting, "ports": _ports(service, pods)}
    return {
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": {
            "name": name_of(service),
            "namespace": namespace_of(service),
            "ownerReferences": [reference_to(service)],
        },
        "subsets": [{key: value for key, value in subset.items() if value}] if pods else [],
    }


def _one_address(pod: Obj) -> Obj:
    return {"ip": _address(pod), "nodeName": node_of(pod), "targetRef": _target(pod)}


def _target(pod: Obj) -> Obj:
    where = {"name": name_of(pod), "namespace": namespace_of(pod), "uid": uid_of(pod)}
    return {"kind": "Pod"} | where


def _ports(service: Obj, pods: list[Obj]) -> list[Obj]:
    return [
        {
            "name": port.get("name", ""),
            "port": _number(port.get("targetPort", port["port"]), pods),
            "protocol": port.get("protocol", "TCP"),
        }
        for port in spec_of(service).get("ports") or []
    ]


def _number(target: object, pods: list[Obj]) -> int:
    """A named port is looked up in the pods' containers."""
    if str(target).isdigit():
        return int(str(target))
    containers = [c for pod in pods for c in spec_of(pod).get("containers") or []]
    named = [p for c in containers for p in c.get("ports") or [] if p.get("name") == target]
    return int(named[0]["containerPort"]) if named else 0
