"""Instance pools: what the KaaS API scales, and the statuses it shows on the way (P1.6, P1.7)."""

from __future__ import annotations

from datetime import timedelta

from standin.world.errors import ConflictError, NotFoundError
from standin.world.ground import Ground
from standin.world.machines import Machines
from standin.world.pool_spec import Change, PoolSpec
from standin.world.records import Machine, Pool, PoolStatus
from standin.world.sizing import Sizing
from standin.world.troubles import Troubles

UPDATING = timedelta(seconds=5)
FAILING = timedelta(seconds=5)
VANISHING = timedelta(seconds=5)
STUCK_LOOKS_AGAIN = timedelta(seconds=30)
CHANGING = frozenset({PoolStatus.CREATING, PoolStatus.SCALING_UP, PoolStatus.SCALING_DOWN})


class Pools:
    """Every cluster's pools. A pool is gone when its last machine is."""

    def __init__(self, ground: Ground, machines: Machines, troubles: Troubles) -> None:
        self._ground, self._machines, self._troubles = ground, machines, troubles
        self.sizing = Sizing(machines)
        self.kept: dict[int, Pool] = {}
        machines.on_change.append(self._machine_changed)
        ground.agenda.on("pool.updated", lambda key: self._resize(int(key)))
        ground.agenda.on("pool.fails", lambda key: self._fail(int(key)))
        ground.agenda.on("pool.empties", lambda key: self._empty(int(key)))
        ground.agenda.on("pool.vanishes", lambda key: self._vanish(int(key)))

    def all(self, kaas_id: int | None = None) -> list[Pool]:
        """Every cluster's, or one's; lowest id first."""
        return [p for p in self.kept.values() if kaas_id is None or p.kaas_id == kaas_id]

    def get(self, pool_id: int) -> Pool:
        if pool_id not in self.kept:
            raise NotFoundError("instance pool", pool_id)
        return self.kept[pool_id]

    def available(self, pool: Pool) -> int:
        return self.sizing.available(pool)

    def create(self, spec: PoolSpec, quota_left: int | None = None) -> Pool:
        """Its machines exist, and bill, at once.

        `quota_left` is what a fault leaves of the quota: below the minimum the pool fails (P1.7).
        """
        self._ground.advance()
        pool_id = 4_000 + self._ground.count("pool")
        pool = spec.pool(pool_id, self._ground.now())
        self.kept[pool_id] = pool
        self._ground.note("pool_created", id=pool_id, name=pool.name, target=pool.target)
        self._grow(pool, quota_left)
        return pool

    def update(self, pool_id: int, change: Change) -> Pool:
        """Updating at once, the new size some seconds later. Raises `ConflictError` if it goes."""
        self._ground.advance()
        pool = self.get(pool_id)
        self._still_there(pool)
        change.apply_to(pool)
        self._show(pool, PoolStatus.UPDATING)
        self._ground.book(UPDATING, "pool.updated", pool_id)
        return pool

    def delete(self, pool_id: int) -> None:
        """Raises `ConflictError` if it is going already."""
        self._ground.advance()
        pool = self.get(pool_id)
        self._still_there(pool)
        self._ground.note("pool_delete_asked", id=pool_id, name=pool.name)
        self._show(pool, PoolStatus.DELETING)
        self._empty(pool_id)

    def _empty(self, pool_id: int) -> None:
        pool = self.kept.get(pool_id)
        if pool is None:
            return
        if self._troubles.stuck(pool):
            self._ground.book(STUCK_LOOKS_AGAIN, "pool.empties", pool_id)
            return
        for machine in self._machines.of_pool(pool_id):
            self._machines.delete(machine.id)
        if not self._machines.of_pool(pool_id):
            self._ground.book(VANISHING, "pool.vanishes", pool_id)

    def fail(self, pool_id: int, message: str) -> None:
        """Failed (P1.7), with its machines, which bill: only a DELETE helps."""
        pool = self.get(pool_id)
        pool.error_messages = [message]
        self._show(pool, PoolStatus.FAILED)

    def _still_there(self, pool: Pool) -> None:
        if pool.status is PoolStatus.DELETING:
            raise ConflictError(f"instance pool {pool.id} is being deleted")

    def _grow(self, pool: Pool, quota_left: int | None = None) -> None:
        if not self.sizing.grow(pool, quota_left):
            self._ground.book(FAILING, "pool.fails", pool.id)

    def _resize(self, pool_id: int) -> None:
        pool = self.kept.get(pool_id)
        if pool is None or pool.status is not PoolStatus.UPDATING:
            return
        self.sizing.relabel(pool)
        if self.sizing.is_full(pool):
            self._done(pool)
        elif len(self.sizing.staying(pool)) > pool.target:
            self._show(pool, PoolStatus.SCALING_DOWN)
            self.sizing.shrink(pool)
        else:
            self._show(pool, PoolStatus.SCALING_UP)
            self._grow(pool)

    def _fail(self, pool_id: int) -> None:
        pool = self.kept.get(pool_id)
        if pool is None or pool.status not in CHANGING:
            return
        if len(self.sizing.staying(pool)) < pool.target:
            self._show(pool, PoolStatus.FAILED_QUOTA)

    def _machine_changed(self, machine: Machine) -> None:
        pool = self.kept.get(machine.pool_id) if machine.pool_id is not None else None
        if pool is None:
            return
        if pool.status is PoolStatus.DELETING and not self._machines.of_pool(pool.id):
            self._vanish(pool.id)
        elif pool.status in CHANGING and self.sizing.is_full(pool):
            self._done(pool)

    def _done(self, pool: Pool) -> None:
        pool.error_messages = []
        self._show(pool, PoolStatus.ACTIVE)

    def _vanish(self, pool_id: int) -> None:
        pool = self.kept.pop(pool_id, None)
        if pool is not None:
            self._ground.note("pool_gone", id=pool_id, name=pool.name)

    def _show(self, pool: Pool, status: PoolStatus) -> None:
        pool.status = status
        self._ground.note("pool_status", id=pool.id, name=pool.name, status=status)
