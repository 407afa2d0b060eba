"""What is too long for CI: `make nightly PART=kills`. Writes its result into docs/nightly.md.

Each part is a function that answers its figures in words, or raises where something failed.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.kills import every_pair_of_kills
from bench.simultaneous import many_rounds

PAGE = Path(__file__).resolve().parents[1] / "docs" / "nightly.md"
PARTS: dict[str, Callable[[], str]] = {
    "kills": every_pair_of_kills,
    "simultaneous": many_rounds,
}


def main(asked: list[str]) -> int:
    if len(asked) != 1 or asked[0] not in PARTS:
        sys.stderr.write(f"make nightly PART=one of: {', '.join(PARTS)}\n")
        return 2
    begin = time.monotonic()
    figures = PARTS[asked[0]]()
    took = f"{time.monotonic() - begin:.0f} s"
    row = f"| {_today()} | {_commit()} | {asked[0]} | {_machine()} | {figures}; {took} | passed |"
    _record(asked[0], row)
    sys.stdout.write(row + "\n")
    return 0


def _record(part: str, row: str) -> None:
    """The part's last row is replaced: the page shows the newest result of each."""
    lines = PAGE.read_text().splitlines()
    kept = [line for line in lines if f"| {part} |" not in line]
    rule = next(n for n, line in enumerate(kept) if line.startswith("|---"))
    PAGE.write_text("\n".join([*kept[: rule + 1], row, *kept[rule + 1 :]]) + "\n")


def _today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"  # noqa: TID251 -- the day of a real run


def _machine() -> str:
    return f"{os.cpu_count()} cores, CPython {platform.python_version()}"


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 -- git, as the person has it
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
