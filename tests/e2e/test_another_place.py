"""A credential of another project, or another region: which source is blind, why, and never OFF.

The functions run in this process, the stand-in in its own; what really bills is asked of its
control API.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from examples.demo.clients import Control
from examples.demo.stage import platform
from examples.demo.workloads import Workloads
from shared.bootstrap import Deployment, build
from shared.core.asked import StartAsked, StopAsked
from shared.core.proof import OPENSTACK
from shared.core.session import Phase
from shared.core.view import Status
from shared.usecases import service

Json = Mapping[str, Any]
MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Place:
    """`elsewhere` is what to change in the environment to be there."""

    environ: Json
    elsewhere: Mapping[str, Json]
    control: Control

    def live(self, deployed: Deployment, lasting: timedelta) -> Status:
        left, status = lasting, service.tick(deployed.lab)
        while left > timedelta():
            self.control.step(30)
            left -= MINUTE / 2
            status = service.tick(deployed.lab)
        return status

    def until(self, deployed: Deployment, phase: Phase, within: timedelta) -> Status:
        left = within
        while left > timedelta():
            if (status := self.live(deployed, MINUTE)).phase is phase:
                return status
            left -= MINUTE
        raise AssertionError(f"not {phase} within {within}: {status.why}")

    def session(self, changes: Json) -> tuple[Deployment, Status]:
        """One that ran and was stopped, half an hour ago."""
        deployed = build({**self.environ, **changes})
        service.start(deployed.lab, StartAsked(profile="minimal", lasts=timedelta(hours=4)))
        self.until(deployed, Phase.RUNNING, 15 * MINUTE)
        self.live(deployed, 3 * MINUTE)
        service.stop(deployed.lab, StopAsked(holder=None))
        return deployed, self.live(deployed, 20 * MINUTE)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with ExitStack() as stack:
        options = ["--clock", "stepped", "--start", "2026-05-04T08:00:00+00:00", "--seed", "1"]
        environ = platform(stack, options, tmp_path_factory.mktemp("place"))
        control = stack.enter_context(closing(Control(environ["STANDIN_CONTROL"])))
        workloads = stack.enter_context(closing(Workloads(environ["KUBECONFIG"])))
        workloads.apply()  # with a load balancer, its address and a volume
        yield Place(environ, control.about()["elsewhere"], control)


def accepting(environ: Json, home: Path) -> Json:
    """lab.yaml, in which somebody accepted that OpenStack's sources are blind."""
    told = yaml.safe_load(Path(environ["VEILLEUR_CONFIG"]).read_text())
    told["labs"]["lab"]["proof"] = {"accept_blind": list(OPENSTACK)}
    (home / "lab.yaml").write_text(yaml.safe_dump(told))
    prices = Path(environ["VEILLEUR_CONFIG"]).with_name("prices.yaml")
    return {"VEILLEUR_CONFIG": str(home / "lab.yaml"), "VEILLEUR_PRICES": str(prices)}


def test_another_project_is_never_off_until_it_is_accepted_and_then_the_proof_says_so(
    place: Place, tmp_path: Path
) -> None:
    wrong = place.elsewhere["other_project"]
    deployed, status = place.session(wrong)
    assert {one["kind"] for one in place.control.truth()["billing"]} <= {"volume"}
    assert status.phase is Phase.STOPPING
    project = deployed.lab.leftovers.reach().project
    for source in OPENSTACK:
        assert f"{source} is blind" in status.why
    assert f"the credential of project {project} in region dc3-a" in status.why

    told = build({**place.environ, **wrong, **accepting(place.environ, tmp_path)})
    place.until(told, Phase.STOPPED, 3 * MINUTE)
    proof = service.status(told.lab).proof
    assert {s for s in OPENSTACK if "BLIND" in proof[s]} == set(OPENSTACK)
    assert proof["servers"].endswith("accepted by you")


def test_another_project_than_is_configured_is_named(place: Place) -> None:
    own = build(place.environ).lab.leftovers.reach().project
    wrong = {**place.elsewhere["other_project"], "OS_PROJECT_ID": own}
    deployed, status = place.session(wrong)
    theirs = deployed.lab.leftovers.reach().project
    assert status.phase is Phase.STOPPING
    for source in OPENSTACK:
        assert f"{source} is blind, the credential is of project {theirs}" in status.why


def test_another_region_is_named_by_each_source_and_never_off(place: Place) -> None:
    _, status = place.session(place.elsewhere["other_region"])
    assert status.phase is Phase.STOPPING
    for source in OPENSTACK:
        assert f"{source} is blind, it is asked in region dc4-a, the lab is in dc3-a" in status.why


def test_with_the_lab_s_own_credential_a_session_is_proven_off(place: Place) -> None:
    deployed, status = place.session({})
    assert status.phase is Phase.STOPPED, status.why
    assert "BLIND" not in str(service.status(deployed.lab).proof)
