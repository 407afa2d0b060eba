"""`python -m functions [--host HOST] [--port PORT]`: the same as `veilleur serve`."""

from __future__ import annotations

import os
import sys

from functions.console.main import Shell, run

if __name__ == "__main__":
    sys.exit(run(["serve", *sys.argv[1:]], Shell(environ=os.environ)))
