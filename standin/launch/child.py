"""A program beside the main one: started, watched, and ended with it."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PATIENCE_SECONDS = 3.0


class ChildDiedError(Exception):
    """One of our programs ended by itself: nothing would be settled any more."""


@dataclass(slots=True)
class Child:
    module: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    process: Process

    @classmethod
    async def start(
        cls, module: str, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> Child:
        process = await _started(module, arguments, environment)
        return cls(module, arguments, environment, process)

    async def restart(self) -> None:
        """Another one in its place, which knows nothing of what this one knew."""
        old, self.process = (
            self.process,
            await _started(self.module, self.arguments, self.environment),
        )
        await _ended(old)

    async def watch(self) -> None:
        """Raises `ChildDiedError` when it ends; cancelled when we end it."""
        while True:
            process = self.process
            code = await process.wait()
            if process is self.process:
                raise ChildDiedError(f"{self.module} ended by itself with exit code {code}")

    async def stop(self) -> None:
        await _ended(self.process)


async def _started(
    module: str, arguments: Sequence[str], environment: Mapping[str, str]
) -> Process:
    """In a session of its own, so that Ctrl-C reaches it through us, in order."""
    inherited = os.environ  # noqa: TID251 -- PATH and the like are the machine's
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *arguments,
        env={**inherited, **environment},
        stdin=DEVNULL,
        stdout=DEVNULL,
        start_new_session=True,
    )


async def _ended(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
