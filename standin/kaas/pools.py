"""Instance pools over HTTP (P1.2, P1.5, P1.6, P1.8). A pool of 0 instances does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from http import HTTPStatus

from aiohttp import web

from standin.faults import Fault
from standin.kaas import labels
from standin.kaas.envelope import Json, accepted, refused, success
from standin.kaas.fields import Fields
from standin.kaas.pages import paged
from standin.kaas.place import POOL, POOLS, cluster_of, pool_of
from standin.kaas.pool_bodies import read_change, read_spec
from standin.middleware import who_asks
from standin.platform import Platform
from standin.world import ConflictError, Pool
from standin.world.records import ClusterStatus, PoolStatus

FAILED = "The instances could not join the cluster"
OF_READING = ("labels_as_array", "labels_omitted", "status_unknown")
NO_NODES = "Not enough available nodes for this flavor in this zone"


class PoolRoutes:
    def __init__(self, platform: Platform) -> None:
        self._world, self._faults = platform.world, platform.faults

    def add_to(self, app: web.Application) -> None:
        app.router.add_get(POOLS, self.all)
        app.router.add_post(POOLS, self.create)
        app.router.add_get(POOL, self.read)
        app.router.add_patch(POOL, self.update)
        app.router.add_delete(POOL, self.delete)

    async def all(self, request: web.Request) -> web.Response:
        cluster = cluster_of(request, self._world)
        pools = self._world.pools.all(cluster.id)
        kinds = self._kinds(request, OF_READING)
        return paged(request, [self._told(pool, kinds) for pool in pools])

    async def read(self, request: web.Request) -> web.Response:
        pool = pool_of(request, self._world)
        return success(self._told(pool, self._kinds(request, OF_READING)))

    async def create(self, request: web.Request) -> web.Response:
        """Equal names are allowed. 201 and the id at once; the machines take minutes."""
        cluster = cluster_of(request, self._world)
        spec = read_spec(await Fields.of(request), cluster)
        faults = self._active(request, ("no_capacity", "labels_lost", "quota", "pool_fails"))
        if "no_capacity" in faults:
            raise refused("cannot_create_worker_pool_not_enough_available_nodes", NO_NODES)
        if cluster.status not in (ClusterStatus.ACTIVE, ClusterStatus.UPDATING):
            raise refused("cannot_create_worker_pool", f"The cluster is {cluster.status}")
        if "labels_lost" in faults:
            spec = replace(spec, labels={})
        pool = self._world.pools.create(spec, _quota_left(faults))
        if "pool_fails" in faults:
            self._world.pools.fail(pool.id, FAILED)
        return accepted(pool.id, HTTPStatus.CREATED)

    async def update(self, request: web.Request) -> web.Response:
        pool = pool_of(request, self._world)
        change = read_change(await Fields.of(request), pool)
        if "no_capacity" in self._kinds(request, ("no_capacity",)):
            raise refused("cannot_update_worker_pool_not_enough_available_nodes", NO_NODES)
        try:
            self._world.pools.update(pool.id, change)
        except ConflictError as conflict:
            raise refused("cannot_update_worker_pool", str(conflict)) from conflict
        return accepted(data=True)

    async def delete(self, request: web.Request) -> web.Response:
        pool = pool_of(request, self._world)
        if self._faults.standing("last_pool_refused") and self._is_last(pool):
            message = "The last instance pool of a cluster cannot be deleted"
            raise refused("cannot_delete_worker_pool", message)
        if "pool_undeletable" in self._kinds(request, ("pool_undeletable",)):
            raise refused("cannot_delete_worker_pool", "The instance pool cannot be deleted")
        try:
            self._world.pools.delete(pool.id)
        except ConflictError as conflict:
            raise refused("cannot_delete_worker_pool", str(conflict)) from conflict
        return accepted(data=True)

    def _is_last(self, pool: Pool) -> bool:
        pools = self._world.pools.all(pool.kaas_id)
        return [each for each in pools if each.status is not PoolStatus.DELETING] == [pool]

    def _active(self, request: web.Request, kinds: Iterable[str]) -> dict[str, Fault]:
        active = self._faults.active(
            "kaas", request.method, request.path_qs, frozenset(kinds), who_asks(request)
        )
        return {fault.kind: fault for fault in active}

    def _kinds(self, request: web.Request, kinds: Iterable[str]) -> set[str]:
        return set(self._active(request, kinds))

    def _told(self, pool: Pool, kinds: set[str]) -> Json:
        shown = {} if "labels_omitted" in kinds else dict(pool.labels)
        return {
            "kaas_id": pool.kaas_id,
            "instance_pool_id": pool.id,
            "name": pool.name,
            "open_stack_name": pool.open_stack_name,
            "prefix": pool.prefix or None,
            "availability_zone": pool.zone,
            "flavor": pool.flavor,
            "status": PoolStatus.UNKNOWN if "status_unknown" in kinds else pool.status,
            "error_messages": list(pool.error_messages),
            "minimum_instances": pool.minimum,
            "maximum_instances": pool.maximum,
            "target_instances": pool.target,
            "available_instances": self._world.pools.available(pool),
            "has_autoscaling": pool.maximum > pool.minimum,
            "labels": labels.as_array(shown) if "labels_as_array" in kinds else shown,
        }


def _quota_left(faults: dict[str, Fault]) -> int | None:
    return int(faults["quota"].args.get("machines", 0)) if "quota" in faults else None
