"""`osls invoke local`: Lambda's events through the real handlers, against the stand-in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.platform import TOKEN, standin, step
from tests.real.osls import http_event, install, invoke

pytestmark = pytest.mark.real
WISH = {"profile": "standard", "hours": 4}
ON_LAMBDA = {
    "VEILLEUR_S3_ENDPOINT": "AWS_ENDPOINT_URL",
    "VEILLEUR_S3_ACCESS_KEY": "AWS_ACCESS_KEY_ID",
    "VEILLEUR_S3_SECRET_KEY": "AWS_SECRET_ACCESS_KEY",
}


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """As a deployment has it: the store's keys under the names that Lambda leaves free."""
    install()
    with standin(tmp_path_factory.mktemp("platform")) as found:
        given = {name: found.pop(theirs) for name, theirs in ON_LAMBDA.items()}
        yield {**found, **given}


def test_a_wrong_token_is_401_through_lambda_too(environ: dict[str, str], tmp_path: Path) -> None:
    event = http_event("POST", "/start", "not-the-token", WISH)
    assert invoke("start", event, tmp_path, environ)["statusCode"] == 401


def test_a_start_is_accepted_and_the_schedule_carries_it_on(
    environ: dict[str, str], tmp_path: Path
) -> None:
    start = invoke("start", http_event("POST", "/start", TOKEN, WISH), tmp_path, environ)
    assert (start["statusCode"], start["headers"]["Location"]) == (202, "/status")
    step(environ, 300)
    schedule = {"version": "0", "detail-type": "Scheduled Event", "source": "aws.events"}
    tick = invoke("watchdog", schedule, tmp_path, environ)
    assert tick["statusCode"] == 200
    assert json.loads(tick["body"])["nodes_ready"] == 2
