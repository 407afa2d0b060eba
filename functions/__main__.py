"""`python -m functions [--host HOST] [--port PORT]`: all five functions in one process."""

from __future__ import annotations

import argparse

from functions.server import run


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m functions", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8080, help="port to listen on")
    asked = parser.parse_args()
    run(host=asked.host, port=asked.port)


if __name__ == "__main__":
    main()
