"""60 requests a minute for each token (P1.12), on the platform's clock.

On a stepped clock time does not move during requests: a program that asks more than
60 times within one simulated minute is told so, however slowly the machine runs.
The real scope and headers are unknown: here it is the token, and Retry-After is in seconds.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta

WINDOW = timedelta(seconds=60)
MOST = 60


class Limiter:
    """A sliding window; a refused request does not count."""

    def __init__(self) -> None:
        self._seen: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def wait_seconds(self, token: str, now: datetime, others: int = 0) -> int:
        """0: the request may pass, and counts; else the Retry-After.

        `others` is how many of each minute's requests other people use up.
        """
        seen = self._seen[token]
        while seen and seen[0] <= now - WINDOW:
            seen.popleft()
        left = MOST - others
        if len(seen) < left:
            seen.append(now)
            return 0
        free = seen[-left] + WINDOW if left > 0 else now + WINDOW
        return max(math.ceil((free - now).total_seconds()), 1)
