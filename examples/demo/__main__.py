"""`python -m examples.demo [demo|up|down]`: what `make demo`, `make up` and `make down` run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from examples.demo.play import play
from examples.demo.processes import HOME, DemoError
from examples.demo.up import down, up

INTERRUPTED = 130


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m examples.demo", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("demo", "up", "down"), default="demo")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other boot times")
    parser.add_argument("--home", type=Path, default=HOME, help="for logs and the environment")
    parser.add_argument("--speed", type=float, default=1, help="of `up`: minutes a second")
    asked = parser.parse_args()
    try:
        match asked.what:
            case "up":
                return up(asked.seed, asked.home, asked.speed)
            case "down":
                return down(asked.home)
            case _:
                return play(asked.seed, asked.home / "demo")
    except DemoError as error:
        sys.stderr.write(f"the demo failed: {error}\n")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
