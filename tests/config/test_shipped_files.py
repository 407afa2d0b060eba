"""lab.yaml and prices.yaml as shipped, with the environment that a stand-in or a person gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from shared.core.pricing import Storage, Vat
from tests.config.deployment import ENVIRON, TOKEN, load

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_shipped_files_are_a_whole_deployment_without_a_notice() -> None:
    assert load().notices == ()


def test_the_pools_are_those_of_the_document() -> None:
    pools = load().settings.pools.values()

    assert [(p.name, p.flavor, p.max_nodes) for p in pools] == [
        ("general", "a1-ram2-disk20-perf1", 3),
        ("memory", "a1-ram4-disk50-perf1", 3),
        ("gpu", "nvl4-a8-ram16-disk50-perf1", 1),
    ]


def test_the_profiles_name_only_the_pools_they_want() -> None:
    profiles = load().settings.profiles

    assert {name: dict(profile.nodes) for name, profile in profiles.items()} == {
        "minimal": {"general": 1},
        "standard": {"general": 2},
        "memory": {"general": 1, "memory": 1},
        "ai": {"general": 1, "gpu": 1},
    }


def test_the_limits_are_those_of_the_document() -> None:
    settings = load().settings

    assert settings.limits.nodes == 10
    assert settings.limits.hours == timedelta(hours=12)
    assert settings.timing.lease == timedelta(hours=6)
    assert settings.timing.warn_after == timedelta(hours=5)
    assert settings.timing.money_wins_after == timedelta(minutes=15)


def test_the_prices_are_those_of_the_document() -> None:
    prices = load().prices

    assert prices.vat is Vat.UNSTATED
    assert {key: price.chf for key in prices.prices if (price := prices.price(key, NOW))} == {
        "a1-ram2-disk20-perf1": Decimal("0.03"),
        "a1-ram4-disk50-perf1": Decimal("0.06"),
        "nvl4-a8-ram16-disk50-perf1": Decimal("2.50"),
        "load_balancer": Decimal("0.015"),
        "volume_gb": Decimal("0.10"),
        "s3_gb": Decimal("0.03"),
        "control_plane": Decimal(0),
    }


def test_a_price_is_the_text_of_the_file_and_no_binary_fraction() -> None:
    price = load().prices.price("load_balancer", NOW)

    assert price is not None
    assert str(price.chf) == "0.015"


def test_each_adapter_is_told_how_to_connect() -> None:
    found = load()

    assert (found.infomaniak.public_cloud_id, found.infomaniak.kaas_id) == (101, 303)
    assert found.openstack is not None
    assert found.openstack.auth_url == ENVIRON["OS_AUTH_URL"]
    assert found.s3.endpoint == ENVIRON["AWS_ENDPOINT_URL"]
    assert (found.s3.state_bucket, found.s3.archive_prefix) == ("state", "velero")
    assert found.kubeconfig.path == "kubeconfig.yaml"
    assert found.clock_url == ENVIRON["VEILLEUR_CLOCK_URL"]
    assert (found.notify.language, found.tick_budget) == ("fr", timedelta(minutes=5))
    assert str(found.time_zone) == "Europe/Zurich"
    assert found.settings.storage == Storage(volumes_gb=50, s3_gb=100)


def test_no_secret_is_in_what_a_log_would_print() -> None:
    printed = repr(load())

    for secret in ("kaas-token", "os-secret", "s3-secret", TOKEN, "8005/hook"):
        assert secret not in printed
