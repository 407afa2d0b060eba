"""Twenty processes that serve the functions, each its own, asked all at the same moment."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from functions._entry.app import App
from functions._entry.deployed import build
from functions.app import ROUTES
from functions.console.callers import InProcess
from functions.console.main import Shell, run
from tests.e2e.function import SERVER

Json = dict[str, Any]
Asked = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What one of them was asked, and its exit code and answer."""

    asked: Asked
    code: int
    answer: Json

    @property
    def holder(self) -> str:
        return self.asked[self.asked.index("--holder") + 1] if "--holder" in self.asked else ""


@dataclass(frozen=True, slots=True)
class Crowd:
    _lines: tuple[Connection, ...]

    def at_once(self, asks: Sequence[Asked]) -> list[Told]:
        for line, asked in zip(self._lines, asks, strict=True):
            line.send(asked)
        answers = [line.recv() for line in self._lines]
        return [Told(asked, *answer) for asked, answer in zip(asks, answers, strict=True)]


@contextmanager
def crowd(environ: Mapping[str, str], size: int) -> Iterator[Crowd]:
    barrier, lines, processes = SERVER.Barrier(size), [], []
    for _ in range(size):
        here, there = SERVER.Pipe()
        process = SERVER.Process(target=_serve, args=(dict(environ), there, barrier))
        process.start()
        there.close()
        lines.append(here)
        processes.append(process)
    try:
        yield Crowd(tuple(lines))
    finally:
        for line, process in zip(lines, processes, strict=True):
            line.close()
            process.kill()
            process.join()
            process.close()


def _serve(environ: Mapping[str, str], line: Connection, barrier: Barrier) -> None:
    service = build(environ)
    app = App(ROUTES, service=lambda: service, log=lambda _: None)
    while True:
        try:
            asked = line.recv()
        except EOFError:
            return  # the test is over
        out = io.StringIO()
        shell = Shell(environ=environ, out=out, err=io.StringIO(), caller=InProcess(app))
        barrier.wait()
        code = run([*asked, "--json"], shell)
        line.send((int(code), json.loads(out.getvalue())))
