"""POST /people: what other people make in the same project, so that it can be shown untouched."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from standin.control.asked import BadFieldError, Json, body_of, number, only, text
from standin.platform import Platform
from standin.world import Owner, PoolSpec
from standin.world.catalog import FLAVORS, ZONES

MAKES = {
    "server": ("name", "flavor", "zone"),
    "pool": ("name", "flavor", "zone", "nodes"),
    "load_balancer": ("name",),
    "volume": ("name", "zone", "size_gb"),
    "floating_ip": ("name",),
    "cluster": ("name", "nodes"),
}


class PeopleRoutes:
    """Everything that is made here has the owner "foreign"."""

    def __init__(self, platform: Platform) -> None:
        self._world, self._platform = platform.world, platform
        self._makers: dict[str, Callable[[Json], object]] = {
            "server": self._server,
            "pool": self._pool,
            "load_balancer": self._load_balancer,
            "volume": self._volume,
            "floating_ip": self._floating_ip,
            "cluster": self._cluster,
        }

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/people", self.make)

    async def make(self, request: web.Request) -> web.Response:
        """{"kind", ...}: each field but `kind` has a default. Answers {"kind", "id"}.

        A cluster is there at once, with a pool and other people's work in it; its kubeconfig is
        in GET /kubeconfigs, and GET /truth/requests?cluster=ID tells who asked what of it.
        """
        body = await body_of(request)
        kind = text(body, "kind")
        if kind not in MAKES:
            raise BadFieldError("kind", MAKES)
        only(body, ("kind", *MAKES[kind]))
        made = self._makers[kind](body)
        if kind == "cluster":
            await self._platform.stepper.settle()  # by then its API listens
        return web.json_response({"kind": kind, "id": made}, status=201)

    def _server(self, body: Json) -> str:
        flavor, zone = _flavor(body), _zone(body)
        return self._world.machines.create(name=_name(body), flavor=flavor, zone=zone).id

    def _pool(self, body: Json) -> int:
        return self._pool_of(self._world.lab_id, _name(body), body)

    def _cluster(self, body: Json) -> int:
        name = _name(body)
        cluster = self._world.clusters.found(
            name=name, region="dc3-a", version="1.33", pack_id=1, owner=Owner.FOREIGN
        )
        self._pool_of(cluster.id, f"{name}-nodes", body)
        self._world.load_balancers.create(name=f"kube_service_{name}_shop_web", owner=Owner.FOREIGN)
        return cluster.id

    def _pool_of(self, kaas_id: int, name: str, body: Json) -> int:
        nodes = int(number({"nodes": 1, **body}, "nodes", least=1, most=30))
        spec = PoolSpec(
            kaas_id=kaas_id,
            name=name,
            flavor=_flavor(body),
            zone=_zone(body),
            minimum=nodes,
            maximum=nodes,
            owner=Owner.FOREIGN,
        )
        return self._world.pools.create(spec).id

    def _load_balancer(self, body: Json) -> str:
        return self._world.load_balancers.create(name=_name(body), owner=Owner.FOREIGN).id

    def _volume(self, body: Json) -> str:
        size = int(number({"size_gb": 10, **body}, "size_gb", least=1, most=10_000))
        volume = self._world.volumes.create(
            name=_name(body), size_gb=size, zone=_zone(body), owner=Owner.FOREIGN
        )
        return volume.id

    def _floating_ip(self, body: Json) -> str:
        return self._world.addresses.create(description=_name(body), owner=Owner.FOREIGN).id


def _name(body: Json) -> str:
    return text(body, "name", "theirs")


def _flavor(body: Json) -> str:
    flavor = text(body, "flavor", "a1-ram2-disk20-perf1")
    if flavor not in FLAVORS:
        raise BadFieldError("flavor", FLAVORS)
    return flavor


def _zone(body: Json) -> str:
    zone = text(body, "zone", "az-1")
    if zone not in ZONES["dc3-a"]:
        raise BadFieldError("zone", ZONES["dc3-a"])
    return zone
