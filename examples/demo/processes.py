"""The programs of the demo: started on free ports, ended with it."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".veilleur"
READY_WITHIN_SECONDS = 60


class DemoError(Exception):
    """A program of the demo did not do its part; the message says which, and where its log is."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(name: str, command: list[str], environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """In a process group of its own, its output in .veilleur/NAME.log."""
    HOME.mkdir(exist_ok=True)
    with (HOME / f"{name}.log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 -- our own modules, no shell
            [sys.executable, *command],
            cwd=ROOT,
            env=dict(environ),
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )


def ended_with(stack: ExitStack, process: subprocess.Popen[bytes]) -> None:
    stack.callback(end, process)


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes], name: str) -> None:
    """Until `url` answers. Raises DemoError where the process ends or the time is over."""
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            if requests.get(url, timeout=READY_WITHIN_SECONDS).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)  # a program that is starting: nothing tells when, but asking
    raise DemoError(f"{name} did not come up; its log: {HOME / f'{name}.log'}")


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
