"""`python -m standin.kubernetes`: the Kubernetes API alone, on loopback, until interrupted."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from aiohttp import web

from standin.clock import Clock
from standin.faults import Faults
from standin.journal import Journal
from standin.kubernetes import ADMIN, KubernetesApi


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m standin.kubernetes", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--data", type=Path, help="folder that keeps the state over a restart")
    parser.add_argument("--kubeconfig", type=Path, required=True, help="file to write")
    return parser.parse_args()


async def _serve(asked: argparse.Namespace) -> None:
    clock = Clock()
    api = KubernetesApi(clock=clock, faults=Faults(), journal=Journal(clock), data=asked.data)
    runner = web.AppRunner(api.application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", asked.port, ssl_context=api.tls_context).start()
    url = f"https://127.0.0.1:{runner.addresses[0][1]}"
    asked.kubeconfig.write_text(api.kubeconfig(ADMIN, url))
    asked.kubeconfig.chmod(0o600)
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    try:
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    try:
        asyncio.run(_serve(_arguments()))
    except KeyboardInterrupt:
        sys.exit(0)
