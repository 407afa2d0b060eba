"""What a person asks of a lab over HTTP, and what the answers and the status say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import jsonschema
import pytest

from examples.demo.processes import ROOT
from tests.e2e.town import Town

SCHEMA = ROOT / "shared" / "schemas" / "session.schema.json"
KEY = "tap-1"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def running(everything: Town) -> Iterator[Town]:
    """Started by ana for 4 hours with an idempotency key, and up."""
    everything.stage.receiver.messages.clear()
    answer = everything.stage.functions.start("standard", 4, "ana", KEY)
    assert answer.status_code == HTTPStatus.ACCEPTED
    everything.until("running", timedelta(minutes=15))
    everything.live(60)
    yield everything
    everything.put_to_bed()


def until_of(status: Json, holder: str) -> datetime:
    (found,) = [h["until"] for h in status["holders"] if h["holder"] == holder]
    return datetime.fromisoformat(found)


def test_a_start_is_accepted_and_says_where_to_look_and_when(lab: Town) -> None:
    before = lab.mark()
    answer = lab.stage.functions.start("minimal", 1, "ana")
    assert answer.status_code == HTTPStatus.ACCEPTED
    assert answer.headers["Location"] == "/status"
    assert int(answer.headers["Retry-After"]) > 0
    told = answer.json()
    assert (told["phase"], told["nodes_ready"], told["nodes_wanted"]) == ("starting", 0, 1)
    assert lab.pools() == [("general", 1)]  # asked for before the answer, not at the next tick
    assert len(before.events("pool_created")) == 1


def test_the_same_key_again_changes_nothing(running: Town) -> None:
    body, before = running.published(), running.mark()
    answer = running.stage.functions.start("standard", 4, "ana", KEY)
    assert answer.ok
    assert answer.json()["changed"] is False
    assert running.published() == body
    assert before.events("pool_created") == []
    assert running.pools() == [("general", 2)]


def test_without_the_key_it_extends_and_creates_nothing_twice(running: Town) -> None:
    before, was = running.mark(), until_of(running.live(), "ana")
    later = running.stage.functions.start("standard", 5, "ana").json()
    assert until_of(later, "ana") == running.now + timedelta(hours=5) > was
    assert later["end"] == later["holders"][0]["until"]
    sooner = running.stage.functions.start("standard", 1, "ana").json()
    assert until_of(sooner, "ana") == until_of(later, "ana")  # the later of the two, never less
    assert before.events("pool_created") == []
    assert running.pools() == [("general", 2)]


def test_the_status_says_all_that_a_person_asks_for(running: Town) -> None:
    running.live()
    status = running.stage.functions.status()
    assert (status["phase"], status["profile"]) == ("running", "standard")
    assert (status["nodes_ready"], status["nodes_wanted"]) == (2, 2)
    assert [h["holder"] for h in status["holders"]] == ["ana"]
    assert datetime.fromisoformat(status["end"]) == until_of(status, "ana")
    assert Decimal(status["chf"]) > 0
    billed = running.stage.control.truth()["billing"]
    now = sum(Decimal(b["chf_per_hour"]) for b in billed if b["kind"] in ("node", "load_balancer"))
    assert Decimal(status["chf_per_hour"]) == now
    assert status["why"].startswith("running on 2 nodes until ")


def test_the_session_is_readable_valid_under_its_schema_and_holds_wishes_only(
    running: Town,
) -> None:
    text = running.published().decode()
    published = json.loads(text)
    jsonschema.validate(published, json.loads(SCHEMA.read_text()))
    assert len(text.splitlines()) > 20
    assert text == json.dumps(published, indent=2, ensure_ascii=False) + "\n"
    assert set(published["session"]) == {
        *("id", "wanted", "since", "started", "profile", "pools", "leases", "end"),
        *("cluster", "why", "keys"),
    }
    assert set(published["session"]["pools"][0]) == {"name", "flavor", "zone", "nodes"}


def test_an_extension_is_measured_from_now(running: Town) -> None:
    answer = running.stage.functions.extend(6, "ana")
    assert answer.ok
    assert until_of(answer.json(), "ana") == running.now + timedelta(hours=6)


def test_what_passes_the_hard_limit_is_refused_and_changes_nothing(running: Town) -> None:
    body = running.published()
    answer = running.stage.functions.extend(12, "ana")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "at the latest" in answer.json()["detail"]
    assert running.published() == body


def test_the_lab_stays_until_the_last_has_given_back_or_ended(lab: Town) -> None:
    lab.run("minimal", 3, "ana")
    lab.stage.functions.start("minimal", 0.5, "ben")
    asked = lab.stage.functions.start("minimal", 0.2, "cleo").json()
    assert [h["holder"] for h in asked["holders"]] == ["ana", "ben", "cleo"]
    assert asked["end"] == until_of(asked, "ana").isoformat().replace("+00:00", "Z")
    given_back = lab.stage.functions.stop("ana").json()
    assert [h["holder"] for h in given_back["holders"]] == ["ben", "cleo"]
    assert datetime.fromisoformat(given_back["end"]) == until_of(given_back, "ben")
    lab.live(13 * 60)
    assert (lab.status["phase"], [h["holder"] for h in lab.status["holders"]]) == (
        "running",
        ["ben"],
    )
    assert lab.live(18 * 60)["phase"] == "stopping"
    lab.until("stopped", timedelta(minutes=25))
    assert lab.alarms() == []


def test_a_person_s_stop_ends_the_lab_for_everybody(lab: Town) -> None:
    lab.stage.functions.start("minimal", 3, "ana")
    lab.stage.functions.start("minimal", 2, "ben")
    stopped = lab.stage.functions.stop().json()
    assert (stopped["phase"], stopped["holders"]) == ("stopping", [])
    lab.until("stopped", timedelta(minutes=25))
