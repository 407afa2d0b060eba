"""The real stores of one run of the tests: each started by the first test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

from tests.real.servers.store import Store
from tests.real.servers.swift import swift
from tests.real.servers.versitygw import versitygw

SWIFTS = ("real-swift-http", "real-swift-tls")
EXACT = "real-versitygw"  # the one whose compare-and-swap is real
REAL_STORES = (*SWIFTS, EXACT)


class Start(Protocol):
    def __call__(self, home: Path) -> AbstractContextManager[Store]: ...


PROGRAMS: dict[str, Start] = {
    SWIFTS[0]: partial(swift, tls=False),
    SWIFTS[1]: partial(swift, tls=True),
    EXACT: versitygw,
}


class Running:
    """What runs already; `home` is for its files."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        self._home, self._stack = home, stack
        self._stores: dict[str, Store] = {}

    def __call__(self, name: str) -> Store:
        if name not in self._stores:
            home = self._home / name
            home.mkdir()
            self._stores[name] = self._stack.enter_context(PROGRAMS[name](home))
        return self._stores[name]


@contextmanager
def running(home: Path) -> Iterator[Running]:
    with ExitStack() as stack:
        yield Running(home, stack)
