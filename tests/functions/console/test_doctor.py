"""`veilleur doctor`: what was found, what it means, how to mend it; and nothing is changed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.console.doctor.checks import look_at
from functions.console.doctor.examine import examine
from functions.console.doctor.finding import Finding, Verdict
from shared.config.connections import Configured
from shared.errors import DeniedError, TemporaryError
from shared.ports import Endpoint
from shared.usecases import service
from shared.usecases.lab import Lab
from tests.config.deployment import ENVIRON, load, price_file
from tests.fakes.world import FakeWorld
from tests.usecases.story import start


def findings(lab: Lab | None = None, configured: Configured | None = None) -> dict[str, Finding]:
    """By subject. Sound, where nothing else is given."""
    whole = lab or FakeWorld().lab()
    looked = look_at(configured or load(), whole, lambda: whole)
    return {finding.subject: finding for finding in looked}


def broken(port: str, method: str, error: Exception) -> Lab:
    """A lab, one of whose ports fails one call."""
    lab = FakeWorld().lab()

    class Broken:
        def __getattr__(self, name: str) -> Callable[..., object]:
            if name == method:
                return self._fail
            found: Callable[..., object] = getattr(getattr(lab, port), name)
            return found

        def _fail(self, *_: object, **__: object) -> object:
            raise error

    instead: dict[str, Any] = {port: Broken()}
    return replace(lab, **instead)


def test_a_sound_deployment_has_nothing_wrong() -> None:
    found = findings()
    assert [f.subject for f in found.values() if f.verdict is Verdict.WRONG] == []
    assert found["infomaniak"].found == "the cluster answers, with 0 pool(s)"
    assert found["openstack"].found == "server: 0, load_balancer: 0, floating_ip: 0, volume: 0"
    assert found["bucket"].verdict is Verdict.FINE


def test_a_watchdog_that_never_ticked_or_ticks_no_more_is_worth_a_look() -> None:
    world = FakeWorld()
    assert findings(world.lab())["watchdog"].verdict is Verdict.LOOK
    service.tick(world.lab())
    assert findings(world.lab())["watchdog"].verdict is Verdict.FINE
    world.step(timedelta(hours=1))
    assert findings(world.lab())["watchdog"].verdict is Verdict.LOOK


def test_it_leaves_the_bucket_and_the_platform_as_they_were() -> None:
    world = FakeWorld()
    lab = world.lab()
    findings(lab)
    assert lab.bodies.get("labs/lab/doctor.json") is None
    assert (lab.pools.list(), lab.heads.read()) == ((), None)


@pytest.mark.parametrize(
    ("port", "method", "subject"),
    [
        ("pools", "list", "infomaniak"),
        ("leftovers", "list", "openstack"),
        ("cluster", "uid", "kubernetes"),
        ("heads", "read", "lock"),
        ("bodies", "put", "bucket"),
        ("bodies", "get", "session"),
    ],
)
def test_what_does_not_work_is_told_with_its_meaning_and_its_mend(
    port: str, method: str, subject: str
) -> None:
    found = findings(broken(port, method, DeniedError("403 for this key")))
    assert found[subject].verdict is Verdict.WRONG
    assert found[subject].found == "403 for this key"
    assert "lack a right" in found[subject].means
    assert found[subject].mend


def test_what_did_not_answer_now_may_answer_later() -> None:
    found = findings(broken("pools", "list", TemporaryError("no answer")))
    assert "trying again may help" in found["infomaniak"].means


def test_another_cluster_s_kubeconfig_is_found_before_anything_is_written_to_it() -> None:
    world = FakeWorld()

    world.cluster.at = Endpoint(server="https://elsewhere:6443", ca_pem="another")
    found = findings(world.lab())
    assert "leads to https://elsewhere:6443" in found["kubernetes"].found
    assert "unset KUBECONFIG" in found["kubernetes"].mend


def test_a_cluster_that_was_rebuilt_is_found() -> None:
    world = FakeWorld()
    start(world)
    world.kube.rebuild("uid-new")
    found = findings(world.lab())["kubernetes"]
    assert "bound to the cluster uid-kube-system, and the one there now is uid-new" in found.found
    assert "name it: cluster uid-new" in found.mend


def test_without_openstack_no_off_can_be_proven() -> None:
    environ = {name: value for name, value in ENVIRON.items() if not name.startswith("OS_")}
    found = findings(configured=load(environ=environ))
    assert "no OFF can be proven" in found["openstack"].means


def test_a_flavor_without_a_price_is_named() -> None:
    unpriced = price_file()
    del unpriced["prices"]["a1-ram2-disk20-perf1"]
    found = findings(configured=load(prices=unpriced))
    assert "a1-ram2-disk20-perf1" in found["prices"].found


def examined(environ: Mapping[str, str], *, as_json: bool) -> tuple[int, str]:
    out = io.StringIO()
    return examine(environ, out, as_json=as_json), out.getvalue()


def test_a_wrong_configuration_is_2_and_lists_every_fault() -> None:
    code, out = examined({"VEILLEUR_CONFIG": "lab.yaml"}, as_json=False)
    assert code == 2
    for name in ("INFOMANIAK_TOKEN", "VEILLEUR_KAAS_ID", "AWS_ACCESS_KEY_ID"):
        assert f"WRONG configuration: environment: {name}" in out
    assert out.count("\n      mend ") == out.count("WRONG")


def test_as_json_every_finding_is_data() -> None:
    _, out = examined({"VEILLEUR_CONFIG": "lab.yaml"}, as_json=True)
    first = json.loads(out)["findings"][0]
    assert set(first) == {"subject", "verdict", "found", "means", "mend"}
    assert first["verdict"] == "wrong"
