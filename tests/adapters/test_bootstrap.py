"""The composition root asks nobody anything: a platform that is down is the call's to hear of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.bootstrap import Deployment
from shared.commit import LeaseAlone, MirroredHeads
from shared.errors import TemporaryError, UnprovenError
from shared.kubeconfig import Access
from tests.config.deployment import ENVIRON, lab_file, load
from tests.contract.stores import BUCKET, Swift, swift
from tests.fakes.ports import FakeClock
from tests.fakes.world import T0

NOWHERE = "http://127.0.0.1:9"  # the port of "discard": nobody listens
ASKED = {k: v for k, v in ENVIRON.items() if k not in ("KUBECONFIG", "VEILLEUR_CLOCK_URL")} | {
    "INFOMANIAK_HOST": NOWHERE
}


def test_a_lab_is_built_although_the_provider_gives_no_kubeconfig() -> None:
    """Else the pools could not even be deleted at the limit (rule 5)."""
    lab = Deployment(load(environ=ASKED)).lab
    with pytest.raises(TemporaryError, match=r"127\.0\.0\.1"):
        lab.cluster.endpoint()


def test_no_secret_of_a_kubeconfig_is_shown() -> None:
    access = Access(server="https://lab", key_pem="PRIVATE", token="SECRET")
    assert "PRIVATE" not in repr(access)
    assert "SECRET" not in repr(access)


def test_the_lease_keeps_the_head_unless_lab_yaml_says_otherwise() -> None:
    assert isinstance(Deployment(load(environ=ASKED)).lab.heads, LeaseAlone)
    file = lab_file()
    file["labs"]["lab"]["commit"] = "store"
    assert isinstance(Deployment(load(lab=file, environ=ASKED)).lab.heads, MirroredHeads)


def test_a_store_that_is_told_to_keep_the_head_must_prove_itself() -> None:
    """The stand-in's is Swift's kind: what lab.yaml says is not enough."""
    file = lab_file()
    file["labs"]["lab"]["commit"] = "store"
    with swift() as store:
        lab = Deployment(load(lab=file, environ=ASKED | keys_of(store))).lab
        with pytest.raises(UnprovenError, match="If-Match is none") as caught:
            lab.heads.read()
    assert "commit: lease" in caught.value.advice


def test_a_process_that_lives_long_tries_the_store_again_each_day() -> None:
    """A store may be replaced behind its address."""
    with swift() as store:
        clients = Deployment(load(environ=ASKED | keys_of(store))).clients
        tried = []
        for hours in (0, 23, 25):
            clients.clock = FakeClock(T0 + timedelta(hours=hours))
            tried.append(clients.abilities().tried)
    assert tried == [T0, T0, T0 + timedelta(hours=25)]


def keys_of(store: Swift) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": store.where.endpoint,
        "AWS_ACCESS_KEY_ID": store.where.access_key,
        "AWS_SECRET_ACCESS_KEY": store.where.secret_key,
        "VEILLEUR_STATE_BUCKET": BUCKET,
    }
