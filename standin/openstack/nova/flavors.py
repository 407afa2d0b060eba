"""What one may boot: by id or by name."""

from __future__ import annotations

from aiohttp import web

from standin.openstack.nova.told import flavor_id, flavor_told
from standin.openstack.refusals import RefusedError
from standin.world.catalog import FLAVORS

PATH = "/compute/v2.1/flavors"


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{PATH}/detail", flavors),
        web.get(PATH, flavors),
        web.get(f"{PATH}/{{id}}", flavor),
    ]


async def flavors(_: web.Request) -> web.Response:
    return web.json_response({"flavors": [flavor_told(one) for one in FLAVORS.values()]})


async def flavor(request: web.Request) -> web.Response:
    id_ = request.match_info["id"]
    for one in FLAVORS.values():
        if id_ in (one.name, flavor_id(one.name)):
            return web.json_response({"flavor": flavor_told(one)})
    raise RefusedError(404, f"Flavor {id_} could not be found.")
