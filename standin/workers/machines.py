"""The machines that may be nodes, as the control API shows them, and what each has to give."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from standin.client import Obj


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """`provider_id` is `openstack:///UUID`. Only one that runs has a kubelet that answers."""

    name: str
    provider_id: str
    flavor: str
    zone: str
    state: str
    address: str = ""
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def runs(self) -> bool:
        return self.state == "running"


def read_machines(told: Iterable[Obj]) -> list[Machine]:
    """Servers outside of every pool are somebody's own: no kubelet runs there."""
    return [
        Machine(
            name=machine["name"],
            provider_id=machine["provider_id"],
            flavor=machine["flavor"],
            zone=machine["zone"],
            state=machine["state"],
            address=machine.get("address") or "",
            labels=machine.get("labels") or {},
        )
        for machine in told
        if machine.get("pool_id") is not None
    ]


def server_id(provider_id: str) -> str:
    return provider_id.rpartition("/")[2]


def capacity_of(flavor: str) -> dict[str, str]:
    """Read from the flavor's name, e.g. "nvl4-a8-ram16-disk50-perf1" (P2.4)."""
    cores = re.search(r"\ba(\d+)\b", flavor)
    memory, disk = re.search(r"ram(\d+)", flavor), re.search(r"disk(\d+)", flavor)
    told = {
        "cpu": cores.group(1) if cores else "1",
        "memory": f"{memory.group(1)}Gi" if memory else "1Gi",
        "ephemeral-storage": f"{disk.group(1)}Gi" if disk else "10Gi",
        "pods": "110",
    }
    return told | ({"nvidia.com/gpu": "1"} if flavor.startswith("nv") else {})


def allocatable_of(flavor: str) -> dict[str, str]:
    """What is left to pods: a kubelet keeps 100 MiB and 50 thousandths of a core for itself."""
    whole = capacity_of(flavor)
    mebibytes = int(whole["memory"].removesuffix("Gi")) * 1024 - 100
    cpu = f"{int(whole['cpu']) * 1000 - 50}m"
    return whole | {"cpu": cpu, "memory": f"{mebibytes}Mi"}
