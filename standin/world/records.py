"""What exists. Each record is the truth about one thing; only the world's collections change it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Owner(StrEnum):
    LAB = "lab"
    FOREIGN = "foreign"


class MachineState(StrEnum):
    """`dead` still bills: it is there, but it neither answers nor runs anything."""

    BOOTING = "booting"
    RUNNING = "running"
    DEAD = "dead"
    DELETING = "deleting"


class PoolStatus(StrEnum):
    """P1.7."""

    ACTIVE = "Active"
    CREATING = "Creating"
    DELETING = "Deleting"
    FAILED = "Failed"
    FAILED_QUOTA = "FailedQuota"
    SCALING_DOWN = "ScalingDown"
    SCALING_UP = "ScalingUp"
    UNKNOWN = "Unknown"
    UPDATING = "Updating"


class ClusterStatus(StrEnum):
    """P1.7."""

    ACTIVE = "Active"
    CREATING = "Creating"
    DELETING = "Deleting"
    FAILED = "Failed"
    SUSPENDED = "Suspended"
    UNKNOWN = "Unknown"
    UPDATING = "Updating"


@dataclass(slots=True, kw_only=True)
class Machine:
    """A server: a pool's node, or (without `pool_id`) somebody's own. It bills from `created`."""

    id: str
    name: str
    flavor: str
    zone: str
    owner: Owner
    state: MachineState
    created: datetime
    address: str
    pool_id: int | None = None
    kaas_id: int | None = None
    labels: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def provider_id(self) -> str:
        return f"openstack:///{self.id}"


@dataclass(slots=True, kw_only=True)
class Pool:
    """An instance pool (P1.6). Its machines are those with its id."""

    id: int
    kaas_id: int
    name: str
    open_stack_name: str
    flavor: str
    zone: str
    minimum: int
    maximum: int
    target: int
    status: PoolStatus
    owner: Owner
    created: datetime
    labels: dict[str, str] = field(default_factory=dict)
    prefix: str = ""
    error_messages: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Cluster:
    """A managed control plane. `ip_filters` None: never asked for, open to all."""

    id: int
    name: str
    region: str
    version: str
    pack_id: int
    status: ClusterStatus
    owner: Owner
    created: datetime
    apiserver: dict[str, Any] = field(default_factory=dict)
    ip_filters: list[str] | None = None


@dataclass(slots=True, kw_only=True)
class LoadBalancer:
    """An Octavia load balancer; `extra` is Octavia's: VIP, tags, provisioning status."""

    id: str
    name: str
    description: str
    owner: Owner
    created: datetime
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Volume:
    """A Cinder volume, bound to its zone (P3.2). `machine_id` where it is attached."""

    id: str
    name: str
    size_gb: int
    zone: str
    owner: Owner
    created: datetime
    machine_id: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Address:
    """A floating IP: kind "floating_ip" in the truth. `port_id` where it is associated."""

    id: str
    address: str
    description: str
    owner: Owner
    created: datetime
    port_id: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
