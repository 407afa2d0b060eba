"""Rule 11 by real processes: the platform keeps the last pool, whatever lab.yaml says of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import requests

from examples.demo.clients import Functions
from examples.demo.processes import ROOT
from tests.e2e.town import Town, serving

Json = dict[str, Any]
LOOK, DUE_ASLEEP = 30.0, 900.0  # simulated seconds between two looks
MOST_LOOKS = 60


@contextmanager
def configured(lab: Town, mode: str, home: Path) -> Iterator[Functions]:
    """Functions whose lab.yaml says so; nobody else ticks meanwhile."""
    home.mkdir(exist_ok=True)
    text = (ROOT / "lab.yaml").read_text().replace("last_pool: alarm", f"last_pool: {mode}")
    (home / "lab.yaml").write_text(text)
    shutil.copy(ROOT / "prices.yaml", home)
    with serving(lab, {"VEILLEUR_CONFIG": str(home / "lab.yaml")}, home) as functions:
        yield functions


def looked(lab: Town, by: Functions, until: Callable[[Json], bool], every: float = LOOK) -> Json:
    """The first tick's answer of which that is true; OFF is shown by none before."""
    for _ in range(MOST_LOOKS):
        lab.stage.control.step(every)
        status: Json = by.tick()
        if until(status):
            return status
        assert status["phase"] != "stopped", status
    raise AssertionError(f"never: {status}")


def in_words(lab: Town, by: Functions) -> str:
    """As a person reads it on a phone, in English."""
    url, token = by.address, lab.stage.environ["VEILLEUR_TOKEN"]
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/plain"}
    return requests.get(f"{url}/status", headers=headers, timeout=60).text


def test_park_shows_parked_with_its_price_and_the_next_start_wakes_from_it(
    lab: Town, tmp_path: Path
) -> None:
    lab.run("standard", hours=6)
    lab.stage.control.break_it("last_pool_refused")
    with configured(lab, "park", tmp_path) as by:
        assert by.stop().ok
        looked(lab, by, lambda s: s["phase"] == "parked")
        shown = by.status()
        assert (shown["phase"], shown["proof"]) == ("parked", {})
        assert Decimal(shown["chf_per_hour"]) == Decimal("0.03")
        assert "parked, not off" in shown["why"]
        assert in_words(lab, by).startswith("The lab is parked, not off: its last node bills")
        assert lab.pools() == [("veilleur-parked", 1)]
        lab.stage.control.step(DUE_ASLEEP)
        assert by.tick()["phase"] == "parked"
        assert lab.alarms() == ["parked"]
        assert by.start("minimal", 4).ok
        looked(lab, by, lambda s: s["phase"] == "running" and s["nodes_ready"] == 1)
        looked(lab, by, lambda _: lab.pools() == [("general", 1)])
        for _ in range(10):
            looked(lab, by, lambda s: s["phase"] == "running")
        assert by.stop().ok
        looked(lab, by, lambda s: s["phase"] == "parked")
        lab.stage.control.mend()
        off = looked(lab, by, lambda s: s["phase"] == "stopped", every=DUE_ASLEEP)
        assert off["phase"] == "stopped"
        assert by.status()["proof"]
    assert lab.pools() == []


def test_rebuild_refuses_with_its_reason(lab: Town, tmp_path: Path) -> None:
    lab.run("minimal")
    lab.stage.control.break_it("last_pool_refused")
    with configured(lab, "rebuild", tmp_path) as by:
        assert by.stop().ok
        refused = looked(lab, by, lambda s: s["why"].startswith("rebuild refused: "))
        assert "is verified, and no drill of it has passed" in refused["why"]
        assert (refused["phase"], lab.pools()) == ("stopping", [("general", 1)])
        assert "rebuild-refused" in lab.alarms()
        lab.stage.control.mend()
        looked(lab, by, lambda s: s["phase"] == "stopped")
