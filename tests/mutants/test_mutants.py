"""The tests bite: each hand-made design error fails one of them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.list_of_mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    "shared",
    "tests/core",
    "tests/usecases",
    "tests/fakes",
    "tests/__init__.py",
    "pyproject.toml",
)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m.name)
def test_the_tests_find(mutant: Mutant, tmp_path: Path) -> None:
    _copy(tmp_path)
    target = tmp_path / mutant.file
    source = target.read_text()
    assert source.count(mutant.old) == 1, "the mutant no longer fits the code: renew it"
    target.write_text(source.replace(mutant.old, mutant.new))
    done = subprocess.run(  # noqa: S603 -- our own tests, no shell
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", mutant.found_by],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout[-2000:] + done.stderr


def _copy(where: Path) -> None:
    for name in COPIED:
        source = ROOT / name
        (where / name).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, where / name, ignore=ignored)
        else:
            shutil.copy(source, where / name)
