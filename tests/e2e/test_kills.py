"""SIGKILL to the functions in the middle of a stop: new ones go on, to a proven OFF."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from threading import Thread
from time import monotonic
from typing import Any

import requests

from examples.demo import order
from tests.e2e.town import Mark, Town

Json = dict[str, Any]
SCALING = r"PATCH .*/deployments/"
HELD_SECONDS = 5  # of the machine's time: long enough for a SIGKILL
SOON_SECONDS = 30.0


def tick_and_kill(lab: Town, mark: Mark, done: Callable[[Json], bool]) -> None:
    """A tick begins; the moment that the truth shows `done`, its process is killed."""
    ended: list[type[Exception]] = []

    def tick() -> None:
        try:
            lab.stage.functions.try_tick()
        except requests.RequestException as error:
            ended.append(type(error))

    thread = Thread(target=tick)
    thread.start()
    until = monotonic() + SOON_SECONDS
    while not any(done(entry) for entry in (*mark.requests(), *mark.events())):
        assert monotonic() < until, "the tick never came so far"
    lab.kill()
    thread.join()
    assert ended == [requests.ConnectionError]  # it was cut off, not answered


def went_on(lab: Town, mark: Mark) -> None:
    """OFF was proven, each thing was done once, and nothing was lost."""
    lab.until("stopped", timedelta(minutes=25))
    lab.live()
    assert lab.status["phase"] == "stopped"
    assert lab.pools() == []
    for once in (order.ARCHIVE_INDEXED, order.POOL_DELETED, order.RECEIPT):
        assert len([r for r in mark.requests() if once(r)]) == 1
    assert lab.alarms() == []


def indexed(entry: Json) -> bool:
    return "api" in entry and order.ARCHIVE_INDEXED(entry)


def test_killed_when_the_archive_is_written_and_again_when_the_pools_are_asked_to_go(
    lab: Town,
) -> None:
    lab.run("minimal")
    mark = lab.mark()
    assert lab.stage.functions.stop().status_code == HTTPStatus.ACCEPTED
    lab.stage.control.break_it("latency", match=SCALING, args={"seconds": HELD_SECONDS})
    tick_and_kill(lab, mark, indexed)
    lab.stage.control.mend()
    assert lab.stage.functions.try_tick().status_code == HTTPStatus.CONFLICT  # the dead one's lock
    while not mark.events("pool_delete_asked"):
        lab.live()
    lab.kill()
    went_on(lab, mark)
