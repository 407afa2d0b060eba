"""The bearer token: compared in constant time, never logged, never in the URL."""

from __future__ import annotations

import hmac

from functions._entry.messages import Request
from shared.errors import UnauthorizedError

ADVICE = "send the header `Authorization: Bearer TOKEN`"


def check_token(request: Request, token: str) -> None:
    """Raises UnauthorizedError, the same for a missing and for a wrong token."""
    scheme, _, shown = request.header("authorization").partition(" ")
    same = hmac.compare_digest(shown.strip().encode(), token.encode())
    if scheme.lower() != "bearer" or not token or not same:
        raise UnauthorizedError("this needs a valid token", advice=ADVICE)
