"""A running server's network card: a Neutron port of its project, gone with the server (P3.4)."""

from __future__ import annotations

from dataclasses import dataclass

from standin.openstack.neutron.kinds import PORT
from standin.openstack.neutron.networks import Networks
from standin.world import Machine, MachineState


@dataclass(frozen=True, slots=True)
class Cards:
    networks: Networks

    def listen(self) -> None:
        machines = self.networks.world.machines
        machines.on_change.append(self._plugged)
        machines.on_gone.append(self._gone)

    def _plugged(self, machine: Machine) -> None:
        if machine.state is not MachineState.RUNNING or self._ids(machine):
            return
        nodes = self.networks.records.where("subnet", lambda one: one["name"] == "nodes")[0]
        self.networks.make(
            PORT,
            {
                "network_id": nodes["network_id"],
                "fixed_ips": [{"subnet_id": nodes["id"], "ip_address": machine.address}],
                "device_owner": f"compute:{machine.zone}",
                "device_id": machine.id,
            },
        )

    def _gone(self, machine: Machine) -> None:
        for id_ in self._ids(machine):
            self.networks.remove(PORT, id_)

    def _ids(self, machine: Machine) -> list[str]:
        ports = self.networks.records.where("port", lambda one: one["device_id"] == machine.id)
        return [str(port["id"]) for port in ports]
