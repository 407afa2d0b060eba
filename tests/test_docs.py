"""The pages are true: what they lead to exists, and what code and tests cite stands in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from functions.console.parser import COMMANDS
from tests.pages import PAGES, ROOT, anchors, cited, code, commands, named, text_of

LINK = re.compile(r"\]\((?!https?://)([^)#\s]*)(?:#([^)\s]+))?\)")
ROW = r"\bP[1-4]\.\d{1,2}\b"
NOT_KNOWN = "P1.13"  # what nobody knows is no behaviour that a test could name


@pytest.fixture(params=PAGES, ids=named)
def page(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target, fragment in LINK.findall(page.read_text()):
        there = page.parent / target if target else page
        assert there.exists(), target
        assert not fragment or fragment in anchors(there.read_text()), f"{target}#{fragment}"


def test_every_make_target_that_is_mentioned_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    assert commands(page.read_text(), "make") <= targets


def test_every_command_of_the_console_that_is_mentioned_exists(page: Path) -> None:
    assert commands(page.read_text(), "veilleur") <= {command.name for command in COMMANDS}


def test_every_page_that_the_code_cites_exists() -> None:
    assert cited(r"\b([\w-]+\.md)\b") <= {page.name for page in PAGES}


def test_every_row_that_the_code_cites_stands_in_platform_md() -> None:
    rows = re.findall(rf"^\| ({ROW}) \|", text_of("docs/platform.md"), re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert cited(f"({ROW})") <= set(rows)


def test_each_row_of_the_platform_has_a_test_that_names_it() -> None:
    rows = set(re.findall(r"^\| (P[134]\.\d+) \|", text_of("docs/platform.md"), re.MULTILINE))
    assert rows - {NOT_KNOWN} <= named_by_tests()


def named_by_tests() -> set[str]:
    """Rows, and the ends and the middle of "P1.5 to P1.9"."""
    found: set[str] = set()
    for _, text in code("tests"):
        found.update(re.findall(ROW, text))
        for part, first, last in re.findall(r"\bP([1-4])\.(\d+) to P[1-4]\.(\d+)", text):
            found.update(f"P{part}.{number}" for number in range(int(first), int(last) + 1))
    return found


def test_every_rule_and_guarantee_that_is_cited_stands_in_design_md() -> None:
    design = text_of("docs/design.md")
    rules = re.findall(r"^\*\*Rule (\d+)\.", design, re.MULTILINE)
    assert rules == [str(number) for number in range(1, 15)]
    assert cited(r"\b[Rr]ules? (\d+)") | cited(r"\b[Rr]ules \d+(?: and|,) (\d+)") <= set(rules)
    assert cited(r"\bG(\d)\b") <= set(re.findall(r"^\| G(\d) \|", design, re.MULTILINE))


def test_the_licence_is_whole() -> None:
    words = " ".join((ROOT / "LICENSE").read_text().split())
    assert words.startswith("Apache License Version 2.0, January 2004")
    assert all(f" {number}. " in words for number in range(1, 10))
    assert words.endswith("limitations under the License.")
