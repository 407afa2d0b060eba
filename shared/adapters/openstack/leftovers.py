"""The port Leftovers on openstacksdk: four complete lists, and deletions by known id.

What is not proven ours is shown as foreign and never deleted (G8): the proof is taken
again from the thing itself before its deletion, however late that comes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from shared.adapters.openstack.kinds import KINDS, Kind
from shared.adapters.openstack.login import Cloud
from shared.adapters.openstack.ownership import Owner
from shared.adapters.openstack.refusals import GoneError, asking
from shared.core.actions import DeleteLeftover, DetachAddress
from shared.core.seen import Leftover, Reach
from shared.errors import PermanentError, RateLimitedError, TemporaryError

PAUSE_SECONDS = 0.25  # before a read that was lost is asked a second and last time


class OpenStackLeftovers:
    """`kind` is one of server, load_balancer, floating_ip, volume, port, network."""

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

    def find(self, kind: str, id_: str) -> Leftover | None:
        asked = _kind(kind)
        try:
            with asking("GET", f"{asked.service} {id_}"):
                return self._judged(asked.one(self._cloud.connection, self._owner, id_))
        except GoneError:
            return None

    def reach(self) -> Reach:
        with asking("GET", "Keystone"):
            return self._cloud.reach()

    def delete(self, action: DeleteLeftover) -> None:
        """Ask for it and return at once. What is gone, or going, is fine.

        Raises PermanentError where the thing is not proven ours, ConflictError where it
        changes just now: the next look asks again.
        """
        kind = _kind(action.kind)
        if self._proven(kind, action.id) is None:
            return
        with suppress(GoneError), asking("DELETE", f"{kind.service} {action.id}"):
            kind.delete(self._cloud.connection, action.id)

    def detach(self, action: DetachAddress) -> None:
        """Raises PermanentError where the address is not proven ours."""
        seen = self._proven(KINDS["floating_ip"], action.id)
        if seen is None or not seen.attached:
            return
        with suppress(GoneError), asking("PUT", f"Neutron {action.id}"):
            self._cloud.connection.network.update_ip(action.id, port_id=None)

    def _proven(self, kind: Kind, id_: str) -> Leftover | None:
        """The thing itself, ours; None where it is gone."""
        where = f"{kind.service} {id_}"
        try:
            with asking("GET", where):
                seen = self._judged(kind.one(self._cloud.connection, self._owner, id_))
        except GoneError:
            return None
        if not seen.ours:
            raise PermanentError(f"{where}: {seen.name} is not proven ours: it stays")
        return seen

    def _list(self, kind: Kind) -> tuple[Leftover, ...]:
        with asking("GET", kind.service):
            shown = tuple(kind.every(self._cloud.connection, self._owner))
            project = self._cloud.reach().project
        told = {one.project for one in shown if one.project}
        if told and project not in told:
            raise TemporaryError(f"{kind.service}: answered for project {min(told)}, not {project}")
        if len({one.id for one in shown}) != len(shown):
            raise TemporaryError(f"{kind.service}: the list moved while it was read")
        return tuple(map(self._judged, shown))

    def _judged(self, one: Leftover) -> Leftover:
        """What is told to be of another project is not the lab's, whatever it is called (G8)."""
        if one.project in ("", self._cloud.reach().project):
            return one
        return replace(one, ours=False)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise PermanentError(f"no such kind of leftover: {name}; there are {', '.join(KINDS)}")
    return KINDS[name]
