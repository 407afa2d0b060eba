"""Discovery: the version documents at each service's root, which need no token.

openstacksdk and keystoneauth read them to choose URL and microversion; the Terraform
provider reads network's and load balancer's when it logs in at once.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from standin.openstack.requests import origin

Json = dict[str, Any]
NOVA_MICROVERSIONS = ("2.1", "2.96")
CINDER_MICROVERSIONS = ("3.0", "3.70")
OCTAVIA_VERSIONS = ("v2.0", "v2.27")


def routes() -> list[web.RouteDef]:
    roots = {
        "/identity": keystone_root,
        "/identity/v3": keystone_v3,
        "/network": neutron_root,
        "/load-balancer": octavia_root,
        "/volume": cinder_root,
        "/volume/v3": cinder_v3,
        "/compute": nova_root,
        "/compute/v2.1": nova_v2,
    }
    return [
        web.get(path + slash, handler) for path, handler in roots.items() for slash in ("", "/")
    ]


def _version(id_: str, url: str, status: str = "CURRENT", **more: str) -> Json:
    updated = "2026-01-01T00:00:00Z"
    links = [{"rel": "self", "href": url}]
    return {"id": id_, "status": status, "updated": updated, "links": links, **more}


def _keystone(request: web.Request) -> Json:
    media = "application/vnd.openstack.identity-v3+json"
    about = _version("v3.14", f"{origin(request)}/identity/v3/", status="stable")
    return about | {"media-types": [{"base": "application/json", "type": media}]}


async def keystone_root(request: web.Request) -> web.Response:
    return web.json_response({"versions": {"values": [_keystone(request)]}}, status=300)


async def keystone_v3(request: web.Request) -> web.Response:
    return web.json_response({"version": _keystone(request)})


async def neutron_root(request: web.Request) -> web.Response:
    url = f"{origin(request)}/network/v2.0/"
    return web.json_response({"versions": [_version("v2.0", url)]})


async def octavia_root(request: web.Request) -> web.Response:
    url = f"{origin(request)}/load-balancer/v2"
    oldest, newest = OCTAVIA_VERSIONS
    versions = [_version(oldest, url, status="SUPPORTED"), _version(newest, url)]
    return web.json_response({"versions": versions})


def _cinder(request: web.Request) -> Json:
    least, most = CINDER_MICROVERSIONS
    url = f"{origin(request)}/volume/v3/"
    return {"versions": [_version("v3.0", url, version=most, min_version=least)]}


async def cinder_root(request: web.Request) -> web.Response:
    return web.json_response(_cinder(request), status=300)


async def cinder_v3(request: web.Request) -> web.Response:
    return web.json_response(_cinder(request))


def _nova(request: web.Request) -> Json:
    least, most = NOVA_MICROVERSIONS
    url = f"{origin(request)}/compute/v2.1/"
    return _version("v2.1", url, version=most, min_version=least)


async def nova_root(request: web.Request) -> web.Response:
    old = _version(
        "v2.0", f"{origin(request)}/compute/v2/", status="SUPPORTED", version="", min_version=""
    )
    return web.json_response({"versions": [old, _nova(request)]})


async def nova_v2(request: web.Request) -> web.Response:
    return web.json_response({"version": _nova(request)})
