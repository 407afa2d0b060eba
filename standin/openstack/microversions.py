"""Microversions: Nova and Cinder answer in the form of the version that the caller names."""

from __future__ import annotations

from aiohttp import web

from standin.openstack.refusals import RefusedError
from standin.openstack.versions import CINDER_MICROVERSIONS, NOVA_MICROVERSIONS

HEADER = "OpenStack-API-Version"
SPANS = {"compute": NOVA_MICROVERSIONS, "volume": CINDER_MICROVERSIONS}

Version = tuple[int, int]


def asked(request: web.Request, service: str) -> Version:
    """What the caller asked of `service`; the oldest where it named none. Raises RefusedError."""
    least, most = SPANS[service]
    word, _, version = request.headers.get(HEADER, "").strip().partition(" ")
    if word != service or not version:
        return _parsed(least)
    wanted = _parsed(most) if version == "latest" else _parsed(version)
    if not _parsed(least) <= wanted <= _parsed(most):
        message = f"Version {version} is not supported by the API: {least} to {most} are."
        raise RefusedError(406, message)
    return wanted


def headers(request: web.Request) -> dict[str, str]:
    """What the answer to a call of a microversioned service says of its version."""
    service = request.path.lstrip("/").partition("/")[0]
    if service not in SPANS:
        return {}
    major, minor = asked(request, service)
    return {HEADER: f"{service} {major}.{minor}", "Vary": HEADER}


def _parsed(version: str) -> Version:
    major, _, minor = version.partition(".")
    if not (major.isdigit() and minor.isdigit()):
        raise RefusedError(400, f"API Version String {version} is of invalid format.")
    return int(major), int(minor)
