"""No session is known, be it that there was none or that its state was lost: what is said then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.core import kube
from shared.core.actions import Message
from shared.core.decide import decide, phase_of
from shared.core.memory import Memory
from shared.core.seen import Json, Observation
from shared.core.session import Phase
from tests.core import given
from tests.core.given import T0
from tests.fakes.world import SETTINGS


def looked(**changes: object) -> Observation:
    return given.empty(**({"memory": Memory()} | changes))


def test_where_all_is_seen_and_nothing_there_it_is_off() -> None:
    decision = decide(None, looked(), T0, SETTINGS)
    assert phase_of(decision) is Phase.STOPPED
    assert decision.reason == "off: no session, and no pool of the lab"


@pytest.mark.parametrize("source", ["load_balancers", "floating_ips"])
def test_what_cannot_be_asked_is_not_off(source: str) -> None:
    left = replace(given.NOTHING_LEFT, **{source: given.GONE})
    decision = decide(None, looked(leftovers=left), T0, SETTINGS)
    assert not decision.settled
    assert decision.reason == (
        f"no session, and no pool of the lab; could not ask {source}: no answer"
    )


def test_a_service_that_holds_a_load_balancer_that_nobody_shows_is_a_leak() -> None:
    """The state was lost, and the credential is of another project: the cluster knows better."""
    held: Json = given.workload(
        "Service", "web", {"type": "LoadBalancer"}, finalizers=[kube.CLEANUP]
    )
    cluster = given.cluster((), objects={"services": (held,)})
    decision = decide(None, looked(cluster=cluster), T0, SETTINGS)
    assert not decision.settled
    (said,) = (a for a in decision.actions if isinstance(a, Message))
    assert said.cause == "leak:the load balancer of Service shop/web"
    shown = replace(given.NOTHING_LEFT, load_balancers=(given.leftover("load_balancer"),))
    seen = decide(None, looked(cluster=cluster, leftovers=shown), T0, SETTINGS)
    (told,) = (a for a in seen.actions if isinstance(a, Message))
    assert told.cause == "leak:load_balancer a load_balancer"
