"""A kubeconfig: where it leads, who we are there, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from shared.errors import ConfigError
from shared.kubeconfig import parse
from tests.adapters.authority import kubeconfig

SERVER = "https://api.example.org:6443"
CA = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


def test_text_and_file_say_the_same(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text(kubeconfig(SERVER, ca=CA))
    assert parse(str(file)) == parse(file.read_text())


def test_a_text_of_one_line_is_a_text() -> None:
    text = kubeconfig(SERVER, ca=CA)
    assert parse(json.dumps(yaml.safe_load(text))) == parse(text)


def test_equal_places_are_equal_however_they_are_written() -> None:
    spaced = CA.replace("\n", "\r\n") + "\n\n"
    one, other = kubeconfig(SERVER, ca=CA), kubeconfig("https://API.example.org:6443/", ca=spaced)
    assert parse(one).endpoint == parse(other).endpoint


def test_another_authority_is_another_place() -> None:
    other = CA.replace("AAAA", "BBBB")
    assert parse(kubeconfig(SERVER, ca=CA)).endpoint != parse(kubeconfig(SERVER, ca=other)).endpoint


def test_certificates_may_lie_in_files(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text(CA)
    text = kubeconfig(SERVER).replace(
        f'"server": "{SERVER}"', f'"server": "{SERVER}", "certificate-authority": "{file}"'
    )
    assert parse(text).ca_pem == CA


def test_tls_is_never_switched_off() -> None:
    text = kubeconfig(SERVER).replace(
        f'"server": "{SERVER}"', f'"server": "{SERVER}", "insecure-skip-tls-verify": true'
    )
    with pytest.raises(ConfigError, match="insecure"):
        parse(text)


def test_plain_http_is_for_a_proxy_on_this_machine_alone() -> None:
    assert parse(kubeconfig("http://127.0.0.1:8001")).server == "http://127.0.0.1:8001"
    with pytest.raises(ConfigError, match="https"):
        parse(kubeconfig("http://api.example.org"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no such file",
        "a: b\nc: [",
        "- a\n- b\n",
        kubeconfig(SERVER).replace("current-context: it", "current-context: other"),
        kubeconfig(SERVER).replace("clusters:", "clowders:"),
        kubeconfig(SERVER).replace('"user": "me"', '"user": "you"'),
        kubeconfig(SERVER, ca=CA).replace('data": "', 'data": "*'),
    ],
)
def test_what_cannot_be_used_is_named_and_shows_no_secret(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    assert "s3cret" not in str(caught.value)


def test_a_user_who_logs_in_by_a_program_is_known_as_such() -> None:
    text = kubeconfig(SERVER).replace('"token": "s3cret-kube-token"', '"exec": {"command": "x"}')
    assert parse(text).helper
