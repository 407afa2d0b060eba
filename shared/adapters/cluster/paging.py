"""All of a list, in pages of one moment; a list whose moment the server forgot is begun again."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from shared.adapters.cluster.api import KubeApi
from shared.errors import CorruptError, TemporaryError

LIMIT = 500  # objects a page, as kubectl asks


def every_page(api: KubeApi, path: str, limit: int = LIMIT) -> list[dict[str, Any]] | None:
    """Each object with its apiVersion and kind, `limit` a page. None where the path answers 404.

    Raises TemporaryError where the list expired (410) twice: it is complete or an error.
    """
    for _ in range(2):
        pages = _pages(api, path, limit)
        if pages is None or pages.whole:
            return None if pages is None else pages.objects
    raise TemporaryError(f"GET {path}: the list expired twice before its end (410)")


class _Pages:
    """What was read so far, and whether it is all."""

    def __init__(self) -> None:
        self.objects: list[dict[str, Any]] = []
        self.whole = False
        self.next = ""

    def add(self, page: Mapping[str, Any]) -> None:
        kind, version = str(page.get("kind", "")), page.get("apiVersion")
        items = page.get("items")
        if not kind.endswith("List") or not isinstance(items, list | type(None)):
            raise CorruptError(f"a {kind or 'nameless object'} came where a list was asked")
        named = {"apiVersion": version, "kind": kind.removesuffix("List")}
        self.objects.extend(named | item for item in items or ())
        self.next = str((page.get("metadata") or {}).get("continue") or "")
        self.whole = not self.next


def _pages(api: KubeApi, path: str, limit: int) -> _Pages | None:
    pages = _Pages()
    while not pages.whole:
        query = {"limit": str(limit)} | ({"continue": pages.next} if pages.next else {})
        answer = api.call("GET", path, query=query, allow={HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        if answer.status == HTTPStatus.GONE:
            return pages
        pages.add(answer.json())
    return pages
