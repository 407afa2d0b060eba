"""A wrong deployment is refused with everything that is wrong, each with its place."""

from __future__ import annotations

import pytest

from tests.config.deployment import ENVIRON, faults, lab_file, price_file


def test_all_faults_of_all_sources_are_told_at_once() -> None:
    lab, prices = lab_file(), price_file()
    lab["labs"]["lab"]["pools"]["general"]["max_nodes"] = "three"
    lab["labs"]["lab"]["pools"]["gpu"]["flavour"] = "big"
    lab["labs"]["lab"]["profiles"]["memory"] = {"memry": 1}
    lab["labs"]["lab"]["region"] = "dc9"
    prices["prices"]["load_balancer"][0]["chf"] = -1
    prices["prices"]["s3_gb"][0]["per"] = "year"
    environ = {k: v for k, v in ENVIRON.items() if k != "INFOMANIAK_TOKEN"}

    found = faults(lab=lab, prices=prices, environ={**environ, "VEILLEUR_KAAS_ID": "cluster"})

    pools = "lab.yaml: labs.lab.pools"
    assert set(found) == {
        f"{pools}.general.max_nodes: expected a number of nodes from 1 (to have none, leave it"
        " out), found 'three'",
        f"{pools}.gpu.flavour: expected one of flavor, max_nodes, other_zones, zone"
        " (did you mean flavor?), found an unknown key",
        "lab.yaml: labs.lab.profiles.memory.memry: expected one of general, gpu, memory"
        " (did you mean memory?), found an unknown pool",
        "lab.yaml: labs.lab.region: expected a region: dc3-a or dc4-a, found 'dc9'",
        "prices.yaml: prices.load_balancer[0].chf: expected 0 or more, found -1",
        "prices.yaml: prices.s3_gb[0].per: expected hour, or month (of 730 hours), found 'year'",
        "environment: INFOMANIAK_TOKEN: expected an API token of the Infomaniak manager,"
        " found nothing",
        "environment: VEILLEUR_KAAS_ID: expected the cluster's number, found 'cluster'",
    }


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("profiles.standard.general", 4, "profiles.standard.general: expected at most 3 nodes"),
        ("profiles.ai.gpu", 2, "profiles.ai.gpu: expected at most 1 node, found 2"),
        ("profiles.minimal.general", 0, "from 1 (to have none, leave it out), found 0"),
        ("profiles.minimal", {}, "profiles.minimal: expected a pool with its nodes, found none"),
        ("profiles", {}, "profiles: expected a profile, found none"),
        ("limits.nodes", 1, "profiles.standard: expected at most 1 node, found 2"),
        ("limits.hard_limit_hours", 0, "hours above 0 and up to 168, found 0"),
        ("limits.hard_limit_hours", 1e9, "up to 168, found 1000000000.0"),
        ("limits.chf", -5, "limits.chf: expected an amount in CHF, 0 or more, found -5"),
        ("timing.lease", "6 hours", "timing.lease: expected a duration, such as 6h"),
        ("timing.lease", "13h", "lease: expected at most limits.hard_limit_hours, 12 hours"),
        ("timing.warn_after", "7h", "warn_after: expected at most the lease, 6h, found '7h'"),
        ("timing.look_awake", "0s", "timing.look_awake: expected more than 0, found '0s'"),
        ("timing.money_wins_after", "16m", "money_wins_after: expected at most 15m, found '16m'"),
        ("time_zone", "Europe/Zürich", "time_zone: expected an IANA time zone"),
        ("network.cidr", "10.0.0.0/33", "network.cidr: expected a network in CIDR form"),
        ("network.subnets.db", "10.1.3.0/24", "subnets.db: expected a part of 10.0.0.0/16"),
        ("network.subnets.db", "10.0.1.0/25", "a network apart from workers, 10.0.1.0/24"),
        ("proof.accept_blind", ["moon"], "proof.accept_blind[0]: expected a source: servers,"),
        ("proof.accept_blind", "volumes", "accept_blind: expected a list, found 'volumes'"),
        ("cluster", None, "labs.lab.cluster: expected a table, found nothing"),
        ("cluster.kubernetes_version", 1.33, 'in quotes, such as "1.33", found 1.33'),
        ("pools.general.max_nodes", True, "max_nodes: expected a number of nodes"),
        ("pools.Général", {}, "expected a pool's name: 1 to 35 small letters"),
        ("buckets.state.name", "Lab", "buckets.state.name: expected a bucket's name"),
    ],
)
def test_what_disagrees_in_lab_yaml_is_told_with_its_place(
    path: str, value: object, told: str
) -> None:
    lab = lab_file()
    where = lab["labs"]["lab"]
    *tables, last = path.split(".")
    for name in tables:
        where = where.setdefault(name, {})
    where[last] = value

    assert any(told in fault for fault in faults(lab=lab)), faults(lab=lab)


def test_what_is_required_and_left_out_is_told() -> None:
    lab = lab_file()
    del lab["labs"]["lab"]["pools"]["gpu"]["zone"]
    del lab["labs"]["lab"]["buckets"]

    assert set(faults(lab=lab)) == {
        "lab.yaml: labs.lab.pools.gpu.zone: expected an availability zone, such as az-1 or"
        " dc3-a-04, found nothing",
        "lab.yaml: labs.lab.buckets: expected a table, found nothing",
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"labs: [", "lab.yaml: expected YAML, found"),
        (b"schema: 1\nschema: 1\n", "'schema' twice at line 2, column 1"),
        (b"\xff\xfe\x00", "lab.yaml: expected YAML, found"),
        (b"", "lab.yaml: expected a table, found nothing"),
        (b"lab", "lab.yaml: expected a table, found 'lab'"),
        (b"schema: 2\nlabs: {}", "lab.yaml: schema: expected the file's schema number: 1, found 2"),
        (b"schema: 1\nlabs: {}", "lab.yaml: labs: expected a lab, found none"),
        (b"a: !!float nothing", "lab.yaml: expected YAML, found"),
        (b"a: !!python/object:os.system {}", "lab.yaml: expected YAML, found"),
    ],
)
def test_a_text_that_is_no_lab_file_is_told(text: bytes, told: str) -> None:
    assert any(told in fault for fault in faults(lab=text)), faults(lab=text)


def test_a_file_that_cannot_be_read_is_told_beside_the_rest() -> None:
    environ = {"VEILLEUR_CONFIG": "/etc/veilleur/lab.yaml"}

    found = faults(environ=environ)

    assert "/etc/veilleur/lab.yaml: expected a readable file" in found[0]
    assert "/etc/veilleur/prices.yaml: expected a readable file" in found[1]
    assert any("INFOMANIAK_TOKEN" in fault for fault in found)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"valid_from": "2026-02-30"}, "valid_from: expected a day of the calendar"),
        ({"valid_from": "soon"}, "valid_from: expected a day, such as 2026-01-01, found 'soon'"),
        ({"chf": "cheap"}, "chf: expected an amount in CHF"),
    ],
)
def test_a_wrong_price_is_told(change: dict[str, object], told: str) -> None:
    prices = price_file()
    prices["prices"]["volume_gb"][0].update(change)

    assert any(told in fault for fault in faults(prices=prices))


def test_two_prices_of_one_day_are_told() -> None:
    prices = price_file()
    prices["prices"]["s3_gb"] *= 2

    assert faults(prices=prices) == (
        "prices.yaml: prices.s3_gb[1].valid_from: expected one price a day, found 2024-01-01 twice",
    )
