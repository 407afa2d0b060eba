"""Conditions on a write: looked at first, by a HEAD of their own, never with the write itself."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from standin.s3.call import Call
from standin.s3.refusal import precondition_failed

Found = Callable[[str, str], str | None]  # (bucket, key) -> the quoted ETag of what is there


def copy_source(call: Call) -> tuple[str, str] | None:
    source = unquote(call.headers.get("x-amz-copy-source", "")).partition("?")[0]
    bucket, _, key = source.lstrip("/").partition("/")
    return (bucket, key) if key else None


def check_preconditions(call: Call, found: Found) -> None:
    """412 where what is there now does not fit; the write comes later, on its own."""
    if not call.writes or not call.key:
        return
    if call.headers.get("if-none-match") == "*" and found(call.bucket, call.key):
        raise precondition_failed()  # P4.2, from 2.36 on
    if call.method == "DELETE" and "if-match" in call.headers:
        _match(found(call.bucket, call.key), call.headers["if-match"])  # P4.4
    source = copy_source(call)
    if source is not None and "x-amz-copy-source-if-match" in call.headers:
        _match(found(*source), call.headers["x-amz-copy-source-if-match"])


def _match(there: str | None, wanted: str) -> None:
    if there is not None and wanted != "*" and there.strip('"') != wanted.strip('"'):
        raise precondition_failed()
