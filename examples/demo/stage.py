"""Stand-in, functions and receiver, up and wired: what a story is played on."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from examples.demo import processes
from examples.demo.clients import Control, Functions
from examples.demo.processes import Program
from examples.demo.receiver import Receiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    environ: dict[str, str]
    control: Control
    functions: Functions
    url: str
    receiver: Receiver
    program: Program  # that of the functions


@contextmanager
def stage(
    *, start: str, seed: int, home: Path, also: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Stage]:
    """Everything on a stepped clock that begins at `start`, ended when the story is.

    `also` leads the functions elsewhere than to the stand-in, as to another store.
    """
    with ExitStack() as stack, Receiver() as receiver:
        options = ["--clock", "stepped", "--start", start, "--seed", str(seed)]
        environ = platform(stack, options, home) | dict(also)
        environ["VEILLEUR_WEBHOOK_URL"] = receiver.url
        url, program = functions(stack, environ, home)
        control = stack.enter_context(closing(Control(environ["STANDIN_CONTROL"])))
        asked = stack.enter_context(closing(Functions(url, environ["VEILLEUR_TOKEN"])))
        yield Stage(
            environ=environ,
            control=control,
            functions=asked,
            url=url,
            receiver=receiver,
            program=program,
        )


def platform(stack: ExitStack, options: list[str], home: Path) -> dict[str, str]:
    """Starts the stand-in; answers the environment in which the functions find it."""
    env_file = home / "standin.env"
    for old in (env_file, *home.glob("*.log")):
        old.unlink(missing_ok=True)
    port = processes.free_port()
    command = ["-m", "standin", "--control-port", str(port), "--env-file", str(env_file), *options]
    program = processes.started(stack, "standin", command, processes.clean_environ(), home)
    program.wait_for(f"http://127.0.0.1:{port}/ready")
    return _environ(env_file)


def functions(
    stack: ExitStack, environ: dict[str, str], home: Path, port: int = 0
) -> tuple[str, Program]:
    """Starts the one process that serves all five; answers its URL."""
    port = port or processes.free_port()
    command = ["-m", "functions", "--host", "127.0.0.1", "--port", str(port)]
    program = processes.started(stack, "functions", command, environ, home)
    url = f"http://127.0.0.1:{port}"
    program.wait_for(f"{url}/healthz")
    return url, program


def _environ(env_file: Path) -> dict[str, str]:
    return (
        processes.clean_environ()
        | processes.read_env(env_file)
        | {
            "VEILLEUR_CONFIG": str(processes.ROOT / "lab.yaml"),
            "VEILLEUR_TOKEN": secrets.token_urlsafe(32),
            "VEILLEUR_LANGUAGE": "en",
        }
    )
