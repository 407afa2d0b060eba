"""The command: starts everything, says where it listens, waits to be told to end."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from standin.clock import Mode
from standin.launch.child import ChildDiedError
from standin.launch.options import Options, read_options
from standin.launch.running import Running, running
from standin.turns import RestlessError, SilentError

FAILED = 1
FAILURES = (OSError, ValueError, ChildDiedError, RestlessError, SilentError)


def main(say: Callable[[str], None], arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 when it was told to end, 1 when it could not start or go on, 2 bad use."""
    options = read_options(arguments)
    logging.basicConfig(level=logging.WARNING, format="standin: %(message)s")
    try:
        asyncio.run(_run(options, say))
    except FAILURES as failure:
        sys.stderr.write(f"standin: {failure}\n")
        return FAILED
    return 0


async def _run(options: Options, say: Callable[[str], None]) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, asked.set)
    async with running(options) as platform:
        say(json.dumps(platform.urls))
        await _until(asked, platform, options)


async def _until(asked: asyncio.Event, platform: Running, options: Options) -> None:
    """Told to end, or one of our programs ended by itself: that is raised."""
    tasks: list[asyncio.Task[Any]] = [asyncio.create_task(asked.wait())]
    tasks += [asyncio.create_task(child.watch()) for child in platform.children]
    if options.mode is Mode.WALL:
        tasks.append(asyncio.create_task(platform.platform.stepper.follow_the_wall()))
    done, going = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in going:
        task.cancel()
    await asyncio.gather(*going, return_exceptions=True)
    for task in done:
        task.result()
