"""Watching the lab until it has come to what was asked: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TextIO

from functions.console.ask import Caller, Goal, Reply, Shown
from functions.console.told import headline, money, told
from shared.errors import TemporaryError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

PAUSE_SECONDS = 2.0


class Display(AbstractContextManager["Display"], Protocol):
    """Where progress is shown."""

    def show(self, status: Shown) -> None: ...

    def trouble(self, words: str) -> None:
        """Something to tell that does not end the watch: it is tried again."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to watch, and how time passes: given, so that a test needs none."""

    limit: timedelta
    monotonic: Callable[[], float]
    pause: Callable[[float], None]


def patience(limit: timedelta) -> Patience:
    """The machine's own."""
    return Patience(limit=limit, monotonic=time.monotonic, pause=time.sleep)


def display_on(stream: TextIO) -> Display:
    if not stream.isatty():
        return Lines(stream)
    from rich.console import Console

    return Bar(Console(file=stream))


def watch(caller: Caller, first: Reply, goal: Goal, display: Display, patience: Patience) -> Reply:
    """The reply that reached the goal, or missed it. Raises TemporaryError past the limit."""
    end = patience.monotonic() + patience.limit.total_seconds()
    reply = first
    while not _over(reply, goal, display):
        if patience.monotonic() > end:
            msg = f"not seen {goal.words} within {patience.limit}; the lab goes on by itself"
            raise TemporaryError(msg, advice="look again with `veilleur status`")
        patience.pause(PAUSE_SECONDS)
        reply = _looked(caller)
    return reply


def _looked(caller: Caller) -> Reply:
    try:
        return caller.look()
    except TemporaryError as error:
        return Reply(HTTPStatus.SERVICE_UNAVAILABLE.value, str(error))


def _over(reply: Reply, goal: Goal, display: Display) -> bool:
    if reply.status >= HTTPStatus.BAD_REQUEST:
        display.trouble(told(reply))
        return False
    display.show(reply.shown)
    return goal.reached(reply.shown) or goal.missed(reply.shown)


class Lines:
    """One line each time something changed: for a log, a pipe, a CI job."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._last = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.flush()

    def show(self, status: Shown) -> None:
        self._line(headline(status))

    def trouble(self, words: str) -> None:
        self._line(words)

    def _line(self, words: str) -> None:
        if words != self._last:
            self._stream.write(f"{words}\n")
            self._stream.flush()
        self._last = words


class Bar:
    """A bar of nodes with the phase, the cost and the reason beside it, on a terminal."""

    def __init__(self, console: Console) -> None:
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[nodes]}"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[money]}"),
            console=console,
        )
        self._task: TaskID | None = None
        self._why = ""

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, status: Shown) -> None:
        nodes = f"{status['nodes_ready']} of {status['nodes_wanted']} nodes"
        if self._task is None:
            self._task = self._progress.add_task("", nodes="", money="")
        self._progress.update(
            self._task,
            description=status["phase"],
            completed=status["nodes_ready"],
            total=status["nodes_wanted"] or None,
            nodes=nodes if status["nodes_wanted"] else "",
            money=money(status),
        )
        self._say(status["why"])

    def trouble(self, words: str) -> None:
        self._say(words)

    def _say(self, words: str) -> None:
        if words != self._why:
            self._progress.console.print(words, markup=False, highlight=False)
        self._why = words
