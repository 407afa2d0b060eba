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
    process: Process

    @classmethod
    async def start(
        cls, module: str, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> Child:
        """In a session of its own, so that Ctrl-C reaches it through us, in order."""
        inherited = os.environ  # noqa: TID251 -- PATH and the like are the machine's
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            *arguments,
            env={**inherited, **environment},
            stdin=DEVNULL,
            stdout=DEVNULL,
            start_new_session=True,
        )
        return cls(module, process)

    async def watch(self) -> None:
        """Raises `ChildDiedError` when it ends; cancelled when we end it."""
        code = await self.process.wait()
        raise ChildDiedError(f"{self.module} ended by itself with exit code {code}")

    async def stop(self) -> None:
        if self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()
