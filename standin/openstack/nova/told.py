"""A server and its flavor in Nova's words, which depend on the microversion asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from standin.openstack.account import Account
from standin.world import Machine, MachineState, Volume
from standin.world.catalog import FLAVORS, Flavor

Json = dict[str, Any]
EMBEDDED_FLAVOR = (2, 47)  # from here on a server holds its flavor's facts, not its id
STATUS = {  # status, task, power state
    MachineState.BOOTING: ("BUILD", "spawning", 0),
    MachineState.RUNNING: ("ACTIVE", None, 1),
    MachineState.DEAD: ("SHUTOFF", None, 4),
    MachineState.DELETING: ("ACTIVE", "deleting", 1),
}


def server_told(
    machine: Machine, volumes: list[Volume], account: Account, version: tuple[int, int]
) -> Json:
    status, task, power = STATUS[machine.state]
    address = {"addr": machine.address, "version": 4, "OS-EXT-IPS:type": "fixed"}
    return {
        "id": machine.id,
        "name": machine.name,
        "status": status,
        "tenant_id": account.project_id,
        "user_id": account.user_id,
        "created": stamp(machine.created),
        "updated": stamp(machine.created),
        "metadata": machine.extra.get("metadata", {}),
        "addresses": {"kaas-lab": [address]},
        "flavor": _flavor_of(machine, version),
        "image": "",
        "key_name": None,
        "config_drive": "",
        "hostId": "",
        "accessIPv4": "",
        "accessIPv6": "",
        "tags": [],
        "links": [],
        "security_groups": [{"name": "default"}],
        "OS-EXT-AZ:availability_zone": machine.zone,
        "OS-EXT-STS:vm_state": status.lower(),
        "OS-EXT-STS:task_state": task,
        "OS-EXT-STS:power_state": power,
        "OS-DCF:diskConfig": "MANUAL",
        "os-extended-volumes:volumes_attached": [{"id": volume.id} for volume in volumes],
    }


def flavor_told(flavor: Flavor) -> Json:
    return {
        "id": flavor_id(flavor.name),
        "name": flavor.name,
        "os-flavor-access:is_public": True,
        "links": [],
        **_facts(flavor),
    }


def flavor_id(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"flavor:{name}"))


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _flavor_of(machine: Machine, version: tuple[int, int]) -> Json:
    if version < EMBEDDED_FLAVOR:
        return {"id": flavor_id(machine.flavor), "links": []}
    return {"original_name": machine.flavor, **_facts(FLAVORS[machine.flavor])}


def _facts(flavor: Flavor) -> Json:
    return {
        "vcpus": flavor.cpu,
        "ram": flavor.ram_gb * 1024,
        "disk": flavor.disk_gb,
        "OS-FLV-EXT-DATA:ephemeral": 0,
        "ephemeral": 0,
        "swap": 0,
        "extra_specs": {},
    }
