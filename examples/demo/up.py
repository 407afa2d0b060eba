"""`make up` and `make down`: the platform and the functions stay, to play with.

Time runs a simulated minute a second, and a cron calls the watchdog, as anywhere.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import time
from contextlib import ExitStack, suppress
from threading import Event

import requests

from examples.demo import processes
from examples.demo.clients import Control, Functions
from examples.demo.receiver import Receiver
from examples.demo.screen import Screen
from examples.demo.stage import functions, platform
from examples.demo.workloads import Workloads

PID = processes.HOME / "up.pid"
UP_ENV = processes.HOME / "up.env"
SECONDS_A_SECOND = 60
TICK_EVERY = 1.0  # wall seconds: a simulated minute, cron's shortest


def up(seed: int) -> int:
    """Until Ctrl-C, SIGTERM or `make down`."""
    screen = Screen()
    if _running() is not None:
        screen.plain("it is up already; its environment: .veilleur/up.env; `make down` ends it")
        return 1
    with ExitStack() as stack:
        receiver = stack.enter_context(Receiver())
        environ = platform(stack, ["--clock", "stepped", "--seed", str(seed)])
        environ["VEILLEUR_WEBHOOK_URL"] = receiver.url
        url = functions(stack, environ)
        stack.callback(_forget)
        _remember(environ, url)
        _apply(environ)
        _told(screen, url, environ)
        _run(screen, Control(environ["STANDIN_CONTROL"]), _lab(url, environ), receiver)
    return 0


def down() -> int:
    """Ends what `up` started; fine where nothing is up."""
    pid = _running()
    if pid is None:
        Screen().plain("nothing is up")
        return 0
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + 20
    while _running() is not None and time.monotonic() < until:
        time.sleep(0.1)  # another process's end: nothing tells when, but asking
    return 0 if _running() is None else 1


def _run(screen: Screen, control: Control, lab: Functions, receiver: Receiver) -> None:
    stop, told = Event(), 0
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(TICK_EVERY):
        now = control.step(SECONDS_A_SECOND * TICK_EVERY)
        with suppress(requests.HTTPError):  # refused while a person's call holds the lock
            lab.tick()
        for message in receiver.messages[told:]:
            screen.line(now, f"✉ {message['text']}", "yellow")
        told = len(receiver.messages)


def _apply(environ: dict[str, str]) -> None:
    workloads = Workloads(environ["KUBECONFIG"])
    workloads.apply()
    workloads.close()


def _lab(url: str, environ: dict[str, str]) -> Functions:
    return Functions(url, environ["VEILLEUR_TOKEN"])


def _remember(environ: dict[str, str], url: str) -> None:
    names = ("VEILLEUR_", "INFOMANIAK_", "OS_", "AWS_", "KUBECONFIG", "STANDIN_")
    kept = {k: v for k, v in environ.items() if k.startswith(names)} | {"VEILLEUR_URL": url}
    lines = [f"export {name}={shlex.quote(value)}" for name, value in sorted(kept.items())]
    UP_ENV.touch(mode=0o600)
    UP_ENV.write_text("\n".join(lines) + "\n")
    PID.write_text(json.dumps({"pid": os.getpid()}))


def _forget() -> None:
    UP_ENV.unlink(missing_ok=True)
    PID.unlink(missing_ok=True)


def _running() -> int | None:
    """The pid of the `up` that runs; a file left by one that was killed counts for nothing."""
    try:
        pid = int(json.loads(PID.read_text())["pid"])
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError, ValueError, KeyError):
        return None
    return pid


def _told(screen: Screen, url: str, environ: dict[str, str]) -> None:
    token = environ["VEILLEUR_TOKEN"]
    bearer = f'-H "Authorization: Bearer {token}"'
    screen.chapter("Veilleur is up: a simulated minute a second. Ctrl-C or `make down` ends it")
    screen.plain(f"  the phone's page   {url}/\n  its token          {token}")
    screen.plain(f"  the platform       {environ['STANDIN_CONTROL']}/truth\n")
    screen.plain(f'  curl -X POST {url}/start {bearer} -d \'{{"profile":"standard","hours":4}}\'')
    screen.plain(f"  curl {url}/status {bearer} -H 'Accept: text/plain'")
    screen.plain(f"  curl -X POST {url}/stop {bearer}\n")
    screen.plain("  source .veilleur/up.env && kubectl -n shop get pods")
    screen.plain("  make start PROFILE=standard   make status   make report   make stop\n")
