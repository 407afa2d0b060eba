"""`kubectl apply -k infra/kubernetes`, as README says it: done, and a second time unchanged."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infra.manifests import FOLDER, manifests
from tests.real.needed import needed

pytestmark = pytest.mark.real


@pytest.fixture
def kubeconfig(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "config"
    command = [sys.executable, "-m", "standin.kubernetes", "--kubeconfig", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 -- ours
        assert server.stdout is not None
        assert server.stdout.readline().startswith("https://")
        yield file
        server.terminate()


def apply(kubeconfig: Path) -> list[str]:
    done = subprocess.run(  # noqa: S603 -- a program of the path, our own files
        [needed("kubectl"), "--kubeconfig", str(kubeconfig), "apply", "-k", str(FOLDER)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_it_is_applied_once_and_then_unchanged(kubeconfig: Path) -> None:
    first, second = apply(kubeconfig), apply(kubeconfig)
    assert [line.split()[-1] for line in first] == ["created"] * len(manifests())
    assert [line.split()[-1] for line in second] == ["unchanged"] * len(manifests())
