"""The control API put together, and how its refusals look."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

from standin.control.asked import BadFieldError, refusal
from standin.control.people import PeopleRoutes
from standin.control.time import TimeRoutes
from standin.control.truth import TruthRoutes
from standin.control.wrong import FaultRoutes
from standin.platform import Platform
from standin.turns import RestlessError, SilentError


def make_control(platform: Platform) -> web.Application:
    app = web.Application(middlewares=[_refusals])
    for routes in (TimeRoutes, TruthRoutes, FaultRoutes, PeopleRoutes):
        routes(platform).add_to(app)

    async def let_go(_: web.Application) -> None:
        await platform.turns.close()

    app.on_shutdown.append(let_go)
    return app


@web.middleware
async def _refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except BadFieldError as bad:
        return refusal(400, str(bad), field=bad.field, allowed=bad.allowed)
    except (RestlessError, SilentError) as unsettled:
        return refusal(500, str(unsettled), who=unsettled.who)
    except web.HTTPException as unknown:
        return refusal(unknown.status, unknown.reason)
