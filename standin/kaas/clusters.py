"""Clusters over HTTP: the control plane, its kubeconfig, its API server (P1.2, P1.11)."""

from __future__ import annotations

import ipaddress
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
APISERVER = ("apiserver_params", "audit-policy", "audit-webhook-config", "oidc_ca")


class ClusterRoutes:
    def __init__(self, platform: Platform) -> None:
        self._world, self._faults = platform.world, platform.faults
        self._kubeconfigs = platform.kubeconfigs

    def add_to(self, app: web.Application) -> None:
        app.router.add_get(KAASES, self.all)
        app.router.add_post(KAASES, self.create)
        app.router.add_get(KAAS, self.read)
        app.router.add_patch(KAAS, self.update)
        app.router.add_delete(KAAS, self.delete)
        app.router.add_get(f"{KAAS}/kube_config", self.kube_config)
        app.router.add_get(f"{KAAS}/apiserver", self.apiserver)
        app.router.add_patch(f"{KAAS}/apiserver", self.set_apiserver)
        app.router.add_get(f"{KAAS}/ip_filters", self.ip_filters)
        app.router.add_put(f"{KAAS}/ip_filters", self.set_ip_filters)

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

    async def kube_config(self, request: web.Request) -> web.Response:
        """`data` is the text of a kubeconfig (P1.2)."""
        cluster = cluster_of(request, self._world)
        if cluster.id not in self._kubeconfigs:
            raise refused("kube_config_not_available", f"The cluster is {cluster.status}")
        return success(self._kubeconfigs[cluster.id])

    async def apiserver(self, request: web.Request) -> web.Response:
        """Parameters that were never set are {} without an audit, null beside one: the provider
        sees an endless difference otherwise.
        """
        set_before = cluster_of(request, self._world).apiserver
        audit = set_before.get("audit-policy") or set_before.get("audit-webhook-config")
        params = set_before.get("apiserver_params") or (None if audit else {})
        kept = {name: set_before.get(name) for name in APISERVER}
        return success({**kept, "apiserver_params": params})

    async def set_apiserver(self, request: web.Request) -> web.Response:
        cluster = cluster_of(request, self._world)
        fields = await Fields.of(request)
        cluster.apiserver.update({name: fields.raw(name) for name in APISERVER})
        return success(data=True)

    async def ip_filters(self, request: web.Request) -> web.Response:
        return success(cluster_of(request, self._world).ip_filters or [])

    async def set_ip_filters(self, request: web.Request) -> web.Response:
        """In the order in which they came; an address without its mask is refused."""
        cluster = cluster_of(request, self._world)
        fields = await Fields.of(request)
        told = fields.raw("ip_filters")
        if not isinstance(told, list) or not all(_is_network(each) for each in told):
            sentence = "The ip_filters must be networks with their mask, e.g. 192.0.2.7/32."
            fields.wrong("ip_filters", "ip", sentence)
        fields.done()
        cluster.ip_filters = list(told or [])
        return success(data=True)

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


def _is_network(told: object) -> bool:
    try:
        return isinstance(told, str) and "/" in told and bool(ipaddress.ip_network(told))
    except ValueError:
        return False
