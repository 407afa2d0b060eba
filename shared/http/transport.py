"""When no answer came: had anything been sent? For a write, that is the whole question.

requests and urllib3 wrap their errors in one another, so we look through the
chain for the two that can only happen before the first byte of the request.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator

from shared.errors import PermanentError, PortError, TemporaryError, UnansweredError

READS = frozenset({"GET", "HEAD", "OPTIONS"})  # safe to ask twice


def lost(error: Exception, method: str, where: str) -> PortError:
    """Our error for a transport's: PermanentError for a certificate that is not the right one."""
    links = tuple(_chain(error))
    kind = type(links[-1]).__name__
    if any(isinstance(link, ssl.SSLCertVerificationError) for link in links):
        return PermanentError(f"{method} {where}: the server's certificate is not trusted")
    if any(_before_sending(link) for link in links):
        return TemporaryError(f"{method} {where}: no connection ({kind})")
    if method in READS:
        return TemporaryError(f"{method} {where}: no whole answer ({kind})")
    return UnansweredError(f"{method} {where}: sent, and never answered ({kind})")


def _before_sending(error: BaseException) -> bool:
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    return isinstance(error, ConnectTimeoutError | NewConnectionError)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it wraps, each once, in whichever of the usual places it lies."""
    waiting, seen = [error], set[int]()
    while waiting:
        link = waiting.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        wrapped = (getattr(link, "reason", None), link.__cause__, link.__context__, *link.args)
        waiting.extend(e for e in wrapped if isinstance(e, BaseException))
