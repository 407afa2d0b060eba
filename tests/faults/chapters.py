"""At each moment: how the story comes to it, how long the fault stands, and what is then wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from tests.faults.claims import kinds_billed, ours
from tests.faults.fault import When
from tests.faults.story import LOOK, MOST_LOOKS, Story

LATE_LOOK = timedelta(minutes=5)  # the slowest cron that is promised to do
ASLEEP_LOOK = timedelta(minutes=15)  # how often a sleeping lab is looked at (rule 13)
AT_THE_END = timedelta(minutes=4)
A_WHILE = 5  # looks with the fault


def live(story: Story) -> None:
    """Every chapter, until the lab sleeps again."""
    for case in story.life.cases:
        CHAPTERS[case.when](story, partial(story.begin, case))
    if not story.is_off:
        if story.runs:
            _served(story)
        story.want_down()
        story.until("stopped")
    if any(fault.keys for fault in story.life.faults):
        story.lab.new_keys()
    story.look()  # a proven lab stays proven, and the journal of what happened is whole


Begin = Callable[[], None]


def _asleep(story: Story, begin: Begin) -> None:
    begin()
    story.break_it()
    story.looks(2, ASLEEP_LOOK)
    story.mended("stopped", ASLEEP_LOOK)


def _start(story: Story, begin: Begin) -> None:
    begin()
    needs_a_machine = any(fault.on_nodes for fault in story.life.faults)
    if not needs_a_machine:
        story.break_it()
    story.want_up(hours=4)
    if needs_a_machine:
        story.break_it()
    story.looks(A_WHILE)
    story.mended("running")


def _waking(story: Story, begin: Begin) -> None:
    story.want_up(hours=4)
    while not any(pool["available"] for pool in ours(story.lab.control.truth())):
        story.lab.pass_time(LOOK.total_seconds())
    begin()
    story.break_it()
    story.looks(A_WHILE)
    story.mended("running")


def _running(story: Story, begin: Begin) -> None:
    _run(story, hours=4)
    begin()
    story.break_it()
    story.looks(4, LATE_LOOK)
    story.mended("running")


def _stop(story: Story, begin: Begin) -> None:
    _run(story, hours=4)
    begin()
    story.break_it()
    story.want_down()
    story.looks(A_WHILE)
    story.mended("stopped")


def _end(story: Story, begin: Begin) -> None:
    """Nobody stops it, and the fault lasts until well past the end and a quarter of an hour."""
    _run(story, hours=1)
    assert story.claims.end is not None
    left = story.claims.end - story.lab.clock.at - LOOK
    story.lab.pass_time(left.total_seconds())
    begin()
    story.break_it()
    story.looks(6, AT_THE_END)
    story.mended("stopped")


def _run(story: Story, hours: float) -> None:
    if story.claims.end is None:
        story.want_up(hours)
        story.until("running")
    _served(story)


def _served(story: Story) -> None:
    """The application has its address: each source of the proof has had something to show."""
    for _ in range(MOST_LOOKS):
        if "floating_ip" in kinds_billed(story.lab.control.truth()):
            break
        story.look()
    else:
        raise AssertionError("the application never got its address")
    story.look()


CHAPTERS: dict[When, Callable[[Story, Begin], None]] = {
    When.ASLEEP: _asleep,
    When.START: _start,
    When.WAKING: _waking,
    When.RUNNING: _running,
    When.STOP: _stop,
    When.END: _end,
}
