"""How long the stand-in takes to be ready: `python -m bench.standin_ready` (goal: under 3 s)."""

from __future__ import annotations

import subprocess
import sys
import time

ROUNDS = 5


def main() -> None:
    rounds = sorted(once() for _ in range(ROUNDS))
    low, middle, high = rounds[0], rounds[ROUNDS // 2], rounds[-1]
    sys.stdout.write(
        f"stand-in ready: {middle:.2f} s (min {low:.2f}, max {high:.2f}), {ROUNDS} rounds\n"
    )


def once() -> float:
    """Seconds from the command to its line on standard output."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "standin", "--clock", "stepped"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 -- our own
        if process.stdout is None or not process.stdout.readline():
            raise SystemExit("the stand-in said nothing")
        took = time.perf_counter() - begin
        process.terminate()
    return took


if __name__ == "__main__":
    main()
