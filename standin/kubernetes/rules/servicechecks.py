"""What is wrong with a Service (pkg/apis/core/validation, ValidateService)."""

from __future__ import annotations

from standin.kubernetes.errors import Cause, duplicate, prohibited, required, unsupported, wrong
from standin.kubernetes.rules.base import shown
from standin.kubernetes.shapes import Obj, items

_TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
_PROTOCOLS = ("SCTP", "TCP", "UDP")


def check(service: Obj) -> list[Cause]:
    spec = service["spec"]
    if spec["type"] not in _TYPES:
        return [unsupported("spec.type", spec["type"], _TYPES)]
    if spec["type"] == "ExternalName":
        return [] if spec.get("externalName") else [required("spec.externalName")]
    ports = items(spec, "ports")
    if not ports and spec.get("clusterIP") != "None":
        return [required("spec.ports")]
    causes = [cause for i, port in enumerate(ports) for cause in _port(spec, port, i)]
    return causes + _duplicates(ports)


def _port(spec: Obj, port: Obj, i: int) -> list[Cause]:
    at, number, causes = f"spec.ports[{i}]", port.get("port"), []
    if len(items(spec, "ports")) > 1 and not port.get("name"):
        causes.append(required(f"{at}.name"))
    if not isinstance(number, int) or not 0 < number < 65_536:
        causes.append(wrong(f"{at}.port", shown(number), "must be between 1 and 65535, inclusive"))
    if port["protocol"] not in _PROTOCOLS:
        causes.append(unsupported(f"{at}.protocol", port["protocol"], _PROTOCOLS))
    if port.get("nodePort") and spec["type"] == "ClusterIP":
        detail = "may not be used when `type` is 'ClusterIP'"
        causes.append(prohibited(f"{at}.nodePort", detail))
    return causes


def _duplicates(ports: list[Obj]) -> list[Cause]:
    seen, causes = set(), []
    for i, port in enumerate(ports):
        pair = (port["protocol"], port.get("port"))
        if pair in seen:
            causes.append(duplicate(f"spec.ports[{i}]", shown(port)))
        seen.add(pair)
    return causes


def check_change(new: Obj, old: Obj) -> list[Cause]:
    """An address once given stays, unless the Service gives up having one."""
    before, after = old["spec"].get("clusterIP"), new["spec"].get("clusterIP")
    if "ExternalName" in (old["spec"]["type"], new["spec"]["type"]) or before in (None, after):
        return []
    detail = "may not change once set"
    return [wrong("spec.clusterIPs[0]", f'[]string{{"{after}"}}', detail)]
