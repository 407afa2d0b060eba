"""A server that runs for a test: its log in a file, its end with the test's, killed or not."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.real.needed import needed

UP_WITHIN_SECONDS = 60
END_WITHIN_SECONDS = 5


@contextmanager
def daemon(
    command: Sequence[str | Path], log: Path, environ: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """In a process group of its own. `setpriv` ends it where the test itself was killed."""
    tied = [needed("setpriv"), "--pdeathsig", "KILL", "--", *map(str, command)]
    with log.open("ab") as written:
        process = subprocess.Popen(  # noqa: S603 -- the fixture's own program
            tied,
            env=dict(environ) if environ is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _end(process)


def listens(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Waits until it does; fails the test where it ends before, or takes too long."""
    until = time.monotonic() + UP_WITHIN_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)  # a program that is starting: nothing tells when, but asking
        else:
            return
    pytest.fail(f"{process.args!r} did not come up:\n{log.read_text()[-2000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(END_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
