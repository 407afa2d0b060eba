"""A load balancer and its parts in Octavia's words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from standin.openstack.octavia.balancers import Balancers
from standin.world import LoadBalancer

Json = dict[str, Any]


def balancer_told(balancers: Balancers, balancer: LoadBalancer) -> Json:
    status = balancer.extra["provisioning_status"]
    inside = balancers.children(balancer.id)
    return {
        "id": balancer.id,
        "name": balancer.name,
        "description": balancer.description,
        "project_id": balancers.account.project_id,
        "tenant_id": balancers.account.project_id,
        "created_at": stamp(balancer.created),
        "updated_at": None,
        "vip_qos_policy_id": None,
        "vip_sg_ids": [],
        "flavor_id": None,
        "availability_zone": None,
        "provider": "amphora",
        "additional_vips": [],
        "operating_status": "ONLINE" if status == "ACTIVE" else "OFFLINE",
        **balancer.extra,
        "listeners": [{"id": record["id"]} for kind, record in inside if kind == "listener"],
        "pools": [{"id": record["id"]} for kind, record in inside if kind == "pool"],
    }


def child_told(balancers: Balancers, kind: str, record: Json) -> Json:
    told = {name: value for name, value in record.items() if not name.startswith("_")}
    told["operating_status"] = _operating(kind, record)
    if kind == "pool":
        members = balancers.records.where("member", lambda one: one["_pool"] == record["id"])
        told["members"] = [{"id": member["id"]} for member in members]
    return told


def _operating(kind: str, record: Json) -> str:
    if kind == "member":
        return "NO_MONITOR"
    return "ONLINE" if record["provisioning_status"] == "ACTIVE" else "OFFLINE"


def stamp(moment: datetime) -> str:
    """Octavia says neither zone nor fraction."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
