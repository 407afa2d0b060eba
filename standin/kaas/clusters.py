"""Clusters over HTTP: managed control planes (P1.2, P1.11)."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from standin.identity import PROJECT_ID, PUBLIC_CLOUD_ID
from standin.kaas.envelope import Json, accepted, refused, success
from standin.kaas.fields import Fields
from standin.kaas.pages import paged
from standin.kaas.place import KAAS, KAASES, check_project, cluster_of
from standin.platform import Platform
from standin.world import Cluster, ConflictError
from standin.world.catalog import PACKS, VERSIONS, ZONES
from standin.world.records import ClusterStatus

NAME_LIMIT = 40


class ClusterRoutes:
    def __init__(self, platform: Platform) -> None:
        self._world, self._faults = platform.world, platform.faults

    def add_to(self, app: web.Application) -> None:
        app.router.add_get(KAASES, self.all)
        app.router.add_post(KAASES, self.create)
        app.router.add_get(KAAS, self.read)
        app.router.add_patch(KAAS, self.update)
        app.router.add_delete(KAAS, self.delete)

    async def all(self, request: web.Request) -> web.Response:
        check_project(request)
        return paged(request, [_told(cluster) for cluster in self._world.clusters.all()])

    async def read(self, request: web.Request) -> web.Response:
        """`?with=` is taken and changes nothing: everything is always told."""
        told = _told(cluster_of(request, self._world))
        if self._faults.standing("cluster_suspended"):
            told["status"] = ClusterStatus.SUSPENDED
        return success(told)

    async def create(self, request: web.Request) -> web.Response:
        check_project(request)
        fields = await Fields.of(request)
        name = fields.text("name", most=NAME_LIMIT, required=True)
        region = fields.one_of("region", ZONES, required=True)
        version = fields.one_of("kubernetes_version", VERSIONS, required=True)
        pack_id = fields.one_of("kaas_pack_id", PACKS, required=True)
        fields.done()
        self._check_pack(pack_id or 0)
        cluster = self._world.clusters.create(
            name=name or "", region=region or "", version=version or "", pack_id=pack_id or 0
        )
        return accepted(cluster.id, HTTPStatus.CREATED)

    async def update(self, request: web.Request) -> web.Response:
        """Name and version; region and pack only as they are."""
        cluster = cluster_of(request, self._world)
        fields = await Fields.of(request)
        name = fields.text("name", most=NAME_LIMIT)
        version = fields.one_of("kubernetes_version", VERSIONS)
        fields.one_of("region", (cluster.region,))
        fields.one_of("kaas_pack_id", (cluster.pack_id,))
        fields.done()
        try:
            self._world.clusters.update(cluster.id, name=name, version=version)
        except ConflictError as conflict:
            raise refused("cannot_update_kaas", str(conflict)) from conflict
        return accepted(data=True)

    async def delete(self, request: web.Request) -> web.Response:
        """Works while its pools still go: the Terraform provider waits for none of them."""
        try:
            self._world.clusters.delete(cluster_of(request, self._world).id)
        except ConflictError as conflict:
            raise refused("cannot_delete_kaas", str(conflict)) from conflict
        return accepted(data=True)

    def _check_pack(self, pack_id: int) -> None:
        pack = PACKS[pack_id]
        having = [each for each in self._world.clusters.all() if each.pack_id == pack_id]
        if pack.limit_per_project is not None and len(having) >= pack.limit_per_project:
            message = f"The project has {len(having)} clusters of the pack {pack.name} already"
            raise refused("kaas_pack_limit_reached", message)


def _told(cluster: Cluster) -> Json:
    pack = PACKS[cluster.pack_id]
    name = f"{pack.name.partition('_')[0].capitalize()} control plane"
    return {
        "kaas_id": cluster.id,
        "name": cluster.name,
        "region": cluster.region,
        "kubernetes_version": cluster.version,
        "pack": {"kaas_pack_id": pack.id, "name": pack.name, "description": name},
        "project": {"public_cloud_id": PUBLIC_CLOUD_ID, "id": PROJECT_ID, "name": "lab"},
        "status": cluster.status,
    }
