"""Lists by page/per_page or by skip/limit (P1.12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiohttp import web

from standin.kaas.envelope import Fault, invalid, success

ITEMS_PER_PAGE = 15
MOST_ITEMS = 1_000


def paged(request: web.Request, entries: Sequence[object]) -> web.Response:
    """`total` counts all; without a parameter the first 15 come."""
    query = request.query
    if "skip" in query or "limit" in query:
        skip = _whole(query, "skip", 0, least=0)
        size = _whole(query, "limit", ITEMS_PER_PAGE, least=1)
    else:
        size = _whole(query, "per_page", ITEMS_PER_PAGE, least=1)
        skip = (_whole(query, "page", 1, least=1) - 1) * size
    return success(
        list(entries[skip : skip + size]),
        total=len(entries),
        page=skip // size + 1,
        pages=max(-(-len(entries) // size), 1),
        items_per_page=size,
    )


def _whole(query: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    told = query.get(name, str(default))
    if told.isdecimal() and least <= int(told) <= MOST_ITEMS:
        return int(told)
    sentence = f"The {name} must be a whole number from {least} to {MOST_ITEMS}."
    raise invalid([Fault(name, "integer", sentence)])
