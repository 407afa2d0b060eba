"""The committed schemas are what the types say, and agree with what loading accepts."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from shared import codec
from shared.adapters.s3.ledger import Month
from shared.core.actions import CostLine, MakeArchive, Receipt
from shared.core.ledger import month_of
from shared.schemas.generate import schemas
from tests.archive.shop import archiver, shop
from tests.config.deployment import ROOT, lab_file, price_file
from tests.core.looks import BIRTH
from tests.fakes.world import FakeWorld
from tests.usecases.story import start

FOLDER = ROOT / "shared" / "schemas"


def test_the_committed_schemas_are_up_to_date() -> None:
    committed = {path.name: path.read_text() for path in FOLDER.glob("*.schema.json")}

    assert committed == schemas(), "run `python -m shared.schemas`"


@pytest.mark.parametrize("name", sorted(schemas()))
def test_a_schema_is_a_valid_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schemas()[name]))


@pytest.mark.parametrize(("file", "held"), [("lab", lab_file()), ("prices", price_file())])
def test_the_shipped_file_obeys_its_schema(file: str, held: dict[str, Any]) -> None:
    plain = json.loads(json.dumps(held, default=str))

    assert list(_validator(file).iter_errors(plain)) == []


@pytest.mark.parametrize("file", ["lab", "prices"])
def test_the_shipped_file_names_its_schema_for_editors(file: str) -> None:
    first = (ROOT / f"{file}.yaml").read_text().splitlines()[0]
    named = first.removeprefix("# yaml-language-server: $schema=")

    assert (ROOT / Path(named)).is_file()


def test_an_unknown_key_and_a_wrong_value_are_refused_by_the_schema_too() -> None:
    lab = lab_file()
    lab["labs"]["lab"]["pools"]["gpu"] = {"flavour": "big", "zone": "az-1", "max_nodes": 0}

    told = " ".join(error.message for error in _validator("lab").iter_errors(lab))

    assert "'flavour' was unexpected" in told
    assert "0 is less than the minimum of 1" in told


def test_the_shipped_files_mean_the_same_to_a_plain_yaml_reader() -> None:
    """Terraform reads lab.yaml too: nothing in it may hang on our own reader."""
    lab = yaml.safe_load((ROOT / "lab.yaml").read_text())["labs"]["lab"]

    assert lab["network"]["subnets"]["db"] == "10.0.3.0/24"
    assert lab["cluster"]["kubernetes_version"] == "1.33"
    assert lab["volumes"]["data"]["size_gb"] == 50


def test_what_a_session_leaves_in_the_bucket_obeys_the_published_schemas() -> None:
    world = FakeWorld()
    start(world)
    memory, session = _stored(world, "memory"), _stored(world, "session")

    assert list(_validator("memory").iter_errors(memory)) == []
    assert list(_validator("session").iter_errors(session)) == []
    assert session["session"]["pools"][0]["nodes"] == 2


def test_the_index_of_archives_obeys_its_published_schema() -> None:
    world, cluster = shop()
    archiver(world, cluster).make(MakeArchive(name="a", session="s1"))

    assert list(_validator("archives").iter_errors(_stored(world, "archives"))) == []


def test_a_receipt_and_its_month_obey_the_published_schemas() -> None:
    line = CostLine(name="general", flavor="f", units=2, seconds=60, chf=None)
    receipt = Receipt(
        session="s1",
        lab="lab",
        profile="standard",
        month=month_of(BIRTH),
        birth=BIRTH,
        ended=BIRTH,
        proven=BIRTH,
        lines=(line,),
        chf=Decimal("0.001"),
        missing=("f",),
        evidence={"pools": "none"},
    )
    month = Month(month="2026-03", receipts=(receipt,))

    assert list(_validator("receipt").iter_errors(json.loads(codec.encode(receipt)))) == []
    assert list(_validator("month").iter_errors(json.loads(codec.encode(month)))) == []


def test_an_object_of_another_schema_number_or_with_a_wrong_field_is_refused() -> None:
    world = FakeWorld()
    start(world)
    session = _stored(world, "session")
    session["schema"] = 2
    session["session"]["pools"][0]["nodes"] = 0

    told = " ".join(error.message for error in _validator("session").iter_errors(session))

    assert "1 was expected" in told
    assert "0 is less than the minimum of 1" in told


def _stored(world: FakeWorld, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(world.bodies.objects[f"labs/lab/{name}.json"])
    return found


def _validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(schemas()[f"{name}.schema.json"]))
