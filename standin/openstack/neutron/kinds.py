"""What Neutron keeps of each kind: its words, what a request must bring, what it defaults to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`word` wraps one record, `plural` a list; `error` names Neutron's "not found"."""

    word: str
    plural: str
    error: str
    required: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return self.plural.replace("_", "-")


NETWORK = Kind(
    word="network",
    plural="networks",
    error="NetworkNotFound",
    defaults={
        "name": "",
        "status": "ACTIVE",
        "shared": False,
        "admin_state_up": True,
        "mtu": 1450,
        "router:external": False,
        "port_security_enabled": True,
        "availability_zone_hints": [],
        "availability_zones": ["az-1"],
        "ipv4_address_scope": None,
        "ipv6_address_scope": None,
    },
)
SUBNET = Kind(
    word="subnet",
    plural="subnets",
    error="SubnetNotFound",
    required=("network_id", "cidr"),
    defaults={
        "name": "",
        "dns_nameservers": [],
        "host_routes": [],
        "ip_version": 4,
        "enable_dhcp": True,
        "ipv6_address_mode": None,
        "ipv6_ra_mode": None,
        "service_types": [],
        "subnetpool_id": None,
    },
)
ROUTER = Kind(
    word="router",
    plural="routers",
    error="RouterNotFound",
    defaults={
        "name": "",
        "status": "ACTIVE",
        "admin_state_up": True,
        "routes": [],
        "availability_zone_hints": [],
        "availability_zones": ["az-1"],
        "flavor_id": None,
        "external_gateway_info": None,
    },
)
PORT = Kind(
    word="port",
    plural="ports",
    error="PortNotFound",
    required=("network_id",),
    defaults={
        "name": "",
        "device_owner": "",
        "device_id": "",
        "status": "ACTIVE",
        "admin_state_up": True,
        "security_groups": [],
        "allowed_address_pairs": [],
        "extra_dhcp_opts": [],
        "port_security_enabled": False,
        "qos_policy_id": None,
        "binding:vnic_type": "normal",
    },
)
SECURITY_GROUP = Kind(
    word="security_group",
    plural="security_groups",
    error="SecurityGroupNotFound",
    defaults={"name": "", "stateful": True, "shared": False},
)
SECURITY_GROUP_RULE = Kind(
    word="security_group_rule",
    plural="security_group_rules",
    error="SecurityGroupRuleNotFound",
    required=("security_group_id", "direction"),
    defaults={
        "ethertype": "IPv4",
        "protocol": None,
        "port_range_min": None,
        "port_range_max": None,
        "remote_group_id": None,
        "remote_ip_prefix": None,
        "remote_address_group_id": None,
    },
)
KINDS = (NETWORK, SUBNET, ROUTER, PORT, SECURITY_GROUP, SECURITY_GROUP_RULE)
