"""Servers: they take minutes to boot, can die, and bill until they are really gone."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from random import Random

from standin.world.catalog import FLAVORS
from standin.world.errors import NotFoundError
from standin.world.ground import Ground
from standin.world.records import Machine, MachineState, Owner, Pool
from standin.world.timeline import Interval
from standin.world.troubles import Troubles

MEDIAN_BOOT_SECONDS = 150
BOOT_SIGMA = 0.12  # nine of ten boots take 2 to 3 minutes
SHORTEST_BOOT_SECONDS, LONGEST_BOOT_SECONDS = 60, 3_600
DELETE_SECONDS = (30, 60)
UNJOINED = "unjoined"  # in `extra`: the fault that keeps its kubelet from joining
RETRY_NETWORK = timedelta(seconds=30)
MISSED = timedelta(seconds=41)  # Kubernetes believes a silence after 40 s: time lands there


def boot_time(dice: Random) -> timedelta:
    """P1.11: minutes, typically less than one hour."""
    drawn = round(dice.lognormvariate(math.log(MEDIAN_BOOT_SECONDS), BOOT_SIGMA))
    return timedelta(seconds=min(max(drawn, SHORTEST_BOOT_SECONDS), LONGEST_BOOT_SECONDS))


class Machines:
    """All servers of the project. `changed` tells the pools that one came up, died or went."""

    def __init__(self, ground: Ground, troubles: Troubles) -> None:
        self._ground, self._troubles = ground, troubles
        self.kept: dict[str, Machine] = {}
        self.on_change: list[Callable[[Machine], None]] = []
        self.on_gone: list[Callable[[Machine], None]] = []
        ground.agenda.on("machine.boots", self._boots)
        ground.agenda.on("machine.goes", self._goes)
        ground.agenda.on("machine.missed", lambda _: None)

    def all(self) -> list[Machine]:
        return list(self.kept.values())

    def of_pool(self, pool_id: int) -> list[Machine]:
        return [machine for machine in self.kept.values() if machine.pool_id == pool_id]

    def get(self, machine_id: str) -> Machine:
        if machine_id not in self.kept:
            raise NotFoundError("server", machine_id)
        return self.kept[machine_id]

    def create(self, *, name: str, flavor: str, zone: str, owner: Owner = Owner.FOREIGN) -> Machine:
        """A server of somebody's own, in no pool."""
        self._ground.advance()
        return self._keep(self._new(name=name, flavor=flavor, zone=zone, owner=owner))

    def create_for(self, pool: Pool) -> Machine:
        """The next node of a pool, named like the platform's: <open_stack_name>-xxxxx."""
        suffix = "".join(self._ground.dice("suffix").choices("bcdfghjklmnpqrstvwxz2456789", k=5))
        name = f"{pool.open_stack_name}-{suffix}"
        machine = self._new(name=name, flavor=pool.flavor, zone=pool.zone, owner=pool.owner)
        machine.pool_id, machine.kaas_id = pool.id, pool.kaas_id
        machine.labels = dict(pool.labels)
        return self._keep(machine)

    def kill(self, machine_id: str) -> Machine:
        """It stops answering; the platform does not heal it and goes on billing it."""
        self._ground.advance()
        machine = self.get(machine_id)
        machine.state = MachineState.DEAD
        self._ground.note("machine_died", **_facts(machine))
        self._ground.book(MISSED, "machine.missed", machine_id)
        self._changed(machine)
        return machine

    def delete(self, machine_id: str) -> None:
        """Asked now, gone (and no longer billed) 30 to 60 s later. Asking twice changes nothing."""
        self._ground.advance()
        machine = self.get(machine_id)
        if machine.state is MachineState.DELETING:
            return
        machine.state = MachineState.DELETING
        self._ground.note("machine_delete_asked", **_facts(machine))
        self._ground.book(MISSED, "machine.missed", machine_id)
        self._changed(machine)
        seconds = self._ground.dice("delete").randint(*DELETE_SECONDS)
        self._ground.book(timedelta(seconds=seconds), "machine.goes", machine_id)

    def _new(self, *, name: str, flavor: str, zone: str, owner: Owner) -> Machine:
        host = self._ground.count("address")
        return Machine(
            id=self._ground.new_uuid("machine"),
            name=name,
            flavor=flavor,
            zone=zone,
            owner=owner,
            state=MachineState.BOOTING,
            created=self._ground.now(),
            address=f"10.8.{host // 250 % 256}.{host % 250 + 2}",
        )

    def _keep(self, machine: Machine) -> Machine:
        self.kept[machine.id] = machine
        self._ground.timeline.begin(
            Interval(
                kind="node" if machine.pool_id is not None else "server",
                id=machine.id,
                name=machine.name,
                flavor=machine.flavor,
                owner=machine.owner,
                began=machine.created,
                chf_per_hour=FLAVORS[machine.flavor].chf_per_hour,
            )
        )
        self._ground.note("machine_created", **_facts(machine))
        self._ground.book(boot_time(self._ground.dice("boot")), "machine.boots", machine.id)
        return machine

    def _boots(self, machine_id: str) -> None:
        machine = self.kept.get(machine_id)
        if machine is None or machine.state is not MachineState.BOOTING:
            return
        if self._troubles.ports_full():
            self._ground.book(RETRY_NETWORK, "machine.boots", machine_id)
            return
        machine.state = MachineState.RUNNING
        if (fault := self._troubles.unjoined(machine)) is not None:
            machine.extra[UNJOINED] = fault
        self._ground.note("machine_ready", **_facts(machine))
        self._changed(machine)

    def _goes(self, machine_id: str) -> None:
        machine = self.kept.pop(machine_id)
        kind = "node" if machine.pool_id is not None else "server"
        self._ground.timeline.end(kind, machine_id, self._ground.now())
        self._ground.note("machine_deleted", **_facts(machine))
        for told in self.on_gone:
            told(machine)
        self._changed(machine)

    def _changed(self, machine: Machine) -> None:
        for told in self.on_change:
            told(machine)


def _facts(machine: Machine) -> dict[str, object]:
    return {"id": machine.id, "name": machine.name, "pool_id": machine.pool_id}
