"""Controllers and workers as the programs that they are."""

from __future__ import annotations

from pathlib import Path

from tests.standin.workers.lab import Lab


def test_they_take_their_turns_and_end_with_the_platform(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with lab.in_processes() as started:
        lab.add_pool()
        lab.step(400)
        ready = [event["what"] for event in lab.events()].count("machine_ready")
        assert ready == 1
        writes = [e for e in lab.platform.journal.entries() if e["method"] != "GET"]
        users = {entry["agent"] for entry in writes}
        assert users == {"system:kube-controller-manager", "system:workers"}
    assert [process.returncode for process in started] == [0, 0]
