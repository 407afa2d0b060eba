"""Whether `up` runs, and which process it is: a lock that its end releases, however it ended.

A pid alone would not do: after a SIGKILL the number stays in the file, and may
soon be a stranger's.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from examples.demo.processes import DemoError


@contextmanager
def present(home: Path) -> Iterator[None]:
    """Holds the place of the one `up` of this folder. Raises DemoError where it is taken."""
    home.mkdir(parents=True, exist_ok=True)
    with _file(home).open("a+") as place:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            told = "it is up already; its environment: .veilleur/up.env; `make down` ends it"
            raise DemoError(told) from None
        place.truncate(0)
        place.write(str(os.getpid()))
        place.flush()
        yield


def who_is_up(home: Path) -> int | None:
    """The pid of the `up` that runs, None where none does."""
    if not _file(home).exists():
        return None
    with _file(home).open("r+") as place:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(place.read())
    return None


def _file(home: Path) -> Path:
    return home / "up.pid"
