"""osls, the MIT fork of the Serverless framework, as the project pins it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.real.needed import needed

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "node_modules" / ".bin" / "osls"
KEPT = ("PATH", "HOME", "TMPDIR", "SSL_CERT_FILE", "PIP_INDEX_URL", "PIP_CONFIG_FILE")


def install() -> None:
    """From package-lock.json, once. Skips where npm is missing, which CI forbids."""
    if PROGRAM.exists():
        return
    command = [needed("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=ROOT, check=True, timeout=300)  # noqa: S603 -- our own lock file


def osls(*arguments: str, environ: Mapping[str, str] | None = None) -> str:
    """What it printed. Runs without any credential but those given; fails the test on an error."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}  # noqa: TID251 -- a child's
    given = {**kept, "SLS_TELEMETRY_DISABLED": "1", **(environ or {})}
    # `invoke local` runs the Python that it finds first: the one that has the dependencies.
    given["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{given['PATH']}"
    done = subprocess.run(  # noqa: S603 -- the program that the lock file names
        [str(PROGRAM), *arguments],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def invoke(
    function: str, event: object, folder: Path, environ: Mapping[str, str]
) -> dict[str, Any]:
    """The answer of `invoke local`: the JSON object after our own log lines."""
    file = folder / "event.json"
    file.write_text(json.dumps(event))
    printed = osls("invoke", "local", "-f", function, "--path", str(file), environ=environ)
    answer: dict[str, Any] = json.loads(printed[printed.rindex("\n{\n") :])
    return answer


def http_event(method: str, path: str, token: str, body: object) -> dict[str, object]:
    """An HTTP API's event, payload 2.0."""
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"authorization": f"Bearer {token}"},
        "requestContext": {"http": {"method": method, "path": path}},
        "body": json.dumps(body),
    }
