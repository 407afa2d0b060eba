"""The machines that may be nodes, as the control API shows them, and what each has to give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from standin.client import Obj
from standin.reconcile.times import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """`provider_id` is `openstack:///UUID`. Only one that runs has a kubelet that answers."""

    name: str
    provider_id: str
    flavor: str
    zone: str
    state: str
    address: str
    cores: int
    memory_gib: int
    disk_gib: int
    gpus: int = 0
    labels: dict[str, str] = field(default_factory=dict)
    joins: bool = True
    well: bool = True
    turns_at: datetime | None = None  # when `well` changes next

    @property
    def runs(self) -> bool:
        return self.state == "running" and self.joins


def read_machines(told: Iterable[Obj]) -> list[Machine]:
    """Every one that is, or is to become, a node of the cluster."""
    return [
        Machine(
            name=machine["name"],
            provider_id=machine["provider_id"],
            flavor=machine["flavor"],
            zone=machine["zone"],
            state=machine["state"],
            address=machine["address"],
            cores=machine["cpu"],
            memory_gib=machine["ram_gb"],
            disk_gib=machine["disk_gb"],
            gpus=machine["gpu"],
            labels=machine["labels"],
            joins=machine["joins"],
            well=machine["well"],
            turns_at=parse(machine["turns_at"]) if machine["turns_at"] else None,
        )
        for machine in told
    ]


def server_id(provider_id: str) -> str:
    return provider_id.rpartition("/")[2]


def capacity_of(machine: Machine) -> dict[str, str]:
    told = {
        "cpu": str(machine.cores),
        "memory": f"{machine.memory_gib}Gi",
        "ephemeral-storage": f"{machine.disk_gib}Gi",
        "pods": "110",
    }
    return told | ({"nvidia.com/gpu": str(machine.gpus)} if machine.gpus else {})


def allocatable_of(machine: Machine) -> dict[str, str]:
    """What is left to pods: a kubelet keeps 100 MiB and 50 thousandths of a core for itself."""
    cpu = f"{machine.cores * 1000 - 50}m"
    return capacity_of(machine) | {"cpu": cpu, "memory": f"{machine.memory_gib * 1024 - 100}Mi"}
