"""The adapter of OpenStack on the stand-in over HTTP: errors, pages, and what it never deletes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from shared.adapters.openstack import Cloud, OpenStackLeftovers, Owner
from shared.adapters.openstack.reading import moment
from shared.core.actions import DeleteLeftover, DetachAddress
from shared.errors import (
    ConflictError,
    CorruptError,
    DeniedError,
    PermanentError,
    PortError,
    RateLimitedError,
    TemporaryError,
    UnansweredError,
)
from tests.contract.leftovers import OTHER, PATHS, HttpCase, login_of, standin_case

KINDS = ("server", "load_balancer", "floating_ip", "volume")
BALANCERS = "/load-balancer/.*/loadbalancers"


@pytest.fixture
def case() -> Iterator[HttpCase]:
    with standin_case() as made:
        yield made


def release(case: HttpCase, kind: str) -> None:
    for one in case.port.list(kind):
        case.port.delete(DeleteLeftover(kind=kind, id=one.id, name=one.name, why="a test"))


def asked(case: HttpCase, method: str) -> list[str]:
    entries = case.standin.journal.entries()
    return [e["path"] for e in entries if e["method"] == method and "/auth/" not in e["path"]]


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_read(case: HttpCase, kind: str) -> None:
    for _ in range(5):
        case.add_other(kind)
    assert len(case.port.list(kind)) == 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_that_fails_fails_the_list(case: HttpCase, kind: str) -> None:
    for _ in range(5):
        case.add_other(kind)
    assert len(case.port.list(kind)) == 5
    case.standin.faults.add("error", match="marker=", args={"status": 500})
    with pytest.raises(TemporaryError):
        case.port.list(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_other_people_s_are_never_deleted_whoever_asks(case: HttpCase, kind: str) -> None:
    case.add_other(kind)
    with pytest.raises(PermanentError, match="not proven ours: it stays"):
        release(case, kind)
    assert [one.name for one in case.port.list(kind)] != []
    assert asked(case, "DELETE") == []


def test_a_detached_volume_of_ours_can_be_deleted(case: HttpCase) -> None:
    case.add_volume(attached=False)
    release(case, "volume")
    case.step(timedelta(minutes=1))
    assert case.port.list("volume") == ()


def test_an_attached_one_is_kept_by_cinder(case: HttpCase) -> None:
    case.add_volume(attached=True)
    with pytest.raises(PermanentError, match="status must be available"):
        release(case, "volume")


def test_a_server_of_ours_can_be_deleted(case: HttpCase) -> None:
    case.add_node()
    release(case, "server")
    case.step(timedelta(minutes=2))
    assert case.port.list("server") == ()


def test_a_node_proves_its_server_whatever_its_name(case: HttpCase) -> None:
    case.add_other("server")
    (machine,) = case.standin.world.machines.all()
    owner = Owner(cluster="lab", nodes=lambda: [machine.id])
    with Cloud(login_of(case.standin)) as cloud:
        (seen,) = OpenStackLeftovers(cloud, owner).list("server")
    assert (seen.name, seen.ours) == (OTHER["server"], True)


def test_other_peoples_addresses_are_never_detached(case: HttpCase) -> None:
    case.add_other("floating_ip")
    (theirs,) = case.port.list("floating_ip")
    with pytest.raises(PermanentError, match="not proven ours: it stays"):
        case.port.detach(DetachAddress(id=theirs.id, name=theirs.name, why="a test"))
    assert asked(case, "PUT") == []


def test_a_port_is_never_deleted(case: HttpCase) -> None:
    case.add_node()
    case.step(timedelta(hours=1))
    with pytest.raises(PermanentError, match="not ours to delete"):
        release(case, "port")
    assert asked(case, "DELETE") == []


def test_a_credential_of_another_project_than_the_labs_is_found_out(case: HttpCase) -> None:
    login = replace(login_of(case.standin), lab_project="another")
    with Cloud(login) as cloud:
        reach = OpenStackLeftovers(cloud, Owner(cluster="lab")).reach()
    assert reach.wrong == f"the credential is of project {reach.project}, the lab's is another"


def test_another_region_than_the_labs_is_found_out(case: HttpCase) -> None:
    login = replace(login_of(case.standin), lab_region="dc4-a")
    with Cloud(login) as cloud:
        reach = OpenStackLeftovers(cloud, Owner(cluster="lab")).reach()
    assert reach.wrong == "it is asked in region dc3-a, the lab is in dc4-a"


def test_an_answer_for_another_project_is_no_answer(
    case: HttpCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names are the lab's, and the things are not: neither seen as ours, nor as nothing."""
    case.add_service()
    (ours,) = case.port.list("load_balancer")
    told = Cloud.reach
    monkeypatch.setattr(Cloud, "reach", lambda cloud: replace(told(cloud), project="another"))
    with pytest.raises(TemporaryError, match="not another"):
        case.port.list("load_balancer")
    with pytest.raises(PermanentError, match="not proven ours: it stays"):
        case.port.delete(DeleteLeftover(kind=ours.kind, id=ours.id, name=ours.name, why="a test"))


def test_where_the_nodes_cannot_be_asked_the_servers_are_unknown(case: HttpCase) -> None:
    def unreachable() -> list[str]:
        raise TemporaryError("the cluster does not answer")

    case.add_other("server")
    owner = Owner(cluster="lab", nodes=unreachable)
    with Cloud(login_of(case.standin)) as cloud:
        leftovers = OpenStackLeftovers(cloud, owner, sleep=lambda _: None)
        with pytest.raises(TemporaryError, match="the cluster does not answer"):
            leftovers.list("server")


