"""The programs of the demo: started on free ports, ended with it."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".veilleur"
READY_WITHIN_SECONDS = 60
END_WITHIN_SECONDS = 12  # more than `tied` gives its program


class DemoError(Exception):
    """A program of the demo did not do its part; the message says which, and where its log is."""


@dataclass(frozen=True, slots=True)
class Program:
    """One of ours that runs: in a process group of its own, its output in `log`."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def end(self) -> None:
        """In order; it learns of it by the end of its standard input (`tied`)."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(timeout=END_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """SIGKILL to all that belongs to it, as a machine that fails would do it."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def wait_for(self, url: str) -> None:
        """Until `url` answers. Raises DemoError where the process ends or the time is over."""
        until = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if requests.get(url, timeout=READY_WITHIN_SECONDS).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.05)  # a program that is starting: nothing tells when, but asking
        raise DemoError(f"{self.name} did not come up; its log: {self.log}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(name: str, command: list[str], environ: Mapping[str, str], home: Path) -> Program:
    """A Python module of ours, tied to this process; its output goes to HOME/NAME.log."""
    home.mkdir(parents=True, exist_ok=True)
    log = home / f"{name}.log"
    with log.open("ab") as written:
        process = subprocess.Popen(  # noqa: S603 -- our own modules, no shell
            [sys.executable, "-m", "examples.demo.tied", *command],
            cwd=ROOT,
            env=dict(environ),
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Program(name, process, log)


def started(
    stack: ExitStack, name: str, command: list[str], environ: Mapping[str, str], home: Path
) -> Program:
    """Like `start`; `stack` ends it."""
    program = start(name, command, environ, home)
    stack.callback(program.end)
    return program


def read_env(path: Path) -> dict[str, str]:
    """The `export NAME='value'` lines that the stand-in wrote."""
    found: dict[str, str] = {}
    for line in path.read_text().splitlines():
        words = shlex.split(line, comments=True)
        if len(words) == 2 and words[0] == "export":
            name, _, value = words[1].partition("=")
            found[name] = value
    return found


def clean_environ() -> dict[str, str]:
    """The machine's, less what would lead the functions elsewhere or slow them down."""
    foreign = ("AWS_", "OS_", "INFOMANIAK_", "VEILLEUR_", "KUBECONFIG", "PYTHONDONTWRITEBYTECODE")
    return {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
