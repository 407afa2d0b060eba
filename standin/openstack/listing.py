"""Lists as OpenStack gives them: filtered by any field, and a page at a time.

Where more follows, a page carries `<key>_links` with rel "next" and the last id as the
marker. A reader that takes the first page for all of it is wrong here as it is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from standin.openstack.refusals import RefusedError
from standin.openstack.requests import origin

Json = dict[str, Any]
STEERING = {"limit", "marker", "page_reverse", "sort_key", "sort_dir", "sort", "offset", "fields"}
ABOUT_THE_PROJECT = {"all_tenants", "all_projects", "tenant_id", "project_id"}  # there is but one


def filtered(request: web.Request, records: Sequence[Json]) -> list[Json]:
    """The records whose fields equal the query's. A field that none has is refused with 400."""
    names = set(request.query) - STEERING - ABOUT_THE_PROJECT
    if records:
        unknown = [name for name in names if not any(name in record for record in records)]
        if unknown:
            raise RefusedError(400, f"[{unknown[0]!r}] is invalid attribute for filtering")
    wanted = {name: request.query.getall(name) for name in names}
    return [record for record in records if _matches(record, wanted)]


def _matches(record: Json, wanted: Mapping[str, Sequence[str]]) -> bool:
    return all(_word(record.get(name)) in map(_word, values) for name, values in wanted.items())


def _word(value: object) -> str:
    return (
        str(value).lower() if isinstance(value, bool) or value in ("True", "False") else str(value)
    )


def page(request: web.Request, records: Sequence[Json], key: str, *, most: int) -> Json:
    """`{key: [...]}` with at most `most` (or the query's smaller limit), and where to go on."""
    limit = min(_limit(request) or most, most)
    rest = _after(request.query.get("marker"), records)
    shown = rest[:limit]
    body: Json = {key: shown}
    if len(rest) > limit:
        body[f"{key}_links"] = [{"rel": "next", "href": _next(request, shown[-1]["id"], limit)}]
    return body


def _limit(request: web.Request) -> int:
    given = request.query.get("limit", "0")
    if not given.isdigit():
        raise RefusedError(400, f"Invalid input for limit: {given!r} is not a number of at least 0")
    return int(given)


def _after(marker: str | None, records: Sequence[Json]) -> Sequence[Json]:
    if not marker:
        return records
    ids = [record["id"] for record in records]
    if marker not in ids:
        raise RefusedError(400, f"marker [{marker}] not found")
    return records[ids.index(marker) + 1 :]


def _next(request: web.Request, marker: str, limit: int) -> str:
    query = [(name, value) for name, value in request.query.items() if name not in STEERING]
    query += [("limit", str(limit)), ("marker", marker)]
    return f"{origin(request)}{request.path}?{urlencode(query)}"
