"""Rule 4: each effect times out before the lock does, whatever the other side does.

One row an effect: the requests that it may send, each as slow as it may be. That it sends no
more is shown below, by counting them where every read fails that may be asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared.adapters.infomaniak import InfomaniakPools, KaasApi, KaasCluster
from shared.adapters.infomaniak import api as kaas
from shared.adapters.infomaniak.pace import LONGEST
from shared.adapters.openstack.limits import Limited, limited
from shared.adapters.openstack.login import TIMEOUTS
from shared.adapters.s3.connect import Connection, connect
from shared.commit import EFFECT_WITHIN, LOCK_LASTS
from shared.core.actions import CreatePool
from shared.core.seen import Ownership
from shared.core.session import NodeCount, PoolWish
from shared.errors import PortError
from shared.http import Timeouts
from tests.adapters.server import Heard, Reply, Server, serving
from tests.core.given import T0

SECOND = timedelta(seconds=1)


def one(timeouts: Timeouts) -> timedelta:
    return timedelta(seconds=timeouts.connect_seconds + timeouts.read_seconds)


PLAIN, CLOUD = one(Timeouts()), one(TIMEOUTS)
KAAS = PLAIN + LONGEST  # kept waiting by our own pace, then by the platform


def s3() -> timedelta:
    where = Connection(endpoint="http://127.0.0.1:1", access_key="", secret_key="")
    config: Any = connect(where).meta.config
    assert config.retries["total_max_attempts"] == 1
    return timedelta(seconds=config.connect_timeout + config.read_timeout)


EFFECTS = {
    "create a pool": max(KAAS, kaas.TASK_PATIENCE + kaas.TASK_PAUSE + KAAS),
    "delete a pool: DELETE, and a look where it is refused": 2 * KAAS,
    "write to Kubernetes": PLAIN,
    "write to Kubernetes with a kubeconfig that has just ended": PLAIN + KAAS + PLAIN,
    "delete a load balancer: token, proof, state, DELETE": 4 * CLOUD,
    "detach an address: token, proof, PUT": 3 * CLOUD,
    "put a body, a receipt, the memory": s3(),
    "tell": PLAIN,
}


@pytest.mark.parametrize("effect", EFFECTS)
def test_an_effect_is_over_before_the_lock_is(effect: str) -> None:
    assert EFFECTS[effect] <= EFFECT_WITHIN < LOCK_LASTS


def test_openstack_s_requests_wait_no_longer_than_that_whatever_is_asked_for() -> None:
    with limited(TIMEOUTS) as session:
        for url in ("http://a", "https://a"):
            adapter = session.get_adapter(url)
            assert isinstance(adapter, Limited)
            assert adapter.limits == (TIMEOUTS.connect_seconds, TIMEOUTS.read_seconds)


def failing(heard: Heard) -> Reply:
    """Every write is refused or put off, every read fails in a way that is worth asking again."""
    if heard.method == "GET":
        return Reply(status=503)
    if heard.method == "DELETE":
        error = {"code": "cannot_delete_worker_pool", "description": "not now"}
        return Reply(status=400, body={"result": "error", "error": error})
    return Reply(status=201, body={"result": "delayed", "data": "0a1b"})


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(failing) as made:
        yield made


@pytest.fixture
def pools(server: Server) -> Iterator[InfomaniakPools]:
    cluster = KaasCluster(public_cloud_id=1, project_id=2, kaas_id=3, host=server.url)
    with KaasApi(token="t", cluster=cluster, sleep=lambda _: None) as api:
        yield InfomaniakPools(api=api)


def test_a_refused_deletion_is_looked_at_once(server: Server, pools: InfomaniakPools) -> None:
    with pytest.raises(PortError, match="cannot_delete_worker_pool"):
        pools.delete("101")
    assert [heard.method for heard in server.heard] == ["DELETE", "GET"]


def test_a_creation_that_is_put_off_is_looked_at_once_where_that_fails(
    server: Server, pools: InfomaniakPools
) -> None:
    wish = PoolWish(name="general", flavor="f", zone="az-1", nodes=NodeCount(1))
    labels = Ownership(lab="lab", session="s", birth=T0, token=1)
    with pytest.raises(PortError):
        pools.create(CreatePool(wish=wish, labels=labels))
    assert [heard.method for heard in server.heard] == ["POST", "GET"]


def test_a_kubeconfig_that_an_effect_waits_for_is_asked_for_once(
    server: Server, pools: InfomaniakPools
) -> None:
    with pytest.raises(PortError):
        pools.kubeconfig(once=True)
    assert len(server.heard) == 1
    with pytest.raises(PortError):
        pools.kubeconfig()
    assert len(server.heard) == 3
