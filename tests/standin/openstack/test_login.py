"""Keystone: who gets in, what the token says, and how long it holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests
from keystoneauth1.access import AccessInfoV3
from keystoneauth1.exceptions import Unauthorized
from keystoneauth1.identity.v3 import ApplicationCredential, Password
from keystoneauth1.session import Session
from openstack.connection import Connection

from tests.standin.openstack.cloud import ACCOUNT, Cloud

SERVICES = {"identity", "network", "volumev3", "load-balancer", "object-store", "compute"}


def test_p3_1_an_application_credential_logs_in_and_finds_every_service(
    connection: Connection,
) -> None:
    auth = connection.session.auth
    assert isinstance(auth, ApplicationCredential)
    access = auth.get_access(connection.session)
    assert isinstance(access, AccessInfoV3)
    assert access.project_id == ACCOUNT.project_id
    assert access.application_credential_id == ACCOUNT.application_credential_id
    catalogue = access.service_catalog
    assert {entry["type"] for entry in catalogue.catalog} == SERVICES
    for kind in SERVICES:
        assert catalogue.url_for(service_type=kind, interface="public", region_name="dc3-a")


def test_p3_1_a_wrong_secret_is_refused(cloud: Cloud) -> None:
    with cloud.connected(secret="guessed") as connection, pytest.raises(Unauthorized):
        connection.session.get_token()


def as_a_person(cloud: Cloud, http: requests.Session, password: str = ACCOUNT.password) -> Session:
    auth = Password(
        auth_url=f"{cloud.url}/identity/v3",
        username="lab-user",
        password=password,
        user_domain_name="Default",
        project_name="lab",
        project_domain_name="Default",
    )
    return Session(auth=auth, session=http)


def test_a_person_logs_in_with_a_password(cloud: Cloud) -> None:
    with requests.Session() as http:
        assert as_a_person(cloud, http).get_project_id() == ACCOUNT.project_id


@pytest.mark.parametrize("password", ["", "guessed"])
def test_a_wrong_password_lets_nobody_in(cloud: Cloud, password: str) -> None:
    with requests.Session() as http, pytest.raises(Unauthorized):
        as_a_person(cloud, http, password).get_token()


def test_p3_1_s3_keys_are_made_by_a_person(cloud: Cloud) -> None:
    with (
        requests.Session() as http,
        Connection(session=as_a_person(cloud, http), region_name="dc3-a") as connection,
    ):
        url = f"/users/{ACCOUNT.user_id}/credentials/OS-EC2"
        made = connection.identity.post(url, json={"tenant_id": ACCOUNT.project_id})
        key = made.json()["credential"]
        assert ACCOUNT.s3_keys[key["access"]] == key["secret"]
        shown = connection.identity.get(f"{url}/{key['access']}").json()["credential"]
        assert shown == key
        assert connection.identity.delete(f"{url}/{key['access']}").status_code == 204
    assert key["access"] not in ACCOUNT.s3_keys


def test_p3_1_an_application_credential_makes_no_s3_keys(connection: Connection) -> None:
    url = f"/users/{ACCOUNT.user_id}/credentials/OS-EC2"
    assert connection.identity.post(url, json={}).status_code == 403
    assert connection.identity.get(url).json()["credentials"] == []


def test_without_a_token_every_service_answers_401(cloud: Cloud) -> None:
    for path in ("/network/v2.0/networks", "/compute/v2.1/servers", "/identity/v3/auth/projects"):
        answer = requests.get(cloud.url + path, timeout=10)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Keystone uri=")


def test_the_version_documents_need_no_token(cloud: Cloud) -> None:
    for path in ("/identity", "/identity/v3/", "/network/", "/load-balancer/", "/volume/v3/"):
        assert requests.get(cloud.url + path, timeout=10).status_code in (200, 300)


def test_the_client_logs_in_again_when_its_token_has_ended(
    cloud: Cloud, connection: Connection
) -> None:
    list(connection.network.networks())
    cloud.on_loop(lambda: cloud.wall.advance(timedelta(hours=2)))
    assert [network.name for network in connection.network.networks()]
    logins = [entry for entry in cloud.journal.entries() if entry["path"].endswith("/auth/tokens")]
    assert len(logins) == 2


def test_tokens_do_not_end_by_the_story_s_clock(cloud: Cloud, connection: Connection) -> None:
    list(connection.network.networks())
    cloud.step(48 * 3600)
    list(connection.network.networks())
    logins = [entry for entry in cloud.journal.entries() if entry["path"].endswith("/auth/tokens")]
    assert len(logins) == 1


def test_a_token_can_be_shown_and_revoked(cloud: Cloud) -> None:
    mine = cloud.log_in()
    subject = mine | {"X-Subject-Token": mine["X-Auth-Token"]}
    url = f"{cloud.url}/identity/v3/auth/tokens"
    assert requests.get(url, headers=subject, timeout=10).json()["token"]["catalog"]
    assert requests.delete(url, headers=subject, timeout=10).status_code == 204
    assert requests.get(url, headers=subject, timeout=10).status_code == 401


def test_the_secret_never_enters_the_journal(cloud: Cloud) -> None:
    cloud.log_in()
    assert ACCOUNT.application_credential_secret not in str(cloud.journal.entries())


@pytest.mark.parametrize("body", ["{", "[]", "{}", '{"auth": {"identity": {"methods": []}}}'])
def test_a_login_that_is_none_is_a_bad_request(cloud: Cloud, body: str) -> None:
    answer = requests.post(f"{cloud.url}/identity/v3/auth/tokens", data=body, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["error"]["title"] == "Bad Request"
