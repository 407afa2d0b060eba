"""What conditional writes are worth, found out by racing: a refusal proves little (P4.2)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from shared.adapters.s3.abilities import Conditional
from shared.errors import ConflictError, PermanentError

RACERS, ROUNDS = 8, 3
Attempt = Callable[[], object]


def won(attempt: Attempt) -> bool:
    """Whether it wrote; False where its condition did not hold. Raises all else."""
    try:
        attempt()
    except ConflictError:
        return False
    return True


def worth(doomed: Attempt, rounds: Callable[[int], Attempt]) -> Conditional:
    """`doomed` must lose its condition; `rounds(n)` makes the attempt that all racers share."""
    try:
        if won(doomed):
            return Conditional.NONE
        exact = all(_winners(rounds(number)) == 1 for number in range(ROUNDS))
    except PermanentError:
        return Conditional.NONE
    return Conditional.PROVEN if exact else Conditional.ADVISORY


def counted(read: Callable[[], tuple[int, str]], write: Callable[[int, str], object]) -> bool:
    """All racers read a number and write the next one, under what they read: none may be lost.

    It begins at 0 and no try is made twice, so it ends at the number of those that won.
    """

    def one_more() -> object:
        number, version = read()
        return write(number + 1, version)

    return sum(_winners(one_more) for _ in range(ROUNDS)) == read()[0]


def _winners(attempt: Attempt) -> int:
    start = Barrier(RACERS)

    def run(_: int) -> bool:
        start.wait()
        return won(attempt)

    with ThreadPoolExecutor(RACERS) as pool:
        return sum(pool.map(run, range(RACERS)))
