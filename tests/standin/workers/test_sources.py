"""Lists and the feed show the same objects: any server will do, the embedded one is faster."""

from __future__ import annotations

from standin.client import Obj
from standin.reconcile.cache import Source
from standin.reconcile.feed import Feed
from standin.reconcile.lists import Lists
from standin.reconcile.view import View
from tests.standin.workers.application import everything, namespace
from tests.standin.workers.lab import START, Lab


def shown(view: View) -> dict[str, str]:
    objects: list[Obj] = list(view.everything())
    return {o["metadata"]["uid"]: o["metadata"]["resourceVersion"] for o in objects}


def test_both_follow_what_comes_and_goes(lab: Lab) -> None:
    sources: tuple[Source, Source] = (Feed(lab.api), Lists(lab.api))
    views = (View(START), View(START))

    def look() -> list[bool]:
        return [source.catch_up(view) for source, view in zip(sources, views, strict=True)]

    assert look() == [True, True]
    lab.apply(namespace(), *everything())
    lab.step(30)
    assert look() == [True, True]
    lab.api.delete("/api/v1/namespaces/shop/pods/bare", {})
    lab.step(30)
    assert look() == [True, True]
    assert look() == [False, False]
    assert shown(views[0]) == shown(views[1])
    assert views[0].get("Pod", "bare", "shop") is None
    assert views[0].get("Deployment", "web", "shop") is not None


def test_only_the_named_kinds_are_followed(lab: Lab) -> None:
    source, view = Feed(lab.api, "Service", "Namespace"), View(START)
    source.catch_up(view)
    lab.apply(namespace(), *everything())
    lab.step(1)
    source.catch_up(view)
    assert view.kinds() == ["Service", "Namespace"]
