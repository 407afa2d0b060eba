"""The way in: arguments to one Ask, the Ask to an answer, the answer to an exit code."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TextIO

from functions.console.ask import OFF, RUNNING, Caller, Goal, Reply
from functions.console.asks import ask_of
from functions.console.callers import caller_of
from functions.console.exits import Exit, exit_of_answer, exit_of_error
from functions.console.parser import parser
from functions.console.told import told
from functions.console.watch import PAUSE_SECONDS, Patience, display_on, patience, watch
from shared.errors import LabError

GOALS: Mapping[str, Goal] = {"start": RUNNING, "stop": OFF}
INTERRUPTED = 130
LOCK_LASTS = timedelta(seconds=60)  # then even the lock of a tick that was killed is free


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What surrounds the command: a test hands in its own."""

    environ: Mapping[str, str]
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    patience: Callable[[timedelta], Patience] = patience
    caller: Caller | None = None


def main() -> None:
    """The console script. Ends the process with an exit code."""
    try:
        sys.exit(run(sys.argv[1:], Shell(environ=os.environ)))
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped watching; the lab goes on by itself\n")
        sys.exit(INTERRUPTED)


def run(arguments: Sequence[str], shell: Shell) -> int:
    asked = parser().parse_args(arguments)
    try:
        return _run(asked, shell)
    except LabError as error:
        shell.err.write(f"{error.title}:\n{error}\n{error.means}\n{error.advice}\n")
        return exit_of_error(error)


def _run(asked: argparse.Namespace, shell: Shell) -> int:
    if asked.command == "serve":
        from functions.server import run as serve

        serve(host=asked.host, port=asked.port, environ=shell.environ)
    if asked.command == "doctor":
        from functions.console.doctor import examine

        return examine(shell.environ, shell.out, as_json=asked.json)
    with closing(shell.caller or caller_of(shell.environ, shell.err)) as caller:
        return _asked(asked, caller, shell)


def _asked(asked: argparse.Namespace, caller: Caller, shell: Shell) -> int:
    goal = GOALS.get(asked.command)
    watching = goal is not None and _wanted(asked, shell)
    reply, code = _accepted(asked, caller, shell, patient=watching)
    if code is Exit.DONE and goal is not None and watching:
        reply, code = _watched(asked, caller, reply, goal, shell)
    _tell(reply, shell, as_json=asked.json, failed=code is not Exit.DONE)
    return code


def _accepted(
    asked: argparse.Namespace, caller: Caller, shell: Shell, *, patient: bool
) -> tuple[Reply, Exit]:
    """The answer; who watches anyway waits for a tick that is just acting, and asks again."""
    waiting = shell.patience(LOCK_LASTS if patient else timedelta())
    end = waiting.monotonic() + waiting.limit.total_seconds()
    while True:
        reply = caller.call(ask_of(asked))
        code = exit_of_answer(reply.status, reply.shown)
        if code is not Exit.LOCKED or waiting.monotonic() >= end:
            return reply, code
        waiting.pause(PAUSE_SECONDS)


def _wanted(asked: argparse.Namespace, shell: Shell) -> bool:
    """Watch on a terminal, unless told otherwise."""
    return shell.out.isatty() if asked.wait is None else bool(asked.wait)


def _watched(
    asked: argparse.Namespace, caller: Caller, first: Reply, goal: Goal, shell: Shell
) -> tuple[Reply, Exit]:
    limit = timedelta(minutes=asked.timeout)
    with display_on(shell.err) as display:
        reply = watch(caller, first, goal, display, shell.patience(limit))
    return reply, Exit.DONE if goal.reached(reply.shown) else Exit.REFUSED


def _tell(reply: Reply, shell: Shell, *, as_json: bool, failed: bool) -> None:
    stream = shell.err if failed and not as_json else shell.out
    if as_json:
        stream.write(json.dumps(reply.shown, ensure_ascii=False, indent=2) + "\n")
    else:
        stream.write(told(reply) + "\n")
