"""The stand-in as a process of its own, and the environment in which the functions find it."""

from __future__ import annotations

import json
import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

ROOT = Path(__file__).parents[1]
TOKEN = "a-token-of-the-lab-functions"
CLEAN = ("PATH", "HOME", "TMPDIR", "LANG")


@contextmanager
def standin(folder: Path) -> Iterator[dict[str, str]]:
    """The whole platform on a stepped clock; ended with the block."""
    env_file = folder / "standin.env"
    command = [sys.executable, "-m", "standin", "--clock", "stepped", "--env-file", str(env_file)]
    with subprocess.Popen(  # noqa: S603 -- our own module
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        json.loads(process.stdout.readline())  # it is ready when it says where it is
        try:
            yield {
                **clean_environ(),
                **_exports(env_file),
                "VEILLEUR_CONFIG": str(ROOT / "lab.yaml"),
                "VEILLEUR_TOKEN": TOKEN,
            }
        finally:
            process.terminate()


@contextmanager
def functions(environ: dict[str, str]) -> Iterator[str]:
    """`python -m functions` on a free port of this machine; its URL."""
    port = _free_port()
    command = [sys.executable, "-m", "functions", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL) as process:  # noqa: S603 -- our own module
        url = f"http://127.0.0.1:{port}"
        try:
            _until_healthy(url)
            yield url
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until_healthy(url: str) -> None:
    """Connections are refused until the server listens: asked again, for a minute at most."""
    again = Retry(total=40, connect=40, backoff_factor=0.1, backoff_max=1.5)
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=again))
        session.get(f"{url}/healthz", timeout=10).raise_for_status()


def clean_environ() -> dict[str, str]:
    return {name: os.environ[name] for name in CLEAN if name in os.environ}  # noqa: TID251 -- a child's


def step(environ: dict[str, str], seconds: int) -> None:
    """Simulated time passes on the platform."""
    url = f"{environ['STANDIN_CONTROL']}/clock"
    requests.post(url, json={"seconds": seconds}, timeout=60).raise_for_status()


def _exports(file: Path) -> dict[str, str]:
    """The `export NAME='value'` lines."""
    pairs = (
        shlex.split(line.removeprefix("export "))[0].partition("=")
        for line in file.read_text().splitlines()
        if line.startswith("export ")
    )
    return {name: value for name, _, value in pairs}
