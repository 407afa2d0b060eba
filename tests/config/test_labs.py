"""Many labs in one file, pools that a user adds, and flavors by the document's name."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from shared.core.settings import LastPool
from tests.config.deployment import ENVIRON, ROOT, faults, lab_file, load, price_file


def test_a_pool_and_its_profile_are_added_by_configuration_alone() -> None:
    lab = lab_file()
    pool = {"flavor": "a1-ram8-disk100-perf2", "zone": "az-1", "max_nodes": 2}
    lab["labs"]["lab"]["pools"]["custom"] = pool
    lab["labs"]["lab"]["profiles"]["custom"] = {"general": 1, "custom": 2}

    found = load(lab=lab)

    assert found.settings.pools["custom"].flavor == "a1-ram8-disk100-perf2"
    assert found.settings.profiles["custom"].nodes == {"general": 1, "custom": 2}
    assert found.notices == (
        "labs.lab.pools.custom.flavor: a1-ram8-disk100-perf2 has no price:"
        " every total with it will be 'at least'",
    )


def test_what_is_done_with_a_last_pool_that_stays_is_configured_and_an_alarm_by_default() -> None:
    lab = lab_file()
    del lab["labs"]["lab"]["last_pool"]
    assert load(lab=lab).settings.last_pool is LastPool.ALARM
    for mode in LastPool:
        lab["labs"]["lab"]["last_pool"] = mode.value
        assert load(lab=lab).settings.last_pool is mode


def test_a_parked_lab_keeps_a_node_so_a_profile_must_leave_room_for_it() -> None:
    lab = lab_file()
    lab["labs"]["lab"]["limits"]["nodes"] = 2
    load(lab=lab)
    lab["labs"]["lab"]["last_pool"] = "park"
    found = faults(lab=lab)
    assert "profiles.standard: expected at most 1 nodes, because a parked lab" in found[0]


def test_the_parked_pools_name_is_taken() -> None:
    lab = lab_file()
    pool = {"flavor": "a1-ram8-disk100-perf2", "zone": "az-1", "max_nodes": 2}
    lab["labs"]["lab"]["pools"]["veilleur-parked"] = pool
    assert any("this one is the parked pool's" in fault for fault in faults(lab=lab))


def test_the_documents_name_of_a_flavor_is_resolved_and_the_difference_shown() -> None:
    lab = lab_file()
    lab["labs"]["lab"]["pools"]["gpu"]["flavor"] = "g1-gpu-1-l4"

    found = load(lab=lab)

    gpu = found.settings.pools["gpu"]
    assert (gpu.flavor, gpu.alias) == ("nvl4-a8-ram16-disk50-perf1", "g1-gpu-1-l4")
    assert found.notices == (
        "labs.lab.pools.gpu.flavor: g1-gpu-1-l4 is the document's name;"
        " the platform calls it nvl4-a8-ram16-disk50-perf1",
    )


def test_one_file_may_hold_many_labs_and_the_environment_picks_one() -> None:
    lab = lab_file()
    lab["labs"]["other"] = lab["labs"]["lab"] | {"region": "dc4-a"}
    environ = {k: v for k, v in ENVIRON.items() if k not in ("AWS_ENDPOINT_URL", "OS_REGION_NAME")}

    found = load(lab=lab, environ={**environ, "VEILLEUR_LAB": "other"})

    assert found.settings.lab == "other"
    assert found.s3.endpoint == "https://s3.pub2.infomaniak.cloud"


def test_with_many_labs_one_must_be_named() -> None:
    lab = lab_file()
    lab["labs"]["other"] = lab["labs"]["lab"]

    assert faults(lab=lab) == (
        "environment: VEILLEUR_LAB: expected one of lab, other,"
        " found nothing, and 2 labs in the file",
    )
    assert faults(lab=lab, environ={**ENVIRON, "VEILLEUR_LAB": "othr"}) == (
        "environment: VEILLEUR_LAB: expected one of lab, other (did you mean other?), found 'othr'",
    )


def test_every_lab_of_the_file_is_checked() -> None:
    lab = lab_file()
    lab["labs"]["other"] = lab["labs"]["lab"] | {"region": "dc9"}

    assert "labs.other.region" in faults(lab=lab)[0]


def test_limits_may_be_scaled_down_to_minutes() -> None:
    lab = lab_file()
    lab["labs"]["lab"]["limits"]["hard_limit_hours"] = 0.2
    lab["labs"]["lab"]["timing"] = {"lease": "6m", "warn_after": "5m", "money_wins_after": "15s"}

    settings = load(lab=lab).settings

    assert settings.limits.hours == timedelta(minutes=12)
    assert settings.timing.lease == timedelta(minutes=6)
    assert settings.timing.money_wins_after == timedelta(seconds=15)


def test_namespaces_are_protected_beside_the_systems_own() -> None:
    lab = lab_file()
    lab["labs"]["lab"]["protected_namespaces"] = ["vault"]

    assert load(lab=lab).settings.protected_namespaces >= {"vault", "kube-system", "veilleur"}


def test_the_runtime_may_allow_less_than_the_file() -> None:
    found = load(environ={**ENVIRON, "VEILLEUR_TICK_BUDGET": "20s"})

    assert found.tick_budget == timedelta(seconds=20)


def test_the_price_valid_at_a_time_is_taken_from_its_local_midnight_on() -> None:
    prices = price_file()
    prices["prices"]["load_balancer"].insert(
        0, {"chf": 0.02, "per": "hour", "valid_from": "2026-07-01", "source": "newsletter"}
    )
    book = load(prices=prices).prices
    midnight = datetime(2026, 6, 30, 22, tzinfo=UTC)  # in Zurich, in summer

    before = book.price("load_balancer", midnight - timedelta(seconds=1))
    after = book.price("load_balancer", midnight)

    assert before is not None
    assert after is not None
    assert (before.chf, after.chf) == (Decimal("0.015"), Decimal("0.02"))


def test_importing_reads_nothing_and_needs_neither_yaml_nor_msgspec() -> None:
    code = "import sys, shared.config; sys.exit('yaml' in sys.modules or 'msgspec' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)  # noqa: S603 -- our own code

    assert done.returncode == 0
