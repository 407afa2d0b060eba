"""The one truth that every API of the platform shows: what exists, since when, and what it bills.

    world = World(Clock(Mode.STEPPED, start), seed=1)
    pool = world.pools.create(PoolSpec(kaas_id=world.lab.id, name="general", flavor=..., ...))
    balancer = world.load_balancers.create(name="kube_service_lab_default_web")
    volume = world.volumes.create(name="pvc-1", size_gb=5, zone="az-1")
    world.volumes.attach(volume.id, machine_id)
    address = world.addresses.create(description="...")
    world.advance()      # carries out all that has fallen due by clock.now(), each at its second

Every collection has `all()` (what exists now, oldest first), `get(id)` (raises `NotFoundError`)
and `delete(id)`. What an API keeps about a thing beyond the truth (a VIP, listeners, tags) it puts
into that record's `extra`, or into `world.shelf("octavia")`: both are JSON and survive a restart.
`owner` is "lab" for what the lab's programs made and "foreign" for what other people made.
Every change is an event (`world.events`) and, where it bills, an interval (`world.timeline`).
Nothing here is thread-safe: the one event loop of the main process owns it.
"""

from standin.world.errors import ConflictError, NotFoundError
from standin.world.pool_spec import Change, PoolSpec
from standin.world.records import (
    Address,
    Cluster,
    LoadBalancer,
    Machine,
    MachineState,
    Owner,
    Pool,
    Volume,
)
from standin.world.world import World

__all__ = [
    "Address",
    "Change",
    "Cluster",
    "ConflictError",
    "LoadBalancer",
    "Machine",
    "MachineState",
    "NotFoundError",
    "Owner",
    "Pool",
    "PoolSpec",
    "Volume",
    "World",
]