def test_servers_that_their_names_prove_need_no_cluster(case: HttpCase) -> None:
    """Past the limit their age is their pool's birth, and the cluster may be gone."""

    def unreachable() -> list[str]:
        raise TemporaryError("the cluster does not answer")

    case.add_node()
    owner = Owner(
        cluster="lab", server_prefix=f"pck-{case.standin.world.lab_id}-", nodes=unreachable
    )
    with Cloud(login_of(case.standin)) as cloud:
        (seen,) = OpenStackLeftovers(cloud, owner).list("server")
    assert (seen.ours, seen.created) == (True, case.now)


def test_a_balancer_that_changes_is_asked_again_later(case: HttpCase) -> None:
    case.add_service()
    (balancer,) = case.standin.world.load_balancers.all()
    case.port.list("load_balancer")
    change = partial(balancer.extra.update, provisioning_status="PENDING_UPDATE")
    case.standin.on_loop(change)
    with pytest.raises(ConflictError, match="immutable"):
        release(case, "load_balancer")


def test_a_deletion_goes_through_a_balancer_with_all_that_is_in_it(case: HttpCase) -> None:
    case.add_service()
    release(case, "load_balancer")
    assert asked(case, "DELETE")[0].endswith("?cascade=True")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, PermanentError),
        (403, DeniedError),
        (404, PermanentError),
        (409, ConflictError),
        (429, RateLimitedError),
        (500, TemporaryError),
        (503, TemporaryError),
    ],
)
def test_a_refusal_is_one_of_our_errors(
    case: HttpCase, status: int, error: type[PortError]
) -> None:
    case.standin.faults.add("error", match=BALANCERS, args={"status": status})
    with pytest.raises(error) as raised:
        case.port.list("load_balancer")
    assert str(status) in str(raised.value)


def test_it_waits_as_long_as_it_is_told_to(case: HttpCase) -> None:
    case.standin.faults.add("rate_limited", match=BALANCERS, args={"retry_after": 77})
    with pytest.raises(RateLimitedError) as raised:
        case.port.list("load_balancer")
    assert raised.value.retry_after == timedelta(seconds=77)
    assert len(asked(case, "GET")) == len({*asked(case, "GET")})


def test_a_read_that_was_lost_is_asked_once_more(case: HttpCase) -> None:
    case.add_service()
    case.standin.faults.add("refused", match=BALANCERS, times=1)
    assert len(case.port.list("load_balancer")) == 1


def test_a_deletion_that_was_lost_is_not_repeated(case: HttpCase) -> None:
    case.add_service()
    case.standin.faults.add("timeout_after", match=f"DELETE {BALANCERS}", times=1)
    with pytest.raises(UnansweredError):
        release(case, "load_balancer")
    assert len(asked(case, "DELETE")) == 1


@pytest.mark.parametrize("path", ["/identity/v3/auth/tokens", "^GET /load-balancer", "^GET /c"])
@pytest.mark.parametrize("kind", ["refused", "error"])
def test_whatever_fails_on_the_way_is_one_of_our_errors(
    case: HttpCase, path: str, kind: str
) -> None:
    case.standin.faults.add(kind, match=path, args={"status": 503})
    with pytest.raises(PortError):
        [case.port.list(one) for one in KINDS]


def test_wrong_credentials_are_denied(case: HttpCase) -> None:
    login = replace(login_of(case.standin), credential_secret="guessed")
    with Cloud(login) as cloud, pytest.raises(DeniedError):
        OpenStackLeftovers(cloud, Owner(cluster="lab")).list("volume")


def test_a_region_without_the_service_cannot_be_asked(case: HttpCase) -> None:
    """An empty catalogue is not an empty project."""
    login = replace(login_of(case.standin), region="nowhere")
    with Cloud(login) as cloud:
        for kind in KINDS:
            with pytest.raises(PermanentError):
                OpenStackLeftovers(cloud, Owner(cluster="lab")).list(kind)


def test_an_address_where_nobody_listens_is_no_connection() -> None:
    with standin_case() as over:
        login = login_of(over.standin)
    with Cloud(login) as cloud, pytest.raises(TemporaryError, match="no connection"):
        OpenStackLeftovers(cloud, Owner(cluster="lab"), sleep=lambda _: None).list("volume")


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_that_holds_no_list_is_corrupt_and_not_empty(case: HttpCase, kind: str) -> None:
    case.standin.faults.add("error", match=PATHS[kind], args={"status": 200})
    with pytest.raises(CorruptError):
        case.port.list(kind)


def test_a_kind_that_there_is_not_is_refused(case: HttpCase) -> None:
    with pytest.raises(PermanentError, match="server, load_balancer, floating_ip, volume"):
        case.port.list("bucket")


def test_the_secret_is_in_no_repr(case: HttpCase) -> None:
    login = login_of(case.standin)
    assert login.credential_secret not in repr(login)


@pytest.mark.parametrize(
    "text", ["2026-03-02T08:00:00Z", "2026-03-02T08:00:00", "2026-03-02T08:00:00.000000"]
)
def test_every_service_s_date_is_utc(text: str) -> None:
    assert moment(text) == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_an_absent_date_is_none() -> None:
    assert moment(None) is None


def test_importing_the_adapter_does_not_import_the_sdk() -> None:
    """The cold start: who asks nothing of OpenStack does not pay for it."""
    code = (
        "import sys, shared.adapters.openstack;"
        "sys.exit(any(m in sys.modules for m in ('openstack', 'keystoneauth1', 'requests')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 -- our own words
