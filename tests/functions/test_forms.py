"""One answer in the form and the language that the caller prefers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from functions._entry.negotiate import Kind, Language, kind_of, language_of
from functions._entry.say import rate, say_status
from shared.core.session import Phase
from shared.core.view import Status
from tests.functions.desk import OFF, RUNNING, STARTING, Desk, Office


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", Kind.JSON),
        ("*/*", Kind.JSON),
        ("image/png", Kind.JSON),
        ("text/plain", Kind.TEXT),
        ("text/plain, */*", Kind.TEXT),
        ("text/*", Kind.TEXT),
        ("application/problem+json, text/plain;q=0.5", Kind.JSON),
        ("application/json;q=0.1, text/plain;q=0.2", Kind.TEXT),
        ("text/plain;q=0, text/html", Kind.HTML),
        ("text/plain;q=rubbish, text/html;q=0.1", Kind.HTML),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Kind.HTML),
    ],
)
def test_the_form_follows_accept(accept: str, kind: Kind) -> None:
    assert kind_of(accept) is kind


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", Language.EN),
        ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7", Language.FR),
        ("en-GB,en;q=0.9,fr;q=0.8", Language.EN),
        ("de, fr;q=0.5", Language.FR),
        ("de", Language.EN),
        ("fr;q=0", Language.EN),
    ],
)
def test_the_language_follows_accept_language(header: str, language: Language) -> None:
    assert language_of(header) is language


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.EN, "The lab is parked, not off: its last node bills CHF 0.03 an hour."),
        (Language.FR, "Le labo est garé, pas éteint : son dernier nœud coûte CHF 0.03 par heure."),
    ],
)
def test_a_parked_lab_is_said_with_its_price_and_never_to_be_off(
    language: Language, said: str
) -> None:
    """Rule 11: it is settled, and yet it bills."""
    parked = replace(
        RUNNING,
        phase=Phase.PARKED,
        chf_per_hour=Decimal("0.03"),
        bills=("pool veilleur-parked: 1 x a1",),
    )
    told = say_status(parked, language)
    assert told.startswith(said)
    assert "veilleur-parked: 1 x a1" in told
    answer = Office(Desk(answers=parked)).call("POST", "/stop")
    assert (answer.status, b'"phase": "parked"' in answer.body) == (200, True)


def test_one_sentence_of_text_in_french(office: Office) -> None:
    answer = office.call("GET", "/status", accept="text/plain", accept_language="fr-CH")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Language"] == "fr"
    assert answer.body.decode() == (
        "Le labo démarre (standard) : 1 nœud(s) sur 2 prêt(s). "
        "CHF 0.01 jusqu'ici, CHF 0.06 par heure, jusqu'à 17:00.\n"
    )


def test_a_page_escapes_what_it_shows_and_allows_no_script_of_its_own() -> None:
    office = Office(Desk(answers=replace(STARTING, profile="<script>")))
    answer = office.call("GET", "/status", accept="text/html")
    assert b"&lt;script&gt;" in answer.body
    assert b"<script>" not in answer.body
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_errors_take_the_same_forms(office: Office) -> None:
    answer = office.call("GET", "/status", token=None, accept="text/plain", accept_language="fr")
    assert answer.status == 401
    assert answer.body.decode().startswith("Qui êtes-vous ?")


def test_no_answer_is_stored_and_caches_know_what_it_depends_on(office: Office) -> None:
    for accept in Kind:
        headers = office.call("GET", "/status", accept=accept.value).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Vary"] == "Accept, Accept-Language"


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (OFF, "The lab is off: nothing is billed."),
        (replace(OFF, proof={}), "The lab is stopped."),
        (
            replace(OFF, bills=("volume data: 50 GB, stays",)),
            "The lab is off. Still billed: volume data: 50 GB, stays.",
        ),
        (
            replace(STARTING, phase=Phase.STOPPING, chf=Decimal("1.015"), bills=("2 nodes",)),
            "The lab is stopping. CHF 1.02 so far. Still billed: 2 nodes.",
        ),
        (
            replace(RUNNING, missing=("load_balancer",)),
            "The lab is running (standard): 2 of 2 nodes ready. "
            "At least CHF 0.01 so far, CHF 0.06 an hour, until 17:00.",
        ),
    ],
)
def test_the_sentence_says_off_only_where_the_proof_is_shown(status: Status, sentence: str) -> None:
    assert say_status(status, Language.EN) == sentence


@pytest.mark.parametrize(
    ("per_hour", "shown"),
    [("0", "CHF 0.00"), ("0.06", "CHF 0.06"), ("0.075", "CHF 0.075"), ("2.5", "CHF 2.50")],
)
def test_an_hourly_price_keeps_the_tenth_of_a_cent_that_it_has(per_hour: str, shown: str) -> None:
    assert rate(Decimal(per_hour)) == shown
