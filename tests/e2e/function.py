"""A function as a process of its own: `veilleur ...` as cron runs it, with its environment.

Forked from a server that has imported all there is: a process costs little, and can be killed
or stopped like any other. It tells its exit code and its answer by a pipe.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any

from functions.console.main import Shell, run

Json = dict[str, Any]
SERVER = get_context("forkserver")
SERVER.set_forkserver_preload(
    [__name__, "shared.bootstrap", "shared.usecases.service", "boto3", "openstack.connection"]
)
_STARTED: list[Function] = []


@dataclass(frozen=True, slots=True)
class Function:
    process: ForkServerProcess
    _answers: Connection

    def ended(self) -> bool:
        return self.process.exitcode is not None

    def answer(self) -> tuple[int, Json]:
        """Its exit code, and its JSON; raises EOFError where it was killed."""
        code, told = self._answers.recv()
        self.over()
        return code, json.loads(told)

    def over(self) -> None:
        self.process.join()
        self._answers.close()
        self.process.close()

    def kill(self) -> None:
        self.process.kill()
        self.over()

    def end(self) -> None:
        if not self._answers.closed:
            self.kill()

    def stop(self) -> None:
        """SIGSTOP: it stands still, and knows nothing of it."""
        self.signal(signal.SIGSTOP)

    def signal(self, number: signal.Signals) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, number)


def function(environ: Mapping[str, str], *arguments: str) -> Function:
    answers, told = SERVER.Pipe(duplex=False)
    process = SERVER.Process(target=_run, args=(dict(environ), arguments, told))
    process.start()
    told.close()
    started = Function(process, answers)
    _STARTED.append(started)
    return started


def end_all() -> None:
    """Whatever a test left behind, stopped ones too."""
    while _STARTED:
        _STARTED.pop().end()


def _run(environ: Mapping[str, str], arguments: tuple[str, ...], answers: Connection) -> None:
    out = io.StringIO()
    code = run([*arguments, "--json"], Shell(environ=environ, out=out, err=io.StringIO()))
    answers.send((code, out.getvalue()))
    answers.close()
    sys.exit(code)
