"""The KaaS API put together: the wire's faults outside, then the token, then the calls."""

from __future__ import annotations

import re

from aiohttp import web

from standin.kaas.apiserver import ApiserverRoutes
from standin.kaas.clusters import ClusterRoutes
from standin.kaas.delayed import Tasks
from standin.kaas.envelope import shape
from standin.kaas.guard import guard
from standin.kaas.offers import OfferRoutes
from standin.kaas.platforms import as_it_is, of_others
from standin.kaas.pools import PoolRoutes
from standin.platform import Platform

SECRET = re.compile(r"/apiserver$")


def make_kaas(platform: Platform) -> web.Application:
    wire = platform.board.wire(
        "kaas",
        shape,
        secret=SECRET,
        picture=lambda: make_kaas(as_it_is(platform)),
        elsewhere={"other_project": lambda: make_kaas(of_others(platform))},
    )
    tasks = Tasks(platform)
    app = web.Application(middlewares=[wire.middleware(), guard(platform), tasks.middleware()])
    OfferRoutes().add_to(app)
    for routes in (ClusterRoutes, ApiserverRoutes, PoolRoutes):
        routes(platform).add_to(app)
    app.router.add_get("/1/async/tasks/{uuid}", tasks.read)
    return app
