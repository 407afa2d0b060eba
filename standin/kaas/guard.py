"""What stands before every call: the token, the rate limit, and the envelope around refusals."""

from __future__ import annotations

import hmac
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from standin.faults import Faults
from standin.kaas.envelope import KaasError
from standin.kaas.limiter import Limiter
from standin.platform import Platform

SCHEME = "Bearer "


def guard(platform: Platform) -> Middleware:
    limiter = Limiter()

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            token = _token(request, platform.identity.infomaniak_token)
            others = _others(platform.faults)
            _admit(limiter.wait_seconds(token, platform.clock.now(), others))
            platform.world.advance()
            return await handler(request)
        except KaasError as refusal:
            return refusal.answer()

    return guarded


def _token(request: web.Request, known: str) -> str:
    told = request.headers.get("Authorization", "")
    if not told.startswith(SCHEME) or not hmac.compare_digest(told[len(SCHEME) :], known):
        raise KaasError(HTTPStatus.UNAUTHORIZED, "not_authorized", "Authorization required")
    return known


def _others(faults: Faults) -> int:
    """P1.12: the limit may be the token's, and other people may hold it, too."""
    return sum(int(f.args["per_minute"]) for f in faults.all_standing("other_callers"))


def _admit(wait_seconds: int) -> None:
    if wait_seconds:
        raise KaasError(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too_many_requests",
            "Rate limit exceeded: 60 requests a minute",
            headers={"Retry-After": str(wait_seconds)},
        )
