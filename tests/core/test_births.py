"""When pools without labels began to bill: the oldest that anybody knows, never "now" (rule 5)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.core.decide import decide
from shared.core.seen import Observation
from tests.core import given
from tests.core.given import HOUR, MINUTE, T0
from tests.fakes.world import SETTINGS

BY_HAND = given.pool(labels=None)
NODE = given.node(pool="", token=None, created=T0)
NOW = T0 + 3 * HOUR
SERVER = given.leftover("server", id="srv-n0", created=T0 - MINUTE)


def looked(**changes: object) -> Observation:
    usual = {
        "pools": (BY_HAND,),
        "cluster": given.cluster((NODE,)),
        "memory": given.memory(session=""),
    }
    return given.seen(**(usual | changes))


def with_servers(*servers: object) -> object:
    return replace(given.NOTHING_LEFT, servers=servers)  # type: ignore[arg-type]  # Leftovers


def born(seen: Observation) -> object:
    session = decide(None, seen, NOW, SETTINGS).session
    assert session is not None
    assert session.end == session.started + 6 * HOUR
    return session.started


def test_it_is_when_nova_made_its_server() -> None:
    assert born(looked(leftovers=with_servers(SERVER))) == T0 - MINUTE


def test_it_is_when_nova_made_a_server_that_never_joined() -> None:
    alone = with_servers(replace(SERVER, id="srv-of-no-node"))
    assert born(looked(leftovers=alone, cluster=given.cluster(()))) == T0 - MINUTE


def test_it_is_when_its_node_was_made_where_nova_cannot_be_asked() -> None:
    blind = replace(given.NOTHING_LEFT, servers=given.GONE)
    assert born(looked(leftovers=blind)) == T0


def test_it_is_the_first_sighting_where_neither_can_be_asked() -> None:
    memory = given.memory(session="", metered=(given.metered("pool/101", since=T0 + HOUR),))
    blind = replace(given.NOTHING_LEFT, servers=given.GONE)
    assert born(looked(leftovers=blind, cluster=given.GONE, memory=memory)) == T0 + HOUR


@pytest.mark.parametrize("whose", ["somebody else's", "of another pool's node", "of nobody known"])
def test_other_peoples_servers_make_it_no_older(whose: str) -> None:
    theirs = given.pool(106, "team-b", labels=None)
    node = given.node("theirs", pool="", token=None, flavor="other-flavor")
    server = replace(SERVER, id="srv-theirs", ours=whose != "somebody else's")
    if whose == "of nobody known":
        server = replace(server, id="srv-of-no-node")
    seen = looked(
        pools=(BY_HAND, theirs),
        cluster=given.cluster((NODE, node)),
        leftovers=with_servers(server),
    )
    assert born(seen) == T0


def test_a_label_says_it_better() -> None:
    assert born(looked(pools=(given.pool(),), leftovers=with_servers(SERVER))) == T0
