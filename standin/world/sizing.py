"""A pool's machines: as many as its target says and the project's quota allows."""

from __future__ import annotations

from dataclasses import dataclass

from standin.world.machines import Machines
from standin.world.records import Machine, MachineState, Pool

QUOTA_MESSAGE = "Quota exceeded for instances: {asked} asked, {free} free"


@dataclass(slots=True)
class Sizing:
    """`quota_instances` is how many machines the project may have, in pools or not."""

    machines: Machines
    quota_instances: int = 30

    def available(self, pool: Pool) -> int:
        """Machines that run: `available_instances`."""
        states = [machine.state for machine in self.machines.of_pool(pool.id)]
        return states.count(MachineState.RUNNING)

    def staying(self, pool: Pool) -> list[Machine]:
        """Oldest first: the newest go first when it shrinks."""
        machines = self.machines.of_pool(pool.id)
        return [each for each in machines if each.state is not MachineState.DELETING]

    def is_full(self, pool: Pool) -> bool:
        """As P1.8 tests it: exactly the target, and all of them run."""
        return len(self.machines.of_pool(pool.id)) == pool.target == self.available(pool)

    def grow(self, pool: Pool, quota_left: int | None = None) -> bool:
        """False, and a message on the pool, where the quota does not allow all that is missing."""
        missing = pool.target - len(self.staying(pool))
        free = max(self.quota_instances - len(self.machines.all()), 0)
        free = free if quota_left is None else min(quota_left, free)
        for _ in range(min(missing, free)):
            self.machines.create_for(pool)
        if missing > free:
            pool.error_messages = [QUOTA_MESSAGE.format(asked=missing, free=free)]
        return missing <= free

    def shrink(self, pool: Pool) -> None:
        for machine in self.staying(pool)[pool.target :]:
            self.machines.delete(machine.id)

    def relabel(self, pool: Pool) -> None:
        for machine in self.staying(pool):
            machine.labels = dict(pool.labels)
