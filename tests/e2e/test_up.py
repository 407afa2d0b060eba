"""`make up`, `make start`, `make stop`, `make down`; and an `up` that is killed leaves nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest
import requests

from examples.demo.processes import ROOT, clean_environ, read_env

pytestmark = pytest.mark.skipif(
    not Path("/proc").is_dir(), reason="only Linux's /proc shows what is left behind"
)
WITHIN_SECONDS = 60.0
UP = [sys.executable, "-m", "examples.demo"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@contextmanager
def up(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Up and ready; where the test did not end it, it is killed."""
    command = [*UP, "up", "--home", str(home), "--speed", "4"]
    with subprocess.Popen(command, cwd=ROOT, env=clean_environ(), stdout=subprocess.DEVNULL) as it:  # noqa: S603 -- our own demo
        try:
            eventually((home / "up.env").exists, it)
            yield it
        finally:
            it.kill()


def eventually(seen: Callable[[], bool], process: subprocess.Popen[bytes] | None = None) -> None:
    """Another process's doing: nothing tells when, but asking."""
    until = monotonic() + WITHIN_SECONDS
    while not seen():
        assert monotonic() < until, "it never came to be"
        assert process is None or process.poll() is None, "it ended by itself"
        sleep(0.05)


def down(home: Path) -> int:
    command = [*UP, "down", "--home", str(home)]
    return subprocess.run(command, cwd=ROOT, env=clean_environ(), check=False).returncode  # noqa: S603 -- our own demo


def make(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The Makefile's own recipe, with this interpreter as its installation."""
    given = [f"UP_ENV={home / 'up.env'}", f"BIN={_bin(home)}", f"VENV={home}", "-o", f"{home}/.run"]
    command = [shutil.which("make") or "make", "--no-print-directory", *given, *words]
    return subprocess.run(  # noqa: S603 -- our own Makefile
        command, cwd=ROOT, env=clean_environ(), capture_output=True, text=True, check=False
    )


def _bin(home: Path) -> Path:
    """The console script as pip would write it."""
    script = home / "veilleur"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from functions.console import main\nmain()\n"
    )
    script.chmod(0o700)
    return home


def programs(home: Path) -> list[int]:
    """The processes whose command line or environment names this folder."""
    mine = str(home).encode()
    return [pid for pid in _pids() if mine in _read(pid, "cmdline") + _read(pid, "environ")]


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _read(pid: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""  # it has just ended, or is somebody else's


def billed(environ: dict[str, str]) -> list[str]:
    told = requests.get(f"{environ['STANDIN_CONTROL']}/truth", timeout=30).json()
    return [each["kind"] for each in told["billing"] if each["kind"] in ("node", "load_balancer")]


def test_a_lab_is_started_and_stopped_by_make_with_progress_until_it_is_so(home: Path) -> None:
    with up(home) as it:
        environ = read_env(home / "up.env")
        assert {"VEILLEUR_URL", "VEILLEUR_TOKEN", "STANDIN_CONTROL", "KUBECONFIG"} <= set(environ)
        started = make(home, "start", "PROFILE=standard")
        assert started.returncode == 0, started.stderr
        assert started.stderr.startswith("starting, 0 of 2 nodes ready: ")
        assert started.stdout.startswith("lab: running, 2 of 2 nodes ready: running on 2 nodes")
        assert billed(environ).count("node") == 2
        stopped = make(home, "stop")
        assert stopped.returncode == 0, stopped.stderr
        assert stopped.stdout.startswith("lab: stopped: off, and proven")
        assert billed(environ) == []
        assert down(home) == 0
        assert it.wait() == 0
    assert programs(home) == []
    assert not (home / "up.env").exists()


def test_one_that_was_killed_leaves_no_process_and_a_new_one_can_be_up(home: Path) -> None:
    with up(home) as it:
        assert len(programs(home)) > 4  # up, stand-in with its own, functions
        os.kill(it.pid, signal.SIGKILL)
        it.wait()
        eventually(lambda: programs(home) == [])
    assert down(home) == 0  # nothing is up, whatever the files say
    (home / "up.env").unlink()
    with up(home):
        command = [*UP, "up", "--home", str(home)]
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 -- our own demo
        assert (second.returncode, "it is up already" in second.stderr) == (1, True)
        assert (home / "up.env").exists()
        assert down(home) == 0
    assert programs(home) == []
