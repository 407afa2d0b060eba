"""`--wait`: watched until it runs or is proven off, told as it changes, patient with trouble."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from functions._entry.plain import plain
from functions.console.ask import Reply
from functions.console.watch import Bar
from shared.core.session import Phase
from shared.errors import LabError, TemporaryError
from tests.functions.console.shell import problem, reply, veilleur
from tests.functions.desk import OFF, RUNNING, STARTING

STOPPING = replace(STARTING, phase=Phase.STOPPING, why="the archive is being verified")
UNPROVEN = replace(OFF, proof={}, why="the sources are still being asked")


def test_a_start_is_watched_until_all_nodes_are_ready() -> None:
    half = replace(RUNNING, nodes_ready=1, why="one node is still to come")
    answers = [reply(STARTING, 202), reply(STARTING), reply(half), reply(RUNNING)]
    ran = veilleur("start", "standard", "--wait", answers=answers)
    assert ran.code == 0
    assert ran.err.splitlines() == [
        "starting, 1 of 2 nodes ready: 2 nodes were asked for",
        "running, 1 of 2 nodes ready: one node is still to come",
        "running, 2 of 2 nodes ready: all is as wanted",
    ]
    assert ran.out.startswith("lab: running")


def test_a_stop_is_watched_until_off_is_proven_not_only_until_it_is_stopped() -> None:
    answers = [reply(STOPPING, 202), reply(UNPROVEN), reply(OFF)]
    ran = veilleur("stop", "--wait", answers=answers)
    assert (ran.code, len(ran.caller.asked)) == (0, 3)
    assert "proof" in ran.out


def test_without_a_terminal_nothing_is_watched_unless_it_is_asked_for() -> None:
    assert len(veilleur("start", "standard").caller.asked) == 1


def test_what_is_refused_is_not_watched() -> None:
    ran = veilleur("start", "ai", "--wait", answers=[problem(409, "refused", "caller")])
    assert (ran.code, len(ran.caller.asked)) == (1, 1)


@pytest.mark.parametrize(
    "trouble",
    [problem(503, "rate-limited", "platform"), Reply(502, "a gateway"), TemporaryError("line cut")],
)
def test_trouble_on_the_way_is_told_and_waited_out(trouble: Reply | LabError) -> None:
    answers = [reply(STARTING, 202), trouble, reply(RUNNING)]
    ran = veilleur("start", "standard", "--wait", answers=answers)
    assert ran.code == 0
    assert len(ran.err.splitlines()) == 3


def test_who_watches_also_waits_for_the_tick_that_holds_the_lock() -> None:
    locked = problem(409, "lock-held", "platform")
    ran = veilleur("stop", "--wait", answers=[locked, locked, reply(STOPPING, 202), reply(OFF)])
    assert ran.code == 0
    assert [ask.path for ask in ran.caller.asked] == ["/stop", "/stop", "/stop", "/status"]


def test_a_lock_that_outlasts_every_lock_is_not_waited_for() -> None:
    ran = veilleur("stop", "--wait", answers=[problem(409, "lock-held", "platform")])
    assert (ran.code, len(ran.caller.asked)) == (4, 31)


def test_who_does_not_watch_is_told_of_the_lock_at_once() -> None:
    ran = veilleur("stop", answers=[problem(409, "lock-held", "platform")])
    assert (ran.code, len(ran.caller.asked)) == (4, 1)


def test_a_start_that_somebody_stopped_is_not_waited_for() -> None:
    answers = [reply(STARTING, 202), reply(STOPPING)]
    assert veilleur("start", "standard", "--wait", answers=answers).code == 1


def test_a_stop_while_another_holder_remains_ends_the_watch_as_refused() -> None:
    assert veilleur("stop", "--holder", "ana", "--wait", answers=[reply(RUNNING)]).code == 1


def test_patience_has_an_end_and_says_that_the_lab_goes_on() -> None:
    ran = veilleur("start", "standard", "--wait", "--timeout", "1", answers=[reply(STARTING, 202)])
    assert ran.code == 3
    assert len(ran.caller.asked) == 32  # every 2 s of a minute, and the first
    assert "the lab goes on by itself" in ran.err


def test_with_json_only_the_last_answer_is_on_stdout() -> None:
    answers = [reply(STARTING, 202), reply(RUNNING)]
    ran = veilleur("start", "standard", "--wait", "--json", answers=answers)
    assert json.loads(ran.out)["phase"] == "running"


def test_on_a_terminal_a_bar_shows_nodes_cost_and_why() -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=120)
    with Bar(console) as bar:
        for status in (STARTING, RUNNING):
            bar.show(json.loads(json.dumps(plain(status))))
        bar.trouble("Not now: [429] of others")
    shown = screen.getvalue()
    for words in ("2 of 2 nodes", "CHF 0.06 an hour", "all is as wanted", "Not now: [429]"):
        assert words in shown
