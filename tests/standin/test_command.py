"""`python -m standin` as a command: what it teaches, refuses, keeps, and how it ends."""

from __future__ import annotations

import asyncio
import socket
import stat
from pathlib import Path

import pytest

from standin.control.kinds import KINDS
from standin.launch.child import Child, ChildDiedError
from standin.launch.main import main
from tests.standin.lab import launched, started

POOL = {
    "name": "general",
    "flavor": "a1-ram2-disk20-perf1",
    "availability_zone": "az-1",
    "minimum_instances": 1,
    "maximum_instances": 1,
}


def test_help_teaches_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(print, ["--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert all(
        word in told
        for word in ("--kaas-port", "--data", "--seed", "$STANDIN_CONTROL", "/faults/kinds")
    )
    assert "quota" in told
    assert "quota" in KINDS


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--kubernetes", "real"], "not here yet"),
        (["--clock", "sundial"], "wall"),
        (["--kaas-port", "70000"], "0 to 65535"),
        (["--kaas-port", "x"], "--kaas-port"),
        (["--start", "2026-03-02T08:00:00"], "offset"),
        (["--clock", "stepped", "--start", "tomorrow"], "ISO 8601"),
        (["--start", "2026-03-02T08:00:00Z"], "only a stepped clock"),
        (["--what"], "unrecognized"),
    ],
)
def test_bad_use_ends_with_2_and_a_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(print, arguments)
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def test_a_port_that_is_taken_ends_it_with_1_and_leaves_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with launched(["--kaas-port", port]) as process:
            out, complaint = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert complaint.startswith("standin: ")
    assert complaint.count("\n") == 1


def test_what_it_writes_for_a_shell_is_private(tmp_path: Path) -> None:
    with started(tmp_path) as lab:
        files = [tmp_path / "lab.env", Path(lab.env["KUBECONFIG"])]
        assert files[1].parent == tmp_path
        assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}


def test_its_state_survives_a_restart(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    with started(tmp_path, *data) as lab:
        pool_id = lab.kaas("POST", "/instance_pools", POOL)
        lab.step(30)
        before = lab.control("GET", "/clock")["now"], lab.env["INFOMANIAK_TOKEN"]
        story = lab.control("GET", "/truth/events")
    with started(tmp_path, *data) as lab:
        assert (lab.control("GET", "/clock")["now"], lab.env["INFOMANIAK_TOKEN"]) == before
        assert lab.control("GET", "/truth/events") == story
        lab.step(300)
        assert lab.kaas("GET", f"/instance_pools/{pool_id}")["status"] == "Active"
        assert len(lab.events("node_ready")) == 1


def test_on_the_wall_s_time_one_may_still_jump_ahead(tmp_path: Path) -> None:
    with started(tmp_path, clock="wall") as lab:
        assert lab.control("GET", "/clock")["mode"] == "wall"
        lab.kaas("POST", "/instance_pools", POOL)
        lab.step(300)
        assert lab.billing() == ["node"]
        assert len(lab.events("node_ready")) == 1


def test_it_notices_when_one_of_its_programs_ends() -> None:
    """Without it nothing would be settled: better no platform than half of one."""

    async def watched() -> None:
        child = await Child.start("standin", ["--kubernetes", "real"], {})
        await child.watch()

    with pytest.raises(ChildDiedError, match="standin ended by itself with exit code 2"):
        asyncio.run(watched())


def test_a_second_cluster_has_a_kubernetes_of_its_own(tmp_path: Path) -> None:
    body = {"name": "b", "region": "dc3-a", "kubernetes_version": "1.33", "kaas_pack_id": 2}
    with started(tmp_path) as lab:
        new_id = lab.kaases("POST", "", body)
        lab.step(700)
        theirs = lab.kaases("GET", f"/{new_id}/kube_config")
        assert theirs != lab.kaas("GET", "/kube_config")
        lab.kaases("DELETE", f"/{new_id}")
        lab.step(120)
        assert lab.control("GET", "/truth")["billing"] == []
