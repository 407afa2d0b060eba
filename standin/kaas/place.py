"""Which cluster and pool a path means; another project's are not found."""

from __future__ import annotations

from aiohttp import web

from standin.identity import PROJECT_ID, PUBLIC_CLOUD_ID
from standin.kaas.envelope import not_found
from standin.world import Cluster, NotFoundError, Pool, World

PROJECT = r"/1/public_clouds/{public_cloud_id:\d+}/projects/{project_id:\d+}"
KAASES = f"{PROJECT}/kaas"
KAAS = KAASES + r"/{kaas_id:\d+}"
POOLS = f"{KAAS}/instance_pools"
POOL = POOLS + r"/{pool_id:\d+}"


def check_project(request: web.Request) -> None:
    told = (request.match_info["public_cloud_id"], request.match_info["project_id"])
    if told != (str(PUBLIC_CLOUD_ID), str(PROJECT_ID)):
        raise not_found()


def cluster_of(request: web.Request, world: World) -> Cluster:
    check_project(request)
    try:
        return world.clusters.get(int(request.match_info["kaas_id"]))
    except NotFoundError:
        raise not_found() from None


def pool_of(request: web.Request, world: World) -> Pool:
    cluster = cluster_of(request, world)
    try:
        pool = world.pools.get(int(request.match_info["pool_id"]))
    except NotFoundError:
        raise not_found() from None
    if pool.kaas_id != cluster.id:
        raise not_found()
    return pool
