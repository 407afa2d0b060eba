"""The answers that are about the server itself: health, version, discovery, OpenAPI."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from standin.kubernetes import discovery, openapi
from standin.kubernetes.registry import Registry
from standin.kubernetes.shapes import Obj, encode

_AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
_HEALTH = ("/healthz", "/livez", "/readyz")


@dataclass(frozen=True, slots=True)
class Document:
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def document(registry: Registry, path: str, accept: str) -> Document | None:
    """None where `path` is none of the server's own."""
    path = path.rstrip("/")
    if path in _HEALTH:
        return Document(b"ok", {"Content-Type": "text/plain; charset=utf-8"})
    if path in ("/api", "/apis") and _wants_aggregated(accept):
        found = encode(discovery.aggregated(registry, core=path == "/api"))
        etag = f'"{hashlib.sha256(found).hexdigest().upper()}"'
        return Document(found, {"Content-Type": _AGGREGATED, "ETag": etag, "Vary": "Accept"})
    said = _json(registry, path)
    return None if said is None else Document(encode(said), {"Content-Type": "application/json"})


def _wants_aggregated(accept: str) -> bool:
    return any("g=apidiscovery.k8s.io" in one and "v=v2;" in f"{one};" for one in accept.split(","))


def _json(registry: Registry, path: str) -> Obj | None:
    parts = path.strip("/").split("/")
    if path == "/version":
        return discovery.VERSION
    if path == "/api":
        return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}
    if path == "/apis":
        return discovery.groups(registry)
    if path == "":
        return {"paths": ["/api", "/apis", "/healthz", "/livez", "/openapi/v3", "/version"]}
    if parts[:2] == ["openapi", "v3"]:
        rest = "/".join(parts[2:])
        return openapi.document(registry, rest) if rest else openapi.root(registry)
    return _group(registry, parts)


def _group(registry: Registry, parts: list[str]) -> Obj | None:
    """`/api/v1`, `/apis/GROUP` and `/apis/GROUP/VERSION`."""
    served = discovery.served(registry)
    wanted = ("", parts[1]) if parts[0] == "api" and len(parts) == 2 else tuple(parts[1:])
    for (group, version), found in served:
        if (group, version) == wanted:
            return discovery.resources(group, version, found)
    versions = [version for (group, version), _ in served if parts == ["apis", group]]
    if not versions:
        return None
    kind = {"kind": "APIGroup", "apiVersion": "v1"}
    return kind | discovery.group_of(parts[1], versions)
