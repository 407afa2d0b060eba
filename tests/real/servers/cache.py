"""What takes long to install or to build is kept, by name and version, and made once.

In `.veilleur/servers`, or where VEILLEUR_SERVERS says.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[3]
READY = ".ready"


def cached(name: str, make: Callable[[Path], None], *, of: str) -> Path:
    """The folder NAME, filled by `make` where it is not there, or was made `of` something else."""
    folder = _home() / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{name}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not _is(folder, of):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            (folder / READY).write_text(of)
    return folder


def _is(folder: Path, of: str) -> bool:
    stamp = folder / READY
    return stamp.exists() and stamp.read_text() == of


def _home() -> Path:
    given = os.environ.get("VEILLEUR_SERVERS")  # noqa: TID251 -- tests only
    return Path(given) if given else ROOT / ".veilleur" / "servers"
