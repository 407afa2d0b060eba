"""What all the platform's servers of one process share."""

from __future__ import annotations

from asyncio import Event
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from standin.clock import Clock
from standin.faults import Fault, Faults, use_up
from standin.identity import Identity
from standin.journal import Journal
from standin.middleware import Late, Switchboard
from standin.stepper import Stepper
from standin.turns import Turns
from standin.world import Machine, Pool, World
from standin.world.troubles import Troubles


@dataclass(slots=True)
class Platform:
    """`given` is what a customer would be handed: filled once everything listens.

    `ready` is set once everything listens, is settled, and its files are written;
    `kubeconfigs` holds each cluster's kubeconfig by its id: KaaS hands them out; `expired` makes
    one whose certificate is past its end. `at_once` carries out faults that happen and are over.
    """

    clock: Clock
    seed: int = 1
    participants: tuple[str, ...] = ()
    faults: Faults = field(default_factory=Faults)
    late: Late = field(default_factory=Late)
    given: dict[str, Any] = field(default_factory=dict)
    ready: Event = field(default_factory=Event)
    kubeconfigs: dict[int, str] = field(default_factory=dict)
    expired: dict[int, Callable[[], str]] = field(default_factory=dict)
    at_once: dict[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    journal: Journal = field(init=False)
    world: World = field(init=False)
    turns: Turns = field(init=False)
    stepper: Stepper = field(init=False)

    def __post_init__(self) -> None:
        self.faults.seed = self.seed
        self.journal = Journal(self.clock)
        troubles = Troubles(ports_full=self._ports_full, stuck=self._stuck, unjoined=self._unjoined)
        self.world = World(self.clock, seed=self.seed, troubles=troubles)
        self.turns = Turns(self.participants)
        self.stepper = Stepper(self.clock, self.world, self.late, self.turns)

    @property
    def board(self) -> Switchboard:
        return Switchboard(self.clock, self.faults, self.journal, self.late)

    @property
    def identity(self) -> Identity:
        return Identity.of(self.world)

    def _stuck(self, pool: Pool) -> bool:
        """A fault that lets a pool show Deleting for as long as it stands."""
        return any(means_pool(f, pool) for f in self.faults.all_standing("pool_stuck"))

    def _unjoined(self, machine: Machine) -> int | None:
        """A fault by which a machine boots, and bills, and never becomes a node."""
        pool = self.world.pools.kept.get(machine.pool_id or 0)
        for fault in self.faults.all_standing("node_never_joins"):
            if pool is not None and means_pool(fault, pool):
                use_up(fault)
                return fault.id
        return None

    def _ports_full(self) -> bool:
        """P1.11: a fault that fills the project's Neutron port quota."""
        return self.faults.standing("ports_full") is not None


def means_pool(fault: Fault, pool: Pool | None) -> bool:
    """Its args name the pool (name or id), or none: then it means all."""
    named = fault.args.get("pool")
    return named is None or (pool is not None and named in (pool.name, str(pool.id)))
