"""What the Dockerfile promises: pinned by hash, not root, nothing in it that is not the product."""

from __future__ import annotations

import re

from tests.infra.terraform_files import FOLDER

ROOT = FOLDER.parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def instructions(name: str) -> list[str]:
    joined = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^{name} (.*)$", joined, flags=re.MULTILINE)


def test_the_base_is_an_argument_of_both_stages_so_that_it_can_be_pinned() -> None:
    assert all(stage.startswith("${BASE}") for stage in instructions("FROM"))
    assert len(instructions("FROM")) == 2


def test_dependencies_are_installed_by_hash_and_as_wheels_only() -> None:
    (install,) = (line for line in instructions("RUN") if "pip" in line)
    assert "--require-hashes" in install
    assert "--only-binary=:all:" in install


def test_it_runs_as_a_user_that_is_nobody() -> None:
    assert instructions("USER") == ["65532:65532"]


def test_it_has_a_health_check_of_the_path_that_needs_no_token() -> None:
    (check,) = instructions("HEALTHCHECK")
    assert "/healthz" in check


def test_only_the_product_gets_into_the_image() -> None:
    ignored, *let_in = (ROOT / ".dockerignore").read_text().splitlines()
    assert ignored == "*"
    assert {name.removeprefix("!") for name in let_in if name.startswith("!")} == {
        "requirements.txt",
        "lab.yaml",
        "prices.yaml",
        "functions",
        "shared",
    }
