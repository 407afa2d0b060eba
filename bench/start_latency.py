"""How long POST /start takes to answer: `python -m bench.start_latency` (goal: under 1 s).

Boot: until a new process answers at all. Cold: its first call, which imports and
connects. Warm: any later one.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path

from examples.demo.clients import Control, Functions
from examples.demo.stage import functions, platform

ROUNDS = 7
OPTIONS = ["--clock", "stepped"]
LEASE_HOURS = 0.5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rounds = measured(Path(folder))
    for name, seconds in zip(("boot", "cold", "warm"), zip(*rounds, strict=True), strict=True):
        low, middle, high = sorted(seconds)[:: ROUNDS // 2]
        sys.stdout.write(
            f"POST /start {name}: {middle:.2f} s (min {low:.2f}, max {high:.2f}), {ROUNDS} rounds\n"
        )


def measured(home: Path) -> list[tuple[float, float, float]]:
    """Of each process: seconds until it is up, of its first call, of the one after it."""
    with ExitStack() as stack:
        environ = platform(stack, OPTIONS, home)
        control = stack.enter_context(closing(Control(environ["STANDIN_CONTROL"])))
        return [once(environ, home, control) for _ in range(ROUNDS)]


def once(environ: dict[str, str], home: Path, control: Control) -> tuple[float, float, float]:
    """The first start and the second one, which extends the lab."""
    with ExitStack() as stack:
        begin = time.perf_counter()
        url, _ = functions(stack, environ, home)
        boot = time.perf_counter() - begin
        lab = stack.enter_context(closing(Functions(url, environ["VEILLEUR_TOKEN"])))
        cold = seconds_of_a_start(lab)
        control.step(60)
        return boot, cold, seconds_of_a_start(lab)


def seconds_of_a_start(lab: Functions) -> float:
    answer = lab.start("standard", LEASE_HOURS)
    answer.raise_for_status()
    return answer.elapsed.total_seconds()


if __name__ == "__main__":
    main()
