"""Rule 2 by real processes: other people's cluster, one that was rebuilt, credentials that end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import requests

from examples.demo.clients import Functions
from tests.e2e.town import Town, serving, town

Json = dict[str, Any]
MINUTE = 60.0
OWN_OF_THE_PLATFORM = ("standin", "system:")  # controllers and workers, not callers of ours


def control(lab: Town, method: str, path: str, body: Json | None = None) -> Any:  # noqa: ANN401 -- JSON
    url = lab.stage.environ["STANDIN_CONTROL"] + path
    answer = requests.request(method, url, json=body, timeout=MINUTE)
    answer.raise_for_status()
    return answer.json()


def writes(entries: list[Json]) -> list[str]:
    """What callers, and not the platform itself, tried to change."""
    return [
        f"{e['method']} {e['path']} by {e['agent']}"
        for e in entries
        if e["method"] not in ("GET", "HEAD") and not e["agent"].startswith(OWN_OF_THE_PLATFORM)
    ]


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """For what no other folder's test could live with. The provider's kubeconfig alone is used."""
    with town(tmp_path_factory.mktemp("apart"), also={"KUBECONFIG": ""}) as here:
        yield here


@pytest.fixture
def own(apart: Town) -> Iterator[Town]:
    apart.stage.receiver.messages.clear()
    yield apart
    apart.stage.control.mend()
    if ours(apart):
        apart.sleep()


def up(own: Town, hours: float = 4) -> None:
    """Running long enough for its load balancer to have been seen: no client of ours is asked."""
    assert own.stage.functions.start("minimal", hours, "ana").ok
    own.until("running", timedelta(minutes=15))
    for _ in range(5):
        own.live(MINUTE)


def test_not_one_write_to_other_peoples_cluster_and_one_alarm_that_names_both(
    own: Town, tmp_path: Path
) -> None:
    up(own, hours=2)
    other = control(own, "POST", "/people", {"kind": "cluster", "name": "theirs"})["id"]
    kubeconfigs = control(own, "GET", "/kubeconfigs")
    with serving(own, {"KUBECONFIG": kubeconfigs[str(other)]}, tmp_path) as misled:
        status = misled.status()
        answers = [
            misled.start("standard", 4, "bob"),
            misled.try_tick(),
            misled.extend(1, "ana"),
            misled.stop(),
            misled.try_tick(),
        ]
        assert {a.status_code for a in answers} == {HTTPStatus.BAD_GATEWAY}
        assert "the kubeconfig leads to" in status["why"]
        past_the_end(own, misled)
    assert writes(control(own, "GET", f"/truth/requests?cluster={other}")) == []
    assert own.alarms() == ["wrong-cluster", "money-wins"]
    (said,) = (m["text"] for m in own.stage.receiver.messages if m["cause"] == "wrong-cluster")
    for kaas_id in (str(other), own.stage.environ["VEILLEUR_KAAS_ID"]):
        assert server(kubeconfigs[kaas_id]) in said


def past_the_end(own: Town, misled: Functions) -> None:
    """Nobody but the misled ticks: money wins all the same, and by them."""
    for _ in range(150):
        own.stage.control.step(MINUTE)
        misled.try_tick()
        if not ours(own):
            return
    raise AssertionError(f"past the limit there still is {ours(own)}")


def ours(own: Town) -> list[str]:
    return [p["name"] for p in own.stage.control.truth()["pools"] if p["owner"] == "lab"]


def server(kubeconfig: str) -> str:
    address: str = json.loads(kubeconfig)["clusters"][0]["cluster"]["server"]
    return address


def test_a_provider_that_hands_out_another_clusters_kubeconfig_misleads_nobody(
    own: Town, tmp_path: Path
) -> None:
    """Address and authority are then the provider's own word: only the UID tells."""
    up(own)
    other = control(own, "POST", "/people", {"kind": "cluster", "name": "others"})["id"]
    own.stage.control.break_it("kubeconfig_of_another")
    with serving(own, {"KUBECONFIG": ""}, tmp_path) as misled:
        assert misled.start("standard", 4, "bob").status_code == HTTPStatus.CONFLICT
        assert misled.try_tick().status_code == HTTPStatus.CONFLICT
        assert misled.stop().status_code == HTTPStatus.CONFLICT
        own.stage.control.mend()
        assert misled.tick()["phase"] == "running"  # by the same process: it logs in anew
    assert writes(control(own, "GET", f"/truth/requests?cluster={other}")) == []
    assert own.alarms() == ["cluster-rebuilt"]


def test_a_session_goes_on_where_its_credentials_end_or_are_revoked(
    own: Town, tmp_path: Path
) -> None:
    """A kubeconfig that an operator gave is replaced as well as one of the provider's."""
    up(own)
    given = control(own, "GET", "/kubeconfigs")[own.stage.environ["VEILLEUR_KAAS_ID"]]
    with serving(own, {"KUBECONFIG": given}, tmp_path) as led:
        for faults in (("kubeconfig_revoked",), ("certificates_ended", "kubeconfig_revoked")):
            assert led.tick()["phase"] == "running"
            for fault in faults:
                own.stage.control.break_it(fault)
            assert own.live(MINUTE)["phase"] == "running"
            assert led.tick()["phase"] == "running"
    own.sleep()
    assert own.alarms() == []


def test_a_rebuilt_cluster_gets_no_write_until_a_request_names_it(own: Town) -> None:
    up(own)
    own.sleep()
    mark = own.mark()
    own.stage.control.break_it("cluster_rebuilt")
    for _ in range(20):
        own.stage.control.step(MINUTE)
        answer = own.stage.functions.try_tick()
    assert (answer.status_code, answer.json()["title"]) == (409, "The lab's cluster was rebuilt")
    refused = own.stage.functions.start("minimal", 4, "ana")
    assert refused.status_code == HTTPStatus.CONFLICT
    asked = [e for e in mark.requests() if e["api"] == "kubernetes"]
    assert writes(asked) == []
    assert own.stage.functions.status()["phase"] != "stopped"
    assert own.alarms() == ["cluster-rebuilt"]
    uid = refused.json()["advice"].partition("name it: cluster ")[2].partition(";")[0]
    named = {"profile": "minimal", "hours": 4, "cluster": uid}
    started = requests.post(
        f"{own.stage.url}/start",
        json=named,
        headers={"Authorization": f"Bearer {own.stage.environ['VEILLEUR_TOKEN']}"},
        timeout=MINUTE,
    )
    assert started.status_code == HTTPStatus.ACCEPTED
    own.until("running", timedelta(minutes=15))
    restored = [e for e in mark.requests() if e["api"] == "kubernetes" and "/default/" in e["path"]]
    assert writes(restored) == []
