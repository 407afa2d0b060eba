"""`python -m standin.kubernetes`: the API for whoever wants nothing but that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.contract.kubernetes_api.asking import logged_in


def test_it_says_where_it_is_and_lets_one_in(tmp_path: Path) -> None:
    kubeconfig = tmp_path / "kubeconfig"
    command = [sys.executable, "-m", "standin.kubernetes", "--kubeconfig", str(kubeconfig)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 -- ourselves
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            with logged_in(kubeconfig.read_text()) as kube:
                assert kube.server == url
                assert kube.get("/readyz").body == "ok"
            assert kubeconfig.stat().st_mode & 0o077 == 0
        finally:
            process.terminate()
