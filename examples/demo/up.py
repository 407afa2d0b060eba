"""`make up` and `make down`: the platform and the functions stay, to play with.

Time runs a simulated minute a second, and a cron calls the watchdog, as anywhere.
"""

from __future__ import annotations

import os
import shlex
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from threading import Event

import requests

from examples.demo.clients import Control, Functions
from examples.demo.presence import present, who_is_up
from examples.demo.processes import DemoError
from examples.demo.receiver import Receiver
from examples.demo.screen import Screen
from examples.demo.stage import functions, platform
from examples.demo.told import told
from examples.demo.workloads import Workloads

SLICES = 4  # of a minute: time must not jump past the lock of a call that is under way
SLICE_SECONDS = 15.0  # simulated
DOWN_WITHIN_SECONDS = 30


def up(seed: int, home: Path, speed: float = 1) -> int:
    """Until Ctrl-C, SIGTERM or `make down`; `speed` is in simulated minutes a second.

    Raises DemoError where one is up already, or a program does not come up or ends by itself.
    """
    stop, screen = Event(), Screen()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with ExitStack() as stack:
        stack.enter_context(present(home))
        receiver = stack.enter_context(Receiver())
        environ = platform(stack, ["--clock", "stepped", "--seed", str(seed)], home)
        environ["VEILLEUR_WEBHOOK_URL"] = receiver.url
        url, _ = functions(stack, environ, home)
        _apply(environ)
        lab = stack.enter_context(closing(Functions(url, environ["VEILLEUR_TOKEN"])))
        lab.tick()  # the first call of a process takes long: nobody shall wait for it
        stack.callback(_env_file(home).unlink, missing_ok=True)
        _remember(environ, url, home)
        told(screen, url, environ)
        control = stack.enter_context(closing(Control(environ["STANDIN_CONTROL"])))
        _run(screen, control, lab, receiver, lambda: stop.wait(1 / speed / SLICES))
    return 0


def down(home: Path) -> int:
    """Ends what `up` started; fine where nothing is up."""
    pid = who_is_up(home)
    if pid is None:
        Screen().plain("nothing is up")
        return 0
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + DOWN_WITHIN_SECONDS
    while who_is_up(home) == pid and time.monotonic() < until:
        time.sleep(0.1)  # another process's end: nothing tells when, but asking
    return 0 if who_is_up(home) != pid else 1


def _run(
    screen: Screen,
    control: Control,
    lab: Functions,
    receiver: Receiver,
    told_to_end: Callable[[], bool],
) -> None:
    """A watchdog's tick a simulated minute: cron's shortest."""
    heard = 0
    for number in count(1):
        if told_to_end():
            return
        try:
            now = control.step(SLICE_SECONDS)
            if number % SLICES == 0:
                lab.try_tick()  # one that is refused is in the log; the next one goes on
        except requests.RequestException as error:
            raise DemoError(f"a program of `up` ended by itself; see its log ({error})") from error
        for message in receiver.messages[heard:]:
            screen.line(now, f"✉ {message['text']}", "yellow")
        heard = len(receiver.messages)


def _apply(environ: dict[str, str]) -> None:
    workloads = Workloads(environ["KUBECONFIG"])
    workloads.apply()
    workloads.close()


def _remember(environ: dict[str, str], url: str, home: Path) -> None:
    """Whole or not at all: somebody may be waiting for this file."""
    names = ("VEILLEUR_", "INFOMANIAK_", "OS_", "AWS_", "KUBECONFIG", "STANDIN_")
    kept = {k: v for k, v in environ.items() if k.startswith(names)} | {"VEILLEUR_URL": url}
    lines = [f"export {name}={shlex.quote(value)}" for name, value in sorted(kept.items())]
    draft = home / "up.env.draft"
    draft.touch(mode=0o600)
    draft.write_text("\n".join(lines) + "\n")
    draft.replace(_env_file(home))


def _env_file(home: Path) -> Path:
    return home / "up.env"
