"""Catches up with the embedded server by one request: every change of any kind since the last.

A watch for each kind would be the usual way, but tells nobody when all of them have caught up,
and the turns of a stepped clock need to know. Where there is no feed, lists do the same, slower.
"""

from __future__ import annotations

import http.client

from standin.client import ApiError, Kubernetes, Obj
from standin.reconcile.cache import is_news
from standin.reconcile.lists import Lists
from standin.reconcile.resources import Resource
from standin.reconcile.view import View

PATH = "/standin/changes"


class Feed:
    """The source of choice: the feed where it is served, lists elsewhere and to begin with."""

    def __init__(self, api: Kubernetes, *kinds: str) -> None:
        self._api, self._lists = api, Lists(api, *kinds)
        self._all = not kinds
        self._revision: int | None = None
        self._served = True

    def resource(self, obj: Obj) -> Resource:
        return self._lists.resource(obj)

    def catch_up(self, view: View) -> bool:
        if not self._served:
            return self._lists.catch_up(view)
        if self._revision is None:
            return self._begin(view)
        try:
            return self._follow(view, self._api.get(f"{PATH}?after={self._revision}"))
        except ApiError as error:
            if error.status == http.client.GONE:  # too long ago: the server has forgotten
                return self._begin(view)
            if error.status != http.client.NOT_FOUND:
                raise
            self._served = False
            return self._lists.catch_up(view)

    def _begin(self, view: View) -> bool:
        changed = self._lists.look(view)
        self._revision = self._lists.since
        return changed

    def _follow(self, view: View, told: Obj) -> bool:
        put = [change["put"] for change in told["changes"] if "put" in change]
        if self._all and not all(map(self._lists.knows, put)):
            return self._begin(view)  # a kind that was defined since
        self._revision = int(told["revision"])
        return sum(self._enter(view, change) for change in told["changes"]) > 0

    def _enter(self, view: View, change: Obj) -> bool:
        if "gone" in change:
            left = view.by_uid(change["gone"])
            if left is not None:
                view.drop(left)
            return left is not None
        obj = change["put"]
        if not self._lists.knows(obj) or not is_news(view, obj):
            return False
        view.put(obj)
        return True
