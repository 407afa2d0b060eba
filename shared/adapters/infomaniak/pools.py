"""The port NodePools on Infomaniak's KaaS. A list by id, never a dictionary by name (rule 1).

A pool of 0 nodes cannot be sent: sizes are `NodeCount` (P1.5), and min = max, which
also keeps the provider's autoscaling off (P1.6). Its id is known only from the
answer; where that is lost, or says "delayed" for too long, the creation is
unanswered, and the next complete list shows what became of it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from shared.adapters.infomaniak import labels
from shared.adapters.infomaniak.api import PER_PAGE, KaasApi
from shared.adapters.infomaniak.reading import read
from shared.adapters.infomaniak.refusals import NotDeletableError
from shared.core.actions import CreatePool
from shared.core.seen import NodePool, PoolStatus
from shared.core.suffix import suffixed
from shared.errors import (
    ConfigError,
    ConflictError,
    CorruptError,
    LastPoolError,
    PermanentError,
    PortError,
    UnansweredError,
)
from shared.kubeconfig import parse
from shared.ports import Endpoint

_POOLS = "/instance_pools"


class InfomaniakPools:
    def __init__(self, *, api: KaasApi) -> None:
        self._api = api

    def list(self) -> tuple[NodePool, ...]:
        return tuple(self._seen(entry) for entry in self._api.pages(_POOLS, key="instance_pool_id"))

    def find(self, pool_id: str) -> NodePool | None:
        answer = self._api.one(f"{_POOLS}/{pool_id}")
        return None if answer is None else self._seen(answer.entry(_POOLS))

    def create(self, action: CreatePool) -> str:
        begun = time.monotonic()
        answer = self._api.ask("POST", _POOLS, self._wanted(action))
        number = self._api.settled(answer, _POOLS, begun).number
        if not number:
            raise UnansweredError(f"the pool {action.wish.name} was accepted, its id not told yet")
        return number

    def delete(self, pool_id: str) -> None:
        try:
            answer = self._api.drop(f"{_POOLS}/{pool_id}")
        except (ConflictError, PermanentError) as error:
            standing = self._standing()
            if standing.get(pool_id) is PoolStatus.DELETING:
                return  # asked for already: a repeated DELETE is refused and harmless
            alone = {id_ for id_, now in standing.items() if now is not PoolStatus.DELETING}
            if isinstance(error, NotDeletableError) and alone == {pool_id}:
                raise LastPoolError(str(error)) from error
            raise
        if answer is not None and answer.data is False:
            raise PermanentError(f"the platform did not accept to delete pool {pool_id}")

    def endpoint(self) -> Endpoint:
        """Asked anew each time: the provider's word is only worth its moment."""
        try:
            return parse(self.kubeconfig()).endpoint
        except ConfigError as error:
            raise CorruptError(f"the provider's answer is no kubeconfig: {error}") from error

    def kubeconfig(self, *, once: bool = False) -> str:
        """The YAML text, with its secrets: for bootstrap, never for a log.

        `once` where another call waits for it: it is not asked for again.
        """
        asked = self._api.glance if once else partial(self._api.ask, "GET")
        text = asked("/kube_config").data
        if not isinstance(text, str):
            raise CorruptError("GET /kube_config: answered something else than a text")
        return text

    def _standing(self) -> dict[str, PoolStatus]:
        """Of one look, part of an effect: nothing where it fails, for the refusal says more.

        Anybody's: nothing else tells the last pool of a cluster. A page that is not the last
        shows that there are more.
        """
        try:
            envelope = self._api.glance(f"{_POOLS}?page=1&per_page={PER_PAGE}")
            entries = envelope.entries(_POOLS)
            pools = tuple(self._seen(entry) for entry in entries)
        except PortError:
            return {}
        whole = envelope.is_last(1, got=len(entries), asked=PER_PAGE)
        found = {pool.id: pool.status for pool in pools}
        return found if whole else {**found, "more": PoolStatus.UNKNOWN}

    def _wanted(self, action: CreatePool) -> dict[str, Any]:
        wish, name = action.wish, action.wish.name
        if action.suffixed:
            name = suffixed(name, action.labels)
        if len(name) > labels.NAME_LIMIT:
            raise ConfigError(f"pool name {name!r}: {labels.NAME_LIMIT} characters at most")
        return {
            "name": name,
            "flavor": wish.flavor,
            "availability_zone": wish.zone,
            "minimum_instances": int(wish.nodes),
            "maximum_instances": int(wish.nodes),
            "labels": labels.written(action.labels, wish.name),
        }

    def _seen(self, entry: Mapping[str, Any]) -> NodePool:
        try:
            return read(entry)
        except (KeyError, TypeError, ValueError) as error:
            raise CorruptError(f"a pool in the list cannot be read: {error!r}") from error
