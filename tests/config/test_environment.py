"""Secrets, ids and addresses come from the environment or from mounted files."""

from __future__ import annotations

import pytest

from tests.config.deployment import ENVIRON, faults, load


def test_a_secret_may_lie_in_a_mounted_file() -> None:
    environ = {k: v for k, v in ENVIRON.items() if k != "INFOMANIAK_TOKEN"}

    found = load(
        environ={**environ, "INFOMANIAK_TOKEN_FILE": "/run/secrets/token"},
        files={"/run/secrets/token": b"from-the-file\n"},
    )

    assert found.infomaniak.token == "from-the-file"


def test_a_mounted_file_that_is_not_there_is_told_once() -> None:
    environ = {k: v for k, v in ENVIRON.items() if k != "INFOMANIAK_TOKEN"}

    assert faults(environ={**environ, "INFOMANIAK_TOKEN_FILE": "/run/secrets/token"}) == (
        "environment: INFOMANIAK_TOKEN_FILE: expected a readable text file,"
        " found '/run/secrets/token': No such file or directory",
    )


def test_a_variable_and_its_file_together_are_a_fault() -> None:
    environ = {**ENVIRON, "INFOMANIAK_TOKEN_FILE": "/run/secrets/token"}

    assert (
        "expected INFOMANIAK_TOKEN or INFOMANIAK_TOKEN_FILE, found both"
        in faults(environ=environ)[0]
    )


def test_an_empty_variable_is_as_good_as_unset() -> None:
    assert "INFOMANIAK_TOKEN: expected" in faults(environ={**ENVIRON, "INFOMANIAK_TOKEN": ""})[0]


def test_the_addresses_of_infomaniak_are_the_default() -> None:
    given = {"INFOMANIAK_HOST", "OS_AUTH_URL", "AWS_ENDPOINT_URL", "OS_REGION_NAME"}

    found = load(environ={k: v for k, v in ENVIRON.items() if k not in given})

    assert found.infomaniak.host == "https://api.infomaniak.com"
    assert found.openstack is not None
    assert found.openstack.auth_url == "https://api.pub1.infomaniak.cloud/identity/v3"
    assert found.openstack.region == "dc3-a"
    assert found.s3.endpoint == "https://s3.pub1.infomaniak.cloud"


def test_on_lambda_the_store_s_keys_have_names_that_are_not_the_runtime_s() -> None:
    runtime = {
        "AWS_ACCESS_KEY_ID": "the-runtime's",
        "AWS_SECRET_ACCESS_KEY": "its-secret",
        "AWS_REGION": "eu-central-2",
    }
    ours = {"VEILLEUR_S3_ACCESS_KEY": "ours", "VEILLEUR_S3_SECRET_KEY": "our-secret"}

    found = load(environ={**ENVIRON, **runtime, **ours, "VEILLEUR_S3_REGION": "us-east-1"}).s3

    assert (found.access_key, found.secret_key) == ("ours", "our-secret")
    assert found.region == "us-east-1"


@pytest.mark.parametrize("name", ["AWS_CA_BUNDLE", "VEILLEUR_S3_CA_BUNDLE"])
def test_the_store_s_authorities_are_the_path_of_a_file(name: str) -> None:
    environ = {**ENVIRON, name: "/etc/store.pem"}

    found = load(environ=environ, files={"/etc/store.pem": b"PEM"})

    assert found.s3.authorities == "/etc/store.pem"
    assert load().s3.authorities == ""
    assert faults(environ=environ) == (
        f"environment: {name}: expected a readable text file,"
        " found '/etc/store.pem': No such file or directory",
    )


def test_without_openstack_the_lab_goes_on_and_says_what_it_loses() -> None:
    found = load(environ={k: v for k, v in ENVIRON.items() if not k.startswith("OS_")})

    assert found.openstack is None
    assert any("no OFF can be proven" in notice for notice in found.notices)


def test_half_a_credential_is_a_fault() -> None:
    environ = {k: v for k, v in ENVIRON.items() if k != "OS_APPLICATION_CREDENTIAL_SECRET"}

    assert "OS_APPLICATION_CREDENTIAL_SECRET: expected" in faults(environ=environ)[0]


@pytest.mark.parametrize("content", ["apiVersion: v1\nkind: Config\n", '{"kind": "Config"}'])
def test_the_kubeconfig_may_be_given_as_its_content(content: str) -> None:
    kubeconfig = load(environ={**ENVIRON, "KUBECONFIG": content}).kubeconfig

    assert (kubeconfig.path, kubeconfig.text) == ("", content)


def test_without_a_kubeconfig_the_provider_is_to_be_asked() -> None:
    kubeconfig = load(environ={**ENVIRON, "KUBECONFIG": ""}).kubeconfig

    assert (kubeconfig.path, kubeconfig.text) == ("", "")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("INFOMANIAK_HOST", "api.infomaniak.com", "an address that begins with https://"),
        ("AWS_ENDPOINT_URL", "https://[broken", "an address that begins with https://"),
        ("VEILLEUR_CLOCK_URL", "file:///etc/passwd", "an address that begins with https://"),
        ("VEILLEUR_PROJECT_ID", "-1", "the project's number, found '-1'"),
        ("VEILLEUR_PROJECT_ID", "0", "the project's number, found '0'"),
        ("VEILLEUR_TICK_BUDGET", "soon", "a duration up to 1h, such as 5m or 20s"),
        ("VEILLEUR_TICK_BUDGET", "2h", "a duration up to 1h, such as 5m or 20s"),
        ("VEILLEUR_LANGUAGE", "de", "VEILLEUR_LANGUAGE: expected en or fr, found 'de'"),
        ("OS_AUTH_TYPE", "password", "expected v3applicationcredential, found 'password'"),
        ("VEILLEUR_TOKEN", "short", "16 or more printable ASCII characters, found 5 characters"),
    ],
)
def test_a_wrong_variable_is_told(name: str, value: str, told: str) -> None:
    found = faults(environ={**ENVIRON, name: value})

    assert len(found) == 1
    assert told in found[0]


def test_a_bad_secret_is_not_repeated() -> None:
    assert "hunter2" not in str(faults(environ={**ENVIRON, "VEILLEUR_TOKEN": "hunter2"}))


def test_plain_http_to_another_machine_is_worth_a_notice() -> None:
    notices = load(environ={**ENVIRON, "INFOMANIAK_HOST": "http://standin:8080"}).notices

    assert any("INFOMANIAK_HOST: plain http" in notice for notice in notices)
