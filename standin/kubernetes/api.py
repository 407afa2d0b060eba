"""The Kubernetes API of the stand-in, whole: what the process that serves it needs to know."""

from __future__ import annotations

import base64
import json
import random
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import web

from standin.clock import Clock, Mode
from standin.faults import Faults
from standin.journal import Journal
from standin.kubernetes.access import Doorman
from standin.kubernetes.authority import Authority
from standin.kubernetes.bootstrap import found_cluster
from standin.kubernetes.call import User
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import ApiError
from standin.kubernetes.journaling import Log
from standin.kubernetes.registry import Registry
from standin.kubernetes.rules.definitions import COLLECTION, serve
from standin.kubernetes.server import SECRET, Server
from standin.kubernetes.shapes import encode
from standin.kubernetes.store import Store
from standin.kubernetes.tokens import Tokens
from standin.kubernetes.verbs import Verbs
from standin.middleware import Late, Switchboard

ADMIN = User("kubernetes-admin", ("system:masters",))
"""The customer's kubeconfig, as the KaaS hands it out."""
CONTROLLERS = User("system:kube-controller-manager", ("system:masters",))
WORKERS = User("system:workers", ("system:masters",))
YEAR = timedelta(days=365)


class KubernetesApi:
    """`application` and `tls_context` serve it; `kubeconfig` lets people and programs in.

    `data` is a folder that keeps the objects and the certificate authority over a restart;
    `kaas_id` names the cluster in the journal.
    """

    def __init__(  # noqa: PLR0913 -- what it shares with the other servers, and what is its own
        self,
        *,
        clock: Clock,
        faults: Faults,
        journal: Journal,
        late: Late | None = None,
        data: Path | None = None,
        seed: int = 1,
        kaas_id: int | None = None,
    ) -> None:
        if data is not None:
            data.mkdir(parents=True, exist_ok=True)
        self._authority = Authority(data)
        self.cluster = _cluster(clock.now, data, seed)
        tokens = Tokens(self.cluster, self._authority.signing_key())
        self._doorman = Doorman(service_account=tokens.user)
        minds_no_more = self._doorman.mind(faults, ADMIN.name)
        self.late = late or Late()
        board = Switchboard(clock, faults, journal, self.late)
        wire = board.wire(
            "kubernetes", _shape, secret=SECRET, picture=self._picture, cluster=kaas_id
        )
        self._ends = [minds_no_more, *([wire.pasts.close] if wire.pasts is not None else [])]
        self.verbs = Verbs(self.cluster, tokens)
        self.application = Server(verbs=self.verbs, doorman=self._doorman, wire=wire).application()
        self.tls_context: ssl.SSLContext = self._authority.tls()

    def _picture(self) -> web.Application:
        """The same API over the objects as they are now, which nobody changes any more."""
        cluster = replace(self.cluster, store=self.cluster.store.picture())
        clock = Clock(Mode.STEPPED, self.cluster.now())
        wire = Switchboard(clock, Faults(), Journal(clock)).wire("kubernetes", _shape)
        verbs = Verbs(cluster, self.verbs.tokens)
        return Server(verbs=verbs, doorman=self._doorman, wire=wire).application()

    @property
    def ca_pem(self) -> str:
        return self._authority.pem

    def kubeconfig(self, user: User, server_url: str, *, lasts: timedelta = YEAR) -> str:
        """JSON, which is YAML too, with a client certificate good for `lasts` of wall time."""
        pair = self._authority.client(user, lasts)
        self._doorman.gave_certificate(user.name, pair.serial)
        credential = {
            "client-certificate-data": _base64(pair.certificate),
            "client-key-data": _base64(pair.key),
        }
        return self._config(user, server_url, credential)

    def token_kubeconfig(self, user: User, server_url: str) -> str:
        return self._config(user, server_url, {"token": self.token(user)})

    def token(self, user: User) -> str:
        """A bearer token for `user`, good until it is revoked or the process ends."""
        return self._doorman.give_token(user)

    def revoke(self, user: User) -> None:
        """401 from now on for what this process gave `user` so far, not for what it gives later."""
        self._doorman.revoke(user.name)

    def close(self) -> None:
        """The cluster is gone: its API keeps no pictures any more."""
        for end in self._ends:
            end()

    def forget_history(self) -> None:
        """Compacts: watches from the past and pages under way get 410."""
        self.cluster.store.forget()
        self.verbs.snapshots.forget()

    def _config(self, user: User, server_url: str, credential: dict[str, str]) -> str:
        place = {"server": server_url, "certificate-authority-data": _base64(self.ca_pem)}
        context = {"cluster": "lab", "user": user.name}
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "lab", "cluster": place}],
            "users": [{"name": user.name, "user": credential}],
            "contexts": [{"name": "lab", "context": context}],
            "current-context": "lab",
        }
        return json.dumps(config, indent=2)


def _cluster(now: Callable[[], datetime], data: Path | None, seed: int) -> Cluster:
    log = Log(data / "objects.jsonl") if data else None
    store = Store(now, log.write if log else None)
    if log:
        log.replay(store)
    registry = Registry()
    began = f"{seed} {store.revision}"  # a restart does not repeat the ids given out before it
    chance = random.Random(began)  # noqa: S311 -- ids that repeat with the seed, not secrets
    cluster = Cluster(store=store, registry=registry, now=now, chance=chance)
    for record in store.all(COLLECTION):
        serve(cluster, record.obj)
    found_cluster(cluster)
    return cluster


def _shape(_: web.Request, status: int, code: str, message: str) -> web.Response:
    """How a fault of the wire looks when it comes from this API."""
    reason = "".join(word.capitalize() for word in code.split("_"))
    body = encode(ApiError(status, reason, message).status())
    return web.Response(body=body, status=status, headers={"Content-Type": "application/json"})


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
