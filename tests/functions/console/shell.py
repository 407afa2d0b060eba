"""A shell that is not a terminal, and functions that answer what they are told to."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from functions._entry.plain import plain
from functions.console.ask import Ask, Reply
from functions.console.main import Shell, run
from functions.console.watch import Patience
from shared.core.view import Status
from shared.errors import LabError
from tests.functions.desk import STARTING


def reply(status: Status, code: int = 200) -> Reply:
    return Reply(code, plain(status))


def problem(code: int, slug: str, fault: str) -> Reply:
    told = {"type": f"urn:veilleur:problem:{slug}", "title": "T", "detail": "d", "fault": fault}
    return Reply(code, told)


@dataclass(slots=True)
class Scripted:
    """Answers one after the other; the last one stays."""

    answers: deque[Reply | LabError]
    asked: list[Ask] = field(default_factory=list)
    closed: bool = False

    def call(self, ask: Ask) -> Reply:
        self.asked.append(ask)
        answer = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, LabError):
            raise answer
        return answer

    def look(self) -> Reply:
        return self.call(Ask(method="GET", path="/status"))

    def close(self) -> None:
        self.closed = True


class Hour:
    """Time that passes only by being waited for."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def pause(self, seconds: float) -> None:
        self.seconds += seconds

    def patience(self, limit: timedelta) -> Patience:
        return Patience(limit=limit, monotonic=lambda: self.seconds, pause=self.pause)


@dataclass(slots=True)
class Ran:
    code: int
    out: str
    err: str
    caller: Scripted


def veilleur(*arguments: str, answers: Iterable[Reply | LabError] = ()) -> Ran:
    """The console script, with these arguments, against these answers."""
    caller = Scripted(deque(answers or [reply(STARTING)]))
    out, err = io.StringIO(), io.StringIO()
    shell = Shell(environ={}, out=out, err=err, patience=Hour().patience, caller=caller)
    code = run(arguments, shell)
    return Ran(code, out.getvalue(), err.getvalue(), caller)
