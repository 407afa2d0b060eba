"""The HTTP server of the one process: functions-framework's, on gunicorn.

One worker with several threads, so that a long tick does not keep a phone's
status waiting; WORKERS and THREADS in the environment change that.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

SOURCE = Path(__file__).with_name("app.py")


def run(*, host: str, port: int) -> NoReturn:
    """Become the server, until SIGTERM lets the calls that run end first."""
    asked = ["--source", str(SOURCE), "--target", "veilleur", "--host", host, "--port", str(port)]
    command = [sys.executable, "-m", "functions_framework", *asked]
    os.execv(sys.executable, command)  # noqa: S606 -- no shell is wanted: our own interpreter
