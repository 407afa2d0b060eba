"""The port Leftovers on openstacksdk: four complete lists, and deletions by known id.

What is not proven ours is shown as foreign and never deleted (G8): the proof is taken
again from the thing itself before its deletion, however late that comes.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from shared.adapters.openstack.kinds import KINDS, Kind
from shared.adapters.openstack.login import Cloud
from shared.adapters.openstack.ownership import Owner
from shared.adapters.openstack.refusals import GoneError, asking
from shared.core.actions import DeleteLeftover
from shared.core.seen import Leftover
from shared.errors import PermanentError, RateLimitedError, TemporaryError

PAUSE_SECONDS = 0.25  # before a read that was lost is asked a second and last time


class OpenStackLeftovers:
    """`kind` is one of server, load_balancer, floating_ip, volume; another is a PermanentError."""

    def __init__(
        self, cloud: Cloud, owner: Owner, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._cloud = cloud
        self._owner = owner
        self._sleep = sleep

    def list(self, kind: str) -> tuple[Leftover, ...]:
        """All pages, other people's things included, each once."""
        asked = _kind(kind)
        try:
            return self._list(asked)
        except RateLimitedError:
            raise
        except TemporaryError:
            self._sleep(PAUSE_SECONDS)
            return self._list(asked)

    def delete(self, action: DeleteLeftover) -> None:
        """Ask for it and return at once. What is gone, or going, is fine.

        Raises PermanentError where the thing is not proven ours, ConflictError where it
        changes just now: the next look asks again.
        """
        kind = _kind(action.kind)
        where = f"{kind.service} {action.id}"
        try:
            with asking("GET", where):
                seen = kind.one(self._cloud.connection, self._owner, action.id)
            if not seen.ours:
                raise PermanentError(f"{where}: {seen.name} is not proven ours: it stays")
            with asking("DELETE", where):
                kind.delete(self._cloud.connection, action.id)
        except GoneError:
            return

    def _list(self, kind: Kind) -> tuple[Leftover, ...]:
        with asking("GET", kind.service):
            shown = tuple(kind.every(self._cloud.connection, self._owner))
        if len({one.id for one in shown}) != len(shown):
            raise TemporaryError(f"{kind.service}: the list moved while it was read")
        return shown


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise PermanentError(f"no such kind of leftover: {name}; there are {', '.join(KINDS)}")
    return KINDS[name]
