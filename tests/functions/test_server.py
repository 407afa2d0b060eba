"""The long-lived process on a real socket: up without the platform, and hard to hurt."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from functions.console.main import Shell, run
from tests.config.deployment import ENVIRON, TOKEN
from tests.platform import ROOT, clean_environ, functions

BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A sound configuration, and nobody at any of its addresses."""
    environ = {**clean_environ(), **ENVIRON, "VEILLEUR_CONFIG": str(ROOT / "lab.yaml")}
    with functions({**environ, "KUBECONFIG": "", "VEILLEUR_CLOCK_URL": ""}) as url:
        yield url


def test_it_is_healthy_and_shows_its_page_while_the_platform_is_down(url: str) -> None:
    assert requests.get(f"{url}/healthz", timeout=10).text == "ok\n"
    page = requests.get(f"{url}/", timeout=10)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def test_a_platform_that_is_down_is_a_problem_with_a_time_to_come_back(url: str) -> None:
    answer = requests.get(f"{url}/status", headers=BEARER, timeout=30)
    assert answer.status_code == 503
    assert answer.json()["fault"] == "platform"
    assert int(answer.headers["Retry-After"]) > 0


def test_ten_megabytes_are_refused_and_the_client_gets_to_read_why(url: str) -> None:
    answer = requests.post(f"{url}/start", data=b"x" * 10_000_000, headers=BEARER, timeout=30)
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:veilleur:problem:too-large"


def test_a_chunked_body_has_the_same_limit(url: str) -> None:
    chunks = (b"x" * 10_000 for _ in range(100))
    answer = requests.post(f"{url}/start", data=chunks, headers=BEARER, timeout=30)
    assert answer.status_code == 413


def test_without_the_token_it_tells_nothing(url: str) -> None:
    answer = requests.get(f"{url}/status", timeout=10)
    assert answer.status_code == 401
    assert answer.json()["detail"] == "this needs a valid token"


def test_a_wrong_configuration_ends_it_at_once_with_every_fault() -> None:
    err = io.StringIO()
    code = run(["serve"], Shell(environ={"VEILLEUR_CONFIG": str(Path(ROOT, "lab.yaml"))}, err=err))
    assert code == 2
    assert "INFOMANIAK_TOKEN: expected" in err.getvalue()
    assert "AWS_SECRET_ACCESS_KEY: expected" in err.getvalue()
