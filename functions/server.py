"""The HTTP server of the one process: functions-framework's, on gunicorn.

One worker with several threads, so that a long tick does not keep a phone's
status waiting; WORKERS and THREADS in the environment change that.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from shared.config import load_settings

SOURCE = Path(__file__).with_name("serving.py")


def run(*, host: str, port: int, environ: Mapping[str, str]) -> NoReturn:
    """Become the server, until SIGTERM lets the calls that run end first.

    Raises ConfigError instead, where the deployment is wrong: at once, with every fault.
    """
    load_settings(environ)
    asked = ["--source", str(SOURCE), "--target", "veilleur", "--host", host, "--port", str(port)]
    command = [sys.executable, "-m", "functions_framework", *asked]
    os.execv(sys.executable, command)  # noqa: S606 -- no shell is wanted: our own interpreter
