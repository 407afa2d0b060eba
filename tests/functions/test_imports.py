"""A function starts light: no SDK, and nothing of the lab, before the first real request."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "boto3", "botocore", "kubernetes", "openstack", "keystoneauth1", "requests", "flask",
    "functions_framework", "rich", "shared.bootstrap", "shared.adapters",
)  # fmt: skip
SCRIPT = "import sys, functions.{name}; print(*[m for m in {heavy} if m in sys.modules])"


@pytest.mark.parametrize(
    "name",
    ["start.main", "stop.main", "watchdog.main", "cost_report.main", "status.main", "app"],
)
def test_importing_a_function_imports_no_sdk_and_no_adapter(name: str) -> None:
    script = SCRIPT.format(name=name, heavy=HEAVY)
    done = subprocess.run(  # noqa: S603 -- our own interpreter and our own words
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
