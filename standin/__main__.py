"""`python -m standin`: the platform on this machine. `--help` teaches the rest."""

from __future__ import annotations

import sys
from functools import partial

from standin.launch.main import main

if __name__ == "__main__":
    sys.exit(main(partial(print, flush=True)))
