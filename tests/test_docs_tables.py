"""Lists that stand both in a page and in the code are the same list."""

from __future__ import annotations

import re

from bench.nightly import PARTS
from functions.app import ROUTES
from shared.config.adapters import KEYSTONE, STORES
from shared.core.deadlines import DEADLINES
from tests.core.everything_told import alarms
from tests.mutants.list_of_mutants import MUTANTS
from tests.pages import ROOT, cited, text_of

VARIABLE = r"(?:VEILLEUR|INFOMANIAK|OS|AWS)_[A-Z0-9_]+|KUBECONFIG"
ROW = re.compile(r"^\| (.+?) \|", re.MULTILINE)
OPERATIONS = "docs/operations.md"


def section(page: str, heading: str) -> str:
    """A section of a page, up to the next heading."""
    return text_of(page).split(f"# {heading}\n", 1)[1].split("\n#", 1)[0]


def first_cells(text: str) -> list[str]:
    return ROW.findall(text)


def test_the_list_of_mutants_is_the_one_that_runs() -> None:
    listed = re.findall(r"^\d+\. (.+)$", text_of("tests/README.md"), re.MULTILINE)
    assert listed == [mutant.name for mutant in MUTANTS]


def test_every_contract_suite_is_listed() -> None:
    suites = {path.name for path in (ROOT / "tests" / "contract").glob("test_*.py")}
    assert set(re.findall(r"`contract/(test_\w+\.py)`", text_of("tests/README.md"))) == suites


def test_every_variable_of_the_environment_has_its_row_and_no_other() -> None:
    table = " ".join(first_cells(section("README.md", "Environment")))
    assert set(re.findall(VARIABLE, table)) == cited(f'"({VARIABLE})"', "shared/config")


def test_the_addresses_of_p3_1_are_the_ones_that_are_configured() -> None:
    """P3.1: Keystone for both regions, a store for each."""
    (told,) = re.findall(r"^\| P3\.1 .+$", text_of("docs/platform.md"), re.MULTILINE)
    assert KEYSTONE in told
    for region, store in STORES.items():
        host = store.removeprefix("https://").removesuffix(".infomaniak.cloud")
        assert re.search(rf"`{host}` (serves )?{region}", told)


def test_every_route_is_listed() -> None:
    readme = text_of("README.md")
    assert [r for r in ROUTES if f"`{r.method} {r.path}" not in readme] == []


def test_every_alarm_says_what_to_do() -> None:
    """Once each: the same causes in the table as in the code."""
    rows = first_cells(section(OPERATIONS, "Alarms"))[1:]
    assert sorted(row.strip("`").split(":")[0] for row in rows) == sorted(
        {made.cause.split(":")[0] for made in alarms().values()}
    )


def test_every_deadline_is_told() -> None:
    told = text_of(OPERATIONS)
    for stage, lasts in DEADLINES.items():
        assert f"`{stage}` {int(lasts.total_seconds() // 60)}" in told


def test_a_nightly_result_names_its_day_its_commit_and_its_part() -> None:
    results = re.split(r"^\|(?:---\|)+\n", text_of("docs/nightly.md"), flags=re.MULTILINE)[1]
    for result in results.splitlines():
        day, commit, part, *_, said = (cell.strip() for cell in result.strip("|").split("|"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", day), result
        assert re.fullmatch(r"[0-9a-f]{7,40}", commit), result
        assert part in PARTS
        assert said == "passed"
