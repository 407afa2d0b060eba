"""What another project of the same customer holds: a shop that nobody of the lab may touch."""

from __future__ import annotations

from standin.clock import Clock
from standin.world.pool_spec import PoolSpec
from standin.world.records import Owner
from standin.world.world import World

NAME, SMALL = "shop", "a1-ram4-disk50-perf1"
IDS_AFTER = 900


def others_world(clock: Clock, seed: int) -> World:
    """A cluster with a pool, a load balancer, an address, a volume, and a server beside it."""
    world = World(clock, seed=seed + 1, name=NAME, ids_after=IDS_AFTER)
    foreign = Owner.FOREIGN
    pool = PoolSpec(
        kaas_id=world.lab_id,
        name="web",
        flavor=SMALL,
        zone="az-1",
        minimum=2,
        maximum=2,
        owner=foreign,
    )
    world.pools.create(pool)
    world.machines.create(name="db", flavor=SMALL, zone="az-2")
    world.load_balancers.create(name=f"kube_service_{NAME}_default_web", owner=foreign)
    world.addresses.create(description=f"for {NAME}", owner=foreign)
    world.volumes.create(
        name="pvc-orders",
        size_gb=20,
        zone="az-1",
        metadata={"cinder.csi.openstack.org/cluster": NAME},
        owner=foreign,
    )
    return world
