"""serverless.yml through osls: printed, packaged and invoked, with no account and no credential."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import yaml

from functions._entry.routes import Table
from functions.app import FREE, ROUTES
from tests.real.osls import ROOT, install, osls

pytestmark = pytest.mark.real
FIVE = {"start", "stop", "watchdog", "cost_report", "status"}


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    install()


@pytest.fixture(scope="module")
def bundle() -> Path:
    osls("package")
    return ROOT / ".serverless" / "veilleur.zip"


def test_it_prints_the_five_functions_in_zurich() -> None:
    service = yaml.safe_load(osls("print"))
    assert service["provider"]["region"] == "eu-central-2"
    assert set(service["functions"]) == FIVE


def test_every_route_reaches_the_function_that_serves_it_and_the_watchdog_has_its_schedule() -> (
    None
):
    functions = yaml.safe_load(osls("print"))["functions"]
    events = [event for function in functions.values() for event in function["events"]]
    public = {event["httpApi"] for event in events if "httpApi" in event}
    served = {f"{route.method} {route.path}" for route in Table(ROUTES, FREE).everything()}
    assert public == (served | {"GET /healthz"}) - {"POST /watchdog"}
    (tick,) = functions["watchdog"]["events"]
    assert tick["schedule"]["rate"] == ["rate(1 minute)"]


def test_no_secret_of_the_deployer_is_needed_or_printed() -> None:
    printed = osls("print", environ={"UNRELATED_SECRET": "canary-77"})
    assert "canary-77" not in printed


def test_the_bundle_holds_the_product_its_dependencies_and_nothing_else(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        names = set(archive.namelist())
        unpacked = sum(entry.file_size for entry in archive.infolist())
    for name in FIVE:
        assert f"functions/{name}/main.py" in names
    assert {"lab.yaml", "prices.yaml", "functions/status/page/index.html"} <= names
    assert {"requests/__init__.py", "msgspec/__init__.py"} <= names
    ours = {name.split("/")[0] for name in names}
    assert not ours & {"tests", "standin", "node_modules", "infra", ".veilleur", ".git"}
    assert unpacked < 250_000_000  # Lambda's limit
    assert bundle.stat().st_size < 50_000_000  # and that of a direct upload
