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
        changes = [(c["type"], c["object"]) for c in told["changes"]]
        if self._all and not all(self._lists.knows(obj) for _, obj in changes):
            return self._begin(view)
        self._revision = int(told["revision"])
        known = [(how, obj) for how, obj in changes if self._lists.knows(obj)]
        return sum(_enter(view, how, obj) for how, obj in known) > 0


def _enter(view: View, how: str, obj: Obj) -> bool:
    if how == "DELETED":
        there = view.by_uid(obj["metadata"]["uid"]) is not None
        view.drop(obj)
        return there
    changed = is_news(view, obj)
    view.put(obj)
    return changed
