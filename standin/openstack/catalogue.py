"""Where each service is: every client finds all but Keystone through this list.

Network and load balancer carry no version in their URL, volume and object store do, with
the project: as the OpenStack Terraform provider and openstacksdk both accept it.
"""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from standin.openstack.account import Account

SERVICES = {  # type -> (name, path)
    "identity": ("keystone", "/identity"),
    "network": ("neutron", "/network"),
    "volumev3": ("cinderv3", "/volume/v3/{project_id}"),
    "load-balancer": ("octavia", "/load-balancer"),
    "object-store": ("swift", "/object-store/v1/AUTH_{project_id}"),
    "compute": ("nova", "/compute/v2.1"),
}
INTERFACES = ("public", "internal", "admin")


def catalogue(account: Account, origin: str) -> list[dict[str, Any]]:
    """`origin` is how the caller reached Keystone, e.g. "http://127.0.0.1:4711".

    Keystone is one for all regions (P3.1); the object store here serves its own region only.
    """
    return [
        {
            "type": kind,
            "name": name,
            "id": _id(kind),
            "endpoints": [
                endpoint
                for region, at in {account.region: origin, **account.places}.items()
                if kind != "object-store" or region == account.region
                for endpoint in _endpoints(
                    kind, region, _url(kind, path, account, origin if kind == "identity" else at)
                )
            ],
        }
        for kind, (name, path) in SERVICES.items()
    ]


def _url(kind: str, path: str, account: Account, origin: str) -> str:
    """The object store is a server of its own, where there is one."""
    if kind == "object-store" and account.object_store:
        return f"{account.object_store}/v1/AUTH_{account.project_id}"
    return origin + path.format(project_id=account.project_id)


def _endpoints(kind: str, region: str, url: str) -> list[dict[str, str]]:
    return [
        {
            "id": _id(f"{kind}/{interface}/{region}"),
            "interface": interface,
            "region": region,
            "region_id": region,
            "url": url,
        }
        for interface in INTERFACES
    ]


def _id(name: str) -> str:
    return uuid5(NAMESPACE_URL, f"standin:{name}").hex
