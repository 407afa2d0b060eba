"""Each resource, argument and block of our Terraform files is one that the providers know."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.infra.terraform_files import FOLDER, META, Block, blocks, schema_of, schemas
from tests.real.needed import needed

LAB = yaml.safe_load((FOLDER.parents[1] / "lab.yaml").read_text())["labs"]["lab"]
BLOCKS = list(blocks())


def of_type(name: str) -> Block:
    (found,) = (block for block in BLOCKS if block.type == name and block.kind == "resource")
    return found


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.kind} {block.type}")
def test_every_argument_is_one_that_the_provider_takes(block: Block) -> None:
    schema = schema_of(block)
    assert schema is not None, f"no provider knows {block.type}"
    attributes, nested = schema["attributes"], schema.get("blocks", {})
    for name in set(block.sets) - META:
        assert name in attributes or name in nested, f"{block.type} takes no {name}"
        known = attributes.get(name, {"optional": True})
        assert known.get("optional") or known.get("required"), f"{name} is only read"


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.kind} {block.type}")
def test_every_required_argument_is_there(block: Block) -> None:
    schema = schema_of(block)
    assert schema is not None
    required = {name for name, known in schema["attributes"].items() if known.get("required")}
    assert required <= set(block.sets)


def test_nested_attributes_are_known_too() -> None:
    apiserver = of_type("infomaniak_kaas").sets["apiserver"]
    nested = schemas()["infomaniak"]["resources"]["infomaniak_kaas"]["attributes"]["apiserver"]
    assert set(re.findall(r"(\w+) = ", apiserver)) <= set(nested["nested"]["attributes"])


def test_the_document_s_ground_is_all_there() -> None:
    assert {block.type for block in BLOCKS if block.kind == "resource"} == {
        "infomaniak_kaas",
        "openstack_networking_network_v2",
        "openstack_networking_subnet_v2",
        "openstack_networking_router_v2",
        "openstack_networking_router_interface_v2",
        "openstack_blockstorage_volume_v3",
        "openstack_objectstorage_container_v1",
    }


def test_no_pool_is_terraform_s() -> None:
    """A pool that the functions deleted would break every plan (and none can have 0 nodes)."""
    assert not [block for block in BLOCKS if "instance_pool" in block.type]


@pytest.mark.parametrize(
    "type_",
    [
        "infomaniak_kaas",
        "openstack_blockstorage_volume_v3",
        "openstack_objectstorage_container_v1",
    ],
)
def test_what_holds_work_is_not_destroyed_by_a_plan(type_: str) -> None:
    (lifecycle,) = of_type(type_).sets["lifecycle"]
    assert lifecycle["prevent_destroy"] is True


def test_every_key_that_is_read_from_lab_yaml_is_in_it() -> None:
    text = "".join(path.read_text() for path in FOLDER.glob("*.tf"))
    for path in set(re.findall(r"local\.lab\.([a-z_.]+)", text)):
        found = LAB
        for key in path.split("."):
            assert key in found, f"lab.yaml has no {path}"
            found = found[key]


def test_lab_yaml_holds_the_document_s_network_volume_and_buckets() -> None:
    assert LAB["network"]["cidr"] == "10.0.0.0/16"
    assert LAB["network"]["subnets"] == {
        "workers": "10.0.1.0/24",
        "services": "10.0.2.0/24",
        "db": "10.0.3.0/24",
    }
    assert [volume["size_gb"] for volume in LAB["volumes"].values()] == [50]
    assert LAB["buckets"]["artifacts"]["name"] == "lab-artifacts"


def test_no_secret_stands_in_a_file() -> None:
    for block in BLOCKS:
        if block.kind == "provider":
            assert all(str(value).startswith("${") for value in block.sets.values())


@pytest.mark.real
def test_terraform_finds_nothing_to_format(tmp_path: Path) -> None:
    rc = tmp_path / "terraform.rc"
    rc.write_text("disable_checkpoint = true\n")
    command = [needed("terraform"), f"-chdir={FOLDER}", "fmt", "-check", "-recursive", "-diff"]
    done = subprocess.run(  # noqa: S603 -- our own files, a program of the path
        command,
        env={"TF_CLI_CONFIG_FILE": str(rc), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
