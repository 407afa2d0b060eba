"""`python -m standin` as a test meets it: over its ports, with the file it wrote for a shell."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO, Any

import requests

Json = Any
START = "2026-03-02T08:00:00+00:00"
LINE = re.compile(r"^export (\w+)='(.*)'$", re.MULTILINE)
PATIENCE_SECONDS = 30


@dataclass
class Lab:
    """`ready_seconds` is how long the platform took until it printed its line."""

    process: subprocess.Popen[str]
    urls: dict[str, str]
    env: dict[str, str]
    session: requests.Session
    ready_seconds: float

    def control(self, method: str, path: str, body: Json = None) -> Json:
        answer = self.session.request(method, self.urls["control"] + path, json=body)
        answer.raise_for_status()
        return answer.json()

    def step(self, seconds: float) -> None:
        self.control("POST", "/clock", {"seconds": seconds})

    def kaas(self, method: str, path: str, body: Json = None) -> Json:
        """`data` of the answer; `path` is below the lab's cluster."""
        return self.kaases(method, f"/{self.env['VEILLEUR_KAAS_ID']}{path}", body)

    def kaases(self, method: str, path: str, body: Json = None) -> Json:
        """`data` of the answer; `path` is below the project's clusters."""
        env = self.env
        project = f"{env['VEILLEUR_PUBLIC_CLOUD_ID']}/projects/{env['VEILLEUR_PROJECT_ID']}"
        url = f"{env['INFOMANIAK_HOST']}/1/public_clouds/{project}/kaas{path}"
        token = {"Authorization": f"Bearer {env['INFOMANIAK_TOKEN']}"}
        answer = self.session.request(method, url, json=body, headers=token)
        answer.raise_for_status()
        return answer.json()["data"]

    def events(self, *whats: str) -> list[Json]:
        return [e for e in self.control("GET", "/truth/events") if e["what"] in whats]

    def billing(self) -> list[str]:
        """The kinds of what bills now."""
        return [str(each["kind"]) for each in self.control("GET", "/truth")["billing"]]


@contextmanager
def started(folder: Path, *arguments: str, clock: str = "stepped") -> Iterator[Lab]:
    """Told to end afterwards: it must end by itself, with exit code 0."""
    env_file = folder / "lab.env"
    told = ["--clock", clock, "--env-file", str(env_file), *arguments]
    if clock == "stepped" and "--data" not in arguments:
        told += ["--start", START]
    began = monotonic()
    with launched(told) as process, requests.Session() as session:
        urls = json.loads(_line(process.stdout))
        ready = monotonic() - began
        env = dict(LINE.findall(env_file.read_text()))
        yield Lab(process, urls, env, session, ready)
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=PATIENCE_SECONDS)
        assert (process.returncode, complaints) == (0, "")


@contextmanager
def launched(arguments: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    """Killed, if it is still there in the end."""
    command = [sys.executable, "-m", "standin", *arguments]
    with subprocess.Popen(  # noqa: S603 -- our own program
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _line(stdout: IO[str] | None) -> str:
    assert stdout is not None
    return stdout.readline()
