"""The composition root: the only module that knows which adapter serves which port.

Each SDK is imported inside the function that needs it, so that a function which
never asks OpenStack never pays for its import. Clients are made once a process;
a Lab is made for each call, because a lock's holder and its Lease belong to one.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from shared.adapters.clock import HttpClock, SystemClock
from shared.adapters.cluster import KubeApi, KubeCluster, LeaseHeads, logged_in
from shared.adapters.infomaniak import InfomaniakPools, KaasApi, KaasCluster, Pace
from shared.adapters.notify import Language, LogNotifier, WebhookNotifier
from shared.commit import LeaseAlone, MirroredHeads
from shared.config import load_settings
from shared.errors import DeniedError
from shared.kubeconfig import Access, ending
from shared.log import Log
from shared.usecases.archive import Archiver
from shared.usecases.lab import Desk, Lab

if TYPE_CHECKING:
    from shared.adapters.openstack import Cloud
    from shared.adapters.s3 import Abilities, Bucket, S3Bodies, S3Heads, S3Ledger
    from shared.config.connections import Configured
    from shared.core.actions import DeleteLeftover, DetachAddress
    from shared.core.seen import Leftover, Reach
    from shared.ports import Clock, Heads, Leftovers, Notifier

BURST = 20  # calls to the provider at once: several people may tap in the same second (rule 13)


def build_from_environment() -> Deployment:
    """Raises ConfigError with every fault at once."""
    return build(os.environ)


def build(environ: Mapping[str, str]) -> Deployment:
    return Deployment(load_settings(environ))


@dataclass(slots=True)
class Deployment:
    """The clients of one process, each made at its first use."""

    configured: Configured
    _clients: Clients = field(init=False)
    _desk: Desk = field(default_factory=Desk)

    def __post_init__(self) -> None:
        self._clients = Clients(self.configured)

    @property
    def lab(self) -> Lab:
        """For one call: its own name in the lock, its own Lease; the clients are shared."""
        made, settings = self._clients, self.configured.settings
        return Lab(
            settings=settings,
            me=f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}",
            clock=made.clock,
            pools=made.pools,
            cluster=KubeCluster(api=made.kube),
            heads=self._heads(lease := LeaseHeads(api=made.kube, lab=settings.lab)),
            bodies=made.bodies,
            archives=made.archives,
            ledger=made.ledger,
            leftovers=made.leftovers,
            notifier=made.notifier,
            prices=self.configured.prices.at(made.clock.now()),
            budget=self.configured.tick_budget,
            desk=self._desk,
            probe=made.abilities,
            copied=lease.read,
        )

    def _heads(self, lease: LeaseHeads) -> Heads:
        """The Lease, or the store where lab.yaml says so and the store has proven itself."""
        if not self.configured.s3.keeps_head:
            return LeaseAlone(lease)
        return MirroredHeads(store=self._clients.store_heads, lease=lease)

    @property
    def clients(self) -> Clients:
        """For `doctor`, which asks each of them by itself."""
        return self._clients


class Clients:
    """One client each; none is made, and no SDK imported, before it is asked for."""

    def __init__(self, configured: Configured) -> None:
        self._configured = configured
        self._tried: Abilities | None = None
        self.sleep: Callable[[float], None] = time.sleep  # between two attempts of one call

    def prepare(self) -> None:
        """Make what takes long and asks nobody: a server does it before it forks its workers."""
        _ = self.bucket.client
        if self.cloud is not None:
            _ = self.cloud.connection

    @cached_property
    def clock(self) -> Clock:
        url = self._configured.clock_url
        return HttpClock(url=url) if url else SystemClock()

    @cached_property
    def pools(self) -> InfomaniakPools:
        where = self._configured.infomaniak
        cluster = KaasCluster(
            public_cloud_id=where.public_cloud_id,
            project_id=where.project_id,
            kaas_id=where.kaas_id,
            host=where.host,
        )
        api = KaasApi(token=where.token, cluster=cluster, pace=self._pace, sleep=self.sleep)
        return InfomaniakPools(api=api)

    @cached_property
    def _pace(self) -> Pace:
        """On a clock that is stepped, time for a request does not pass by waiting for it."""
        if not self._configured.clock_url:
            return Pace(burst=BURST)
        return Pace(burst=BURST, monotonic=self.clock.monotonic, longest=timedelta())

    @cached_property
    def kube(self) -> KubeApi:
        """By the kubeconfig given, else the provider's; fetched again on 401, and in time."""
        given = self._configured.kubeconfig.path or self._configured.kubeconfig.text
        return KubeApi(
            access=(lambda: logged_in(given)) if given else self._fetched,
            renew=self._fetched,
            ends_soon=lambda access: ending(access, datetime.now(UTC)),
            sleep=self.sleep,
        )

    def _fetched(self) -> Access:
        return logged_in(self.pools.kubeconfig(once=True))

    @cached_property
    def bucket(self) -> Bucket:
        from shared.adapters.s3 import Bucket, Connection

        where = self._configured.s3
        return Bucket(
            where.state_bucket,
            Connection(
                endpoint=where.endpoint,
                region=where.region,
                access_key=where.access_key,
                secret_key=where.secret_key,
                authorities=where.authorities,
            ),
            sleep=self.sleep,
        )

    @cached_property
    def bodies(self) -> S3Bodies:
        from shared.adapters.s3 import S3Bodies

        return S3Bodies(self.bucket)

    def abilities(self) -> Abilities:
        """What the bucket's store can do: kept in the bucket, tried out anew once that is old."""
        from shared.adapters.s3 import GOOD_FOR, abilities_of

        now = self.clock.now()
        if self._tried is None or now - self._tried.tried >= GOOD_FOR:
            lab = self._configured.settings.lab
            self._tried = abilities_of(self.bucket, self.bodies, lab, now)
        return self._tried

    def store_heads(self) -> S3Heads:
        """Raises UnprovenError where the store did not prove its compare-and-swap (rule 3)."""
        from shared.adapters.s3 import S3Heads

        return S3Heads(self.bucket, self._configured.settings.lab, self.abilities())

    @cached_property
    def ledger(self) -> S3Ledger:
        from shared.adapters.s3 import S3Ledger

        return S3Ledger(self.bodies, self._configured.settings.lab)

    @cached_property
    def archives(self) -> Archiver:
        return Archiver(
            cluster=KubeCluster(api=self.kube),
            bodies=self.bodies,
            clock=self.clock,
            lab=self._configured.settings.lab,
            prefix=self._configured.s3.archive_prefix,
        )

    @cached_property
    def cloud(self) -> Cloud | None:
        from shared.adapters.openstack import Cloud, Login

        where = self._configured.openstack
        if where is None:
            return None
        return Cloud(
            Login(
                auth_url=where.auth_url,
                region=where.region,
                credential_id=where.credential_id,
                credential_secret=where.credential_secret,
                lab_project=where.lab_project,
                lab_region=where.lab_region,
            )
        )

    @cached_property
    def leftovers(self) -> Leftovers:
        from shared.adapters.openstack import OpenStackLeftovers, Owner

        if self.cloud is None:
            return NoOpenStack()
        owner = Owner(
            cluster=self._configured.cluster_name,
            server_prefix=f"pck-{self._configured.infomaniak.kaas_id}-",
            nodes=self._server_ids,
        )
        return OpenStackLeftovers(self.cloud, owner, sleep=self.sleep)

    def _server_ids(self) -> tuple[str, ...]:
        """Nova's ids, as the nodes' providerIDs name them."""
        nodes = KubeCluster(api=self.kube).nodes()
        return tuple(node.provider_id.rpartition("/")[2] for node in nodes if node.provider_id)

    @cached_property
    def notifier(self) -> Notifier:
        to, lab = self._configured.notify, self._configured.settings.lab
        language = Language(to.language)
        if not to.webhook_url:
            return LogNotifier(log=Log(), lab=lab, language=language)
        return WebhookNotifier(url=to.webhook_url, lab=lab, language=language)


class NoOpenStack:
    """No credential is configured: every list is unknown, so no OFF can be proven."""

    def list(self, kind: str) -> tuple[Leftover, ...]:
        raise DeniedError(f"no OpenStack credential is configured: cannot look for a {kind}")

    def find(self, kind: str, id_: str) -> Leftover | None:
        raise DeniedError(f"no OpenStack credential is configured: cannot look for {kind} {id_}")

    def reach(self) -> Reach:
        raise DeniedError("no OpenStack credential is configured")

    def delete(self, action: DeleteLeftover) -> None:
        raise DeniedError(f"no OpenStack credential is configured: cannot delete {action.name}")

    def detach(self, action: DetachAddress) -> None:
        raise DeniedError(f"no OpenStack credential is configured: cannot detach {action.name}")
