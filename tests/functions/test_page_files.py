"""What is served without a token: the health check and the page's files, nothing of the lab."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from functions.status.static import FOLDER
from tests.functions.desk import Office

FILES = {"/": "text/html", "/page.css": "text/css", "/page.js": "text/javascript"}


@pytest.mark.parametrize(("path", "kind"), FILES.items())
def test_the_page_needs_no_token_and_never_touches_the_lab(
    office: Office, path: str, kind: str
) -> None:
    answer = office.call("GET", path, token=None)
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith(kind)
    assert office.desk.heard == []


def test_a_browser_that_has_this_version_gets_304(office: Office) -> None:
    tag = office.call("GET", "/page.js", token=None).headers["ETag"]
    again = office.call("GET", "/page.js", token=None, if_none_match=tag)
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/page.js", "/api.js", "/words.js"])
def test_every_script_that_a_script_imports_is_served(office: Office, path: str) -> None:
    script = office.call("GET", path, token=None).body.decode()
    for name in re.findall(r'from "\.(/[\w.]+)"', script):
        assert office.call("GET", name, token=None).status == 200


def test_the_health_check_says_nothing_of_the_lab(office: Office) -> None:
    answer = office.call("GET", "/healthz", token=None)
    assert (answer.status, answer.body) == (200, b"ok\n")
    assert office.desk.heard == []


def test_the_page_is_under_30_kb_and_has_no_inline_script_or_style() -> None:
    files = [path for path in Path(FOLDER).iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 30_000
    html = (FOLDER / "index.html").read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)
