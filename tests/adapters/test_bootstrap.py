"""The composition root asks nobody anything: a platform that is down is the call's to hear of."""

from __future__ import annotations

import pytest

from shared.bootstrap import Deployment
from shared.errors import TemporaryError
from shared.kubeconfig import Access
from tests.config.deployment import ENVIRON, load

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
