"""The project's pages and its code as text, for the tests that hold them against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = (
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "infra").rglob("*.md")),
    ROOT / "tests" / "README.md",
)
CODE_FOLDERS = ("shared", "functions", "standin", "examples", "infra", "tests")
CODE_KINDS = frozenset({".py", ".yaml", ".yml", ".tf", ".js", ".html", ".css", ".json"})
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


def code(*folders: str) -> Iterator[tuple[str, str]]:
    """(path, text) of every file of the project's own code below these folders."""
    for folder in folders or CODE_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in CODE_KINDS and path.is_file():
                yield named(path), path.read_text()


def cited(pattern: str, *folders: str) -> set[str]:
    """What the pattern's first group finds in the code."""
    return {hit for _, text in code(*folders) for hit in re.findall(pattern, text)}


def commands(text: str, program: str) -> set[str]:
    """The words after `program` in inline code, and at the beginning of a fenced line."""
    inline = re.findall(rf"`{program} ([a-z][a-z-]*)", FENCE.sub("", text))
    fenced = re.findall(rf"^{program} ([a-z][a-z-]*)", "\n".join(FENCE.findall(text)), re.MULTILINE)
    return {*inline, *fenced}


def anchors(text: str) -> set[str]:
    """The headings of a page, as GitHub makes them into fragments."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }
