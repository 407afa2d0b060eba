"""kubectl, unmodified, with a HOME and a kubeconfig of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

KEPT = ("PATH", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Done:
    """What a call printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclass(frozen=True, slots=True)
class Kubectl:
    program: str
    kubeconfig: Path
    namespace: str

    def run(self, *arguments: str, text: str | None = None) -> Done:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}  # noqa: TID251 -- a program's
        done = subprocess.run(  # noqa: S603 -- the program under this name on the path
            [self.program, "--namespace", self.namespace, *arguments],
            env={**kept, "HOME": str(self.kubeconfig.parent), "KUBECONFIG": str(self.kubeconfig)},
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def __call__(self, *arguments: str, text: str | None = None) -> Done:
        """Fails the test on an error."""
        done = self.run(*arguments, text=text)
        assert done.code == 0, f"{arguments}: {done.out}{done.err}"
        return done


def program() -> str:
    """Skips where kubectl is missing, which CI forbids."""
    found = shutil.which("kubectl")
    if found is None:
        pytest.skip("kubectl is not on the path")
    return found
