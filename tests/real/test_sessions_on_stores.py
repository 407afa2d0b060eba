"""A whole session with the bucket on a real store: started, stopped, proven off, with a receipt."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from shared.adapters.cluster import KubeApi, LeaseHeads, logged_in
from shared.adapters.s3 import Bucket, S3Bodies
from shared.errors import PermanentError
from tests.e2e.town import Town, town
from tests.platform import ROOT
from tests.real.dated import dated
from tests.real.servers.running import EXACT, SWIFTS, Running

pytestmark = pytest.mark.real
Json = dict[str, Any]


@pytest.fixture(scope="module", params=[SWIFTS[1], EXACT])
def slept(
    request: pytest.FixtureRequest,
    real_stores: Running,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Town]:
    """A lab that ran for two hours, was extended, and stopped. The functions are processes."""
    home = tmp_path_factory.mktemp("session")
    store = real_stores(request.param)
    bucket = store.another_bucket("session")
    in_the_store = request.param == EXACT
    config = _lab_yaml(home, commit="store" if in_the_store else "lease")
    with ExitStack() as stack:
        also = {**bucket.environ, "VEILLEUR_CONFIG": str(config)}
        if in_the_store:
            port = urlsplit(store.where.endpoint).port
            assert port is not None
            proxy = stack.enter_context(dated(port))
            also["AWS_ENDPOINT_URL"] = proxy.url
        here = stack.enter_context(town(home, also))
        if in_the_store:
            proxy.now = lambda: here.now
        here.run("standard", hours=2)
        here.live(3600)
        assert here.stage.functions.extend(3, "ana").ok
        here.live(600)
        here.sleep()
        yield here


def _lab_yaml(home: Path, *, commit: str) -> Path:
    lab = yaml.safe_load((ROOT / "lab.yaml").read_text())
    lab["labs"]["lab"]["commit"] = commit
    shutil.copy(ROOT / "prices.yaml", home)
    config = home / "lab.yaml"
    config.write_text(yaml.safe_dump(lab, sort_keys=False))
    return config


def keeps_its_head_in_the_store(town: Town) -> bool:
    return "commit: store" in Path(town.stage.environ["VEILLEUR_CONFIG"]).read_text()


def stored(town: Town, key: str) -> Json:
    found: Json = json.loads(town.object(key))
    return found


def test_it_is_proven_off(slept: Town) -> None:
    assert slept.status["phase"] == "stopped"
    assert len(slept.status["proof"]) == 6
    assert slept.pools() == []


def test_its_receipt_and_its_archive_lie_in_the_store(slept: Town) -> None:
    keys = slept.bucket()
    session = slept.status["session"]
    receipt = stored(slept, f"labs/lab/ledger/2026/01/{session}.json")
    assert receipt["session"] == session
    assert [r["session"] for r in stored(slept, "labs/lab/ledger/2026-01.json")["receipts"]] == [
        session
    ]
    archives = stored(slept, "labs/lab/archives.json")["archives"]
    assert archives
    assert all(any(f"/{a['name']}/" in key for key in keys) for a in archives)


def test_the_published_copy_is_the_committed_one(slept: Town) -> None:
    published = json.loads(slept.published())
    head = lease(slept).notes
    assert head["body"].endswith(f"/{published['revision']}.json")
    assert slept.object(head["body"]) == slept.published()


def test_who_keeps_lock_and_commit_is_as_configured(slept: Town) -> None:
    in_the_store = keeps_its_head_in_the_store(slept)
    assert ("labs/lab/head.json" in slept.bucket()) is in_the_store
    assert (lease(slept).notes.get("kept-in") == "store") is in_the_store
    if in_the_store:
        kept = stored(slept, "labs/lab/head.json")["notes"]
        assert kept == {k: v for k, v in lease(slept).notes.items() if k != "kept-in"}
        assert stored(slept, "labs/lab/probe.json")["swap"] == "proven"


def test_no_alarm_was_sent(slept: Town) -> None:
    assert slept.alarms() == []


def test_a_store_whose_certificate_nobody_vouches_for_is_not_believed(real_stores: Running) -> None:
    store = real_stores(SWIFTS[1])
    unknown = Bucket(store.bucket, replace(store.where, authorities=""))
    with closing(unknown), pytest.raises(PermanentError, match="CERTIFICATE_VERIFY_FAILED") as said:
        S3Bodies(unknown).put("labs/lab/session.json", b"secrets")
    assert "AWS_CA_BUNDLE" in said.value.advice


def lease(town: Town) -> Any:  # noqa: ANN401 -- a Head
    access = logged_in(Path(town.stage.environ["KUBECONFIG"]).read_text())
    with KubeApi(access=access) as api:
        head = LeaseHeads(api=api, lab="lab").read()
    assert head is not None
    return head
