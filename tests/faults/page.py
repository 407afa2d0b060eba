"""`make faults-doc`: lives every case and writes docs/faults.md from what became of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.table import CASES, Case
from tests.faults.told import HEAD, PAGE, Told

WRITTEN = "<!-- what follows is written by `make faults-doc` -->"


def page(before: str, rows: Iterable[tuple[Case, Told]]) -> str:
    """`before` is the page as it was: what stands before the tables is kept."""
    parts = [before.partition(WRITTEN)[0] + WRITTEN]
    for group, told in groupby(rows, key=lambda row: row[0].group):
        parts += [f"\n## {group}\n", HEAD, "|---|---|---|---|---|---|"]
        parts += [each.row(case) for case, each in told]
    return "\n".join(parts) + "\n"


def main() -> int:
    with TemporaryDirectory() as folder:
        told = [sys.executable, "-m", "pytest", "-q", "-n", "2", "tests/faults", "--rows", folder]
        if code := subprocess.call(told):  # noqa: S603 -- our own tests
            return code
        rows = [(case, _read(Path(folder), case)) for case in CASES]
    PAGE.write_text(page(PAGE.read_text(), rows))
    return 0


def _read(folder: Path, case: Case) -> Told:
    return Told(**json.loads((folder / f"{case.id}.json").read_text()))


if __name__ == "__main__":
    sys.exit(main())
