"""GET /truth, what lies under it, and GET /machines: what really is, and what really happened."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from aiohttp import web

from standin.control.asked import BadFieldError, Json, after
from standin.control.kind import APIS
from standin.control.nodes import kubelet
from standin.platform import Platform
from standin.world import Machine, Pool
from standin.world.catalog import FLAVORS


class TruthRoutes:
    def __init__(self, platform: Platform) -> None:
        self._platform, self._world = platform, platform.world

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/", self.given)
        app.router.add_get("/ready", self.ready)
        app.router.add_get("/kubeconfigs", self.kubeconfigs)
        app.router.add_get("/machines", self.machines)
        app.router.add_get("/truth", self.truth)
        app.router.add_get("/truth/timeline", self.timeline)
        app.router.add_get("/truth/events", self.events)
        app.router.add_get("/truth/requests", self.requests)

    async def given(self, _: web.Request) -> web.Response:
        return web.json_response(self._platform.given)

    async def kubeconfigs(self, _: web.Request) -> web.Response:
        """Each cluster's by its id, as it works now, whatever KaaS hands out."""
        return web.json_response(self._platform.kubeconfigs)

    async def ready(self, _: web.Request) -> web.Response:
        """Answers once everything listens, is settled, and the shell's file is written."""
        await self._platform.ready.wait()
        return web.json_response({"ready": True})

    async def machines(self, _: web.Request) -> web.Response:
        """Those that are, or should become, nodes of the lab's cluster."""
        self._world.advance()
        lab = [m for m in self._world.machines.all() if m.kaas_id == self._world.lab_id]
        told = [{**self._machine(each), **kubelet(self._platform, each)} for each in lab]
        return web.json_response(told)

    async def truth(self, _: web.Request) -> web.Response:
        self._world.advance()
        world, bills = self._world, self._world.timeline
        return web.json_response(
            {
                "now": world.now().isoformat(),
                "clusters": [_plain(cluster) for cluster in world.clusters.all()],
                "pools": [self._pool(pool) for pool in world.pools.all()],
                "machines": [self._machine(machine) for machine in world.machines.all()],
                "load_balancers": [_plain(each) for each in world.load_balancers.all()],
                "volumes": [_plain(volume) for volume in world.volumes.all()],
                "floating_ips": [_plain(address) for address in world.addresses.all()],
                "billing": [_billed(interval.told()) for interval in bills.open()],
                "chf_per_hour": str(bills.chf_per_hour()),
            }
        )

    async def timeline(self, _: web.Request) -> web.Response:
        self._world.advance()
        return web.json_response([each.told() for each in self._world.timeline.intervals])

    async def events(self, request: web.Request) -> web.Response:
        self._world.advance()
        return web.json_response(self._world.events.after(after(request)))

    async def requests(self, request: web.Request) -> web.Response:
        """`?api=` keeps one API's, `?cluster=` one cluster's; `?after=N` counts over all."""
        api, cluster = request.query.get("api", ""), request.query.get("cluster", "")
        if api and api not in APIS:
            raise BadFieldError("api", APIS)
        told = self._platform.journal.entries(after(request))
        if cluster:
            told = [each for each in told if str(each["cluster"]) == cluster]
        return web.json_response([each for each in told if api in ("", each["api"])])

    def _pool(self, pool: Pool) -> Json:
        return {**_plain(pool), "available": self._world.pools.available(pool)}

    def _machine(self, machine: Machine) -> Json:
        """A node's shape: its pool's name, its flavor's size, `provider_id` openstack:///UUID."""
        pool = self._world.pools.kept.get(machine.pool_id or 0)
        flavor = FLAVORS[machine.flavor]
        size = {key: getattr(flavor, key) for key in ("cpu", "ram_gb", "disk_gb", "gpu")}
        more = {"pool": pool.name if pool else None, "provider_id": machine.provider_id}
        return {**_plain(machine), **size, **more}


def _plain(record: Any) -> Json:  # noqa: ANN401 -- any of the world's records
    """A record's fields as JSON: times in ISO 8601."""
    fields = asdict(record).items()
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in fields}


def _billed(told: Json) -> Json:
    return {key: told[key] for key in ("kind", "id", "name", "owner", "chf_per_hour")}
