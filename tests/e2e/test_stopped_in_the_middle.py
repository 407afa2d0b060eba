"""SIGSTOP to a process of the functions between a check and its effect, until its lock is over
and another function has acted; then SIGCONT. What comes late has no effect, or is made good.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.e2e.places import BODY, COMMIT, LEASE, MEMORY, POOL, POOL_GONE, POOLS, SCALING
from tests.e2e.struck import LOCK_IS_OVER, Held, Place, comes_to, held_at, hold
from tests.e2e.town import Town

Json = dict[str, Any]
DONE, LOST = 0, 4  # exit codes
RENEWAL_IS_DUE = 35.0
SLEEPING_LOOK = 15 * 60.0  # when a lab that is proven off is looked at again
ANA = ("minimal", "--hours", "2", "--holder", "ana")


def late_effect(lab: Town, place: Place, others: Callable[[], object], *asked: str) -> int:
    """Its request is on the wire when it stops, and lands once the others have acted."""
    held = held_at(lab, place, "before", "go on", *asked)
    held.process.stop()
    lab.stage.control.step(LOCK_IS_OVER)
    others()
    held.let_go()
    return held.goes_on()[0]


def unread(lab: Town, held: Held, others: Callable[[], object]) -> int:
    """The answer to its check lies in its socket while the others act."""
    held.process.stop()
    held.let_go()
    lab.stage.control.step(LOCK_IS_OVER)
    others()
    return held.goes_on()[0]


def holders(lab: Town) -> list[str]:
    leases = json.loads(lab.published())["session"]["leases"]
    return [lease["holder"] for lease in leases]


def until_off(lab: Town) -> None:
    assert lab.stage.functions.stop().ok
    lab.until("stopped", timedelta(minutes=25))


def starts(lab: Town, holder: str) -> Callable[[], None]:
    def start() -> None:
        assert lab.stage.functions.start("standard", 4, holder).ok

    return start


def runs(lab: Town) -> None:
    while not lab.live()["why"].startswith("running on"):
        continue


def test_a_check_that_is_minutes_old_is_made_again(lab: Town) -> None:
    mark = lab.mark()
    look = held_at(lab, POOLS, "after", "go on", "start", *ANA)
    assert unread(lab, look, starts(lab, "ben")) == LOST
    look = held_at(lab, POOLS, "after", "go on", "start", *ANA)
    lab.stage.control.step(RENEWAL_IS_DUE)
    renewal = hold(lab, LEASE, "after", "go on")
    look.let_go()
    renewed = comes_to(lab, LEASE, renewal, look.process)
    assert unread(lab, renewed, starts(lab, "cleo")) == LOST
    assert holders(lab) == ["ben", "cleo"]
    assert len(mark.events("pool_created")) == 1


def test_a_save_that_comes_late_is_ignored(lab: Town) -> None:
    mark = lab.mark()
    assert late_effect(lab, BODY, starts(lab, "ben"), "start", *ANA) == LOST
    assert holders(lab) == ["ben"]
    assert late_effect(lab, COMMIT, starts(lab, "cleo"), "start", *ANA) == LOST
    assert holders(lab) == ["ben", "cleo"]
    assert late_effect(lab, LEASE, starts(lab, "dan"), "start", *ANA) == LOST
    assert holders(lab) == ["ben", "cleo", "dan"]
    assert lab.pools() == [("general", 2)]
    assert len(mark.events("pool_created")) == 1


def test_a_pool_that_comes_late_is_found_deleted_and_in_the_books(lab: Town) -> None:
    before = lab.bucket()
    code = late_effect(lab, POOL, lambda: until_off(lab), "start", *ANA)
    assert code in (DONE, LOST)
    assert lab.pools() == [("general", 1)]
    lab.live(SLEEPING_LOOK)
    while lab.pools():
        lab.live()
    lab.live(SLEEPING_LOOK)
    lab.live(SLEEPING_LOOK)
    assert lab.status["phase"] == "stopped"
    new = [key for key in lab.bucket().keys() - before.keys() if "/ledger/" in key]
    assert len([key for key in new if ".amendment-" in key]) == 1


def test_a_patch_a_memory_and_a_delete_that_come_late_leave_a_lab_as_it_is(lab: Town) -> None:
    lab.run("standard")
    shape = lab.workloads.shape()

    assert lab.stage.functions.stop().ok

    def taken_back() -> None:
        starts(lab, "ben")()
        runs(lab)

    assert late_effect(lab, SCALING, taken_back, "tick") == LOST
    runs(lab)
    lab.until_served()
    assert lab.workloads.shape() == shape

    assert late_effect(lab, MEMORY, lab.stage.functions.stop, "tick") == DONE  # it did no more

    def another_session() -> None:
        until_off(lab)
        starts(lab, "ana")()

    assert late_effect(lab, POOL_GONE, another_session, "tick") == LOST
    assert lab.pools() == [("general", 2)]
    runs(lab)
    lab.until_served()
    assert lab.workloads.shape() == shape
    assert holders(lab) == ["ana"]
