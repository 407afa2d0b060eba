"""`python -m examples.demo.tied ...`: a Python program that ends with the one that started it.

Standard input is a pipe that nobody but the starter holds open. It ends with the
starter, even with one that was killed and could tidy nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from threading import Thread

STDIN = 0
PATIENCE_SECONDS = 8.0


def main() -> int:
    """The program's exit code; its arguments are what follows our own name."""
    with subprocess.Popen([sys.executable, *sys.argv[1:]], stdin=subprocess.DEVNULL) as program:  # noqa: S603 -- our own modules, no shell
        Thread(target=_end_with_starter, args=(program,), daemon=True).start()
        return program.wait()


def _end_with_starter(program: subprocess.Popen[bytes]) -> None:
    while os.read(STDIN, 1024):
        continue  # nothing is ever sent: only the end of it tells something
    program.terminate()
    try:
        program.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        program.kill()


if __name__ == "__main__":
    sys.exit(main())
