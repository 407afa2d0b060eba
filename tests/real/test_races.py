"""A thousand commits by twenty processes at once, on real stores: none lost or doubled (rule 3)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from shared.adapters.cluster import KubeApi, LeaseHeads, logged_in
from shared.adapters.s3 import Bucket, Conditional, S3Bodies, S3Heads, try_out
from shared.commit import How, Stored
from shared.commit.stored import load, numbers
from shared.errors import UnprovenError
from shared.ports import Head
from standin.clock import Clock, Mode
from standin.faults import Faults
from standin.journal import Journal
from standin.kubernetes import ADMIN, KubernetesApi
from tests.contract.loops import served
from tests.core.given import T0
from tests.platform import ROOT, clean_environ
from tests.real.race import Race
from tests.real.servers.running import EXACT, REAL_STORES, SWIFTS, Running
from tests.real.servers.store import Store

pytestmark = pytest.mark.real
RACERS, EACH = 20, 50
ENDS_WITHIN_SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Raced:
    """`told` is what the racers were answered, `stored` what lies there, `head` who says so."""

    told: list[dict[str, object]]
    head: Head
    stored: Stored

    @property
    def revisions(self) -> list[str]:
        return [str(r) for racer in self.told for r in racer["revisions"]]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def kubeconfig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The stand-in's Kubernetes, on the wall's time."""
    clock = Clock(Mode.WALL)
    api = KubernetesApi(clock=clock, faults=Faults(), journal=Journal(clock))
    with served(api.application, api.tls_context) as at:
        file = tmp_path_factory.mktemp("race") / "kubeconfig"
        file.write_text(api.kubeconfig(ADMIN, at.url))
        yield str(file)


@pytest.fixture(scope="module", params=REAL_STORES)
def raced(request: pytest.FixtureRequest, real_stores: Running, kubeconfig: str) -> Raced:
    store = real_stores(request.param)
    race = _race(store, kubeconfig, keeps_head=request.param == EXACT)
    command = [sys.executable, "-m", "tests.real.race", json.dumps(asdict(race))]
    done = subprocess.run(  # noqa: S603 -- our own module
        command,
        cwd=ROOT,
        env=clean_environ(),
        capture_output=True,
        text=True,
        check=False,
        timeout=ENDS_WITHIN_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return _looked_at(race, json.loads(done.stdout))


def _race(store: Store, kubeconfig: str, *, keeps_head: bool) -> Race:
    return Race(
        lab=f"race-{store.name.replace(' ', '-')}",
        endpoint=store.where.endpoint,
        access_key=store.where.access_key,
        secret_key=store.where.secret_key,
        authorities=store.where.authorities,
        bucket=store.bucket,
        kubeconfig=kubeconfig,
        keeps_head=keeps_head,
        racers=RACERS,
        each=EACH,
    )


def _looked_at(race: Race, told: list[dict[str, object]]) -> Raced:
    access = logged_in(Path(race.kubeconfig).read_text())
    with closing(Bucket(race.bucket, race.where)) as bucket, KubeApi(access=access) as api:
        lease = LeaseHeads(api=api, lab=race.lab)
        found = try_out(bucket, race.lab, T0) if race.keeps_head else None
        read: Callable[[], Head | None] = lease.read
        if found is not None:
            read = S3Heads(bucket, race.lab, found).read
        head = read()
        assert head is not None
        return Raced(told=told, head=head, stored=load(S3Bodies(bucket), race.lab, head))


def test_the_last_body_holds_every_key_exactly_once(raced: Raced) -> None:
    assert raced.stored.how is How.COMMITTED
    assert raced.stored.session is not None
    found = Counter(raced.stored.session.keys)
    assert found == Counter(f"{racer}-{turn}" for racer in range(RACERS) for turn in range(EACH))


def test_each_commit_was_told_to_one_process_and_they_count_up(raced: Raced) -> None:
    counted = sorted(numbers(revision)[1] for revision in raced.revisions)
    assert counted == list(range(1, RACERS * EACH + 1))


def test_no_two_commits_were_made_under_one_lock(raced: Raced) -> None:
    tokens = [numbers(revision)[0] for revision in raced.revisions]
    assert len(set(tokens)) == RACERS * EACH
    assert raced.head.token == max(tokens)


def test_they_did_race(raced: Raced) -> None:
    """Each was turned away now and then: else they only took turns."""
    assert all(int(str(racer["turned_away"])) > 0 for racer in raced.told)


@pytest.mark.parametrize("name", SWIFTS)
def test_p4_1_p4_2_no_real_swift_may_keep_the_head(real_stores: Running, name: str) -> None:
    """The same race by If-Match and If-None-Match: the probe finds out, and it is refused."""
    store = real_stores(name)
    with closing(Bucket(store.bucket, store.where)) as bucket:
        found = try_out(bucket, "unproven", T0)
        assert found.swap is Conditional.NONE
        with pytest.raises(UnprovenError, match="If-Match is none"):
            S3Heads(bucket, "unproven", found)


def test_a_store_whose_compare_and_swap_is_real_proves_it(real_stores: Running) -> None:
    store = real_stores(EXACT)
    with closing(Bucket(store.bucket, store.where)) as bucket:
        found = try_out(bucket, "proven", T0)
    assert (found.swap, found.create_only) == (Conditional.PROVEN, Conditional.PROVEN)
