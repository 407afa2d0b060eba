"""Stand-in, functions and receiver, up and wired: what a story is played on."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from examples.demo import processes
from examples.demo.clients import Control, Functions
from examples.demo.receiver import Receiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    environ: dict[str, str]
    control: Control
    functions: Functions
    url: str
    receiver: Receiver


@contextmanager
def stage(*, start: str, seed: int) -> Iterator[Stage]:
    """Everything on a stepped clock that begins at `start`, ended when the story is."""
    with ExitStack() as stack, Receiver() as receiver:
        environ = platform(stack, ["--clock", "stepped", "--start", start, "--seed", str(seed)])
        environ["VEILLEUR_WEBHOOK_URL"] = receiver.url
        url = functions(stack, environ)
        yield Stage(
            environ=environ,
            control=Control(environ["STANDIN_CONTROL"]),
            functions=Functions(url, environ["VEILLEUR_TOKEN"]),
            url=url,
            receiver=receiver,
        )


def platform(stack: ExitStack, options: list[str]) -> dict[str, str]:
    """Starts the stand-in; answers the environment in which the functions find it."""
    env_file = processes.HOME / "standin.env"
    env_file.unlink(missing_ok=True)
    port = processes.free_port()
    command = ["-m", "standin", "--control-port", str(port), "--env-file", str(env_file), *options]
    process = processes.start("standin", command, processes.clean_environ())
    processes.ended_with(stack, process)
    processes.wait_for(f"http://127.0.0.1:{port}/ready", process, "standin")
    return _environ(env_file)


def functions(stack: ExitStack, environ: dict[str, str]) -> str:
    """Starts the one process that serves all five; answers its URL."""
    port = processes.free_port()
    command = ["-m", "functions", "--host", "127.0.0.1", "--port", str(port)]
    process = processes.start("functions", command, environ)
    processes.ended_with(stack, process)
    url = f"http://127.0.0.1:{port}"
    processes.wait_for(f"{url}/healthz", process, "functions")
    return url


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
