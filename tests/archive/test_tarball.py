"""The tarball, held against the standard library's own reader and writer, and against harm."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.archive.items import Item, item_of
from shared.archive.reading import Contents, entries, read
from shared.archive.tally import Tally
from shared.archive.tarball import gzipped, tar_of
from shared.errors import CorruptError
from tests.archive.shop import meta

MTIME = 1_767_718_800
# A few characters of each sort: building the whole of Unicode takes a fresh machine seconds.
NAMES = st.text("ab-.:_é日", min_size=1, max_size=80)
SAFE = NAMES.filter(lambda name: name not in (".", ".."))


@st.composite
def items(draw: st.DrawFn) -> Item:
    resource, version, kind = draw(
        st.sampled_from(
            [
                ("pods", "v1", "Pod"),
                ("deployments.apps", "apps/v1", "Deployment"),
                ("widgets.very-long-group-name.example.com", "g/v1beta1", "Widget"),
            ]
        )
    )
    data = draw(st.dictionaries(NAMES, NAMES, max_size=3))
    where = meta(draw(SAFE), draw(st.one_of(st.just(""), SAFE)))
    return item_of(resource, {"apiVersion": version, "kind": kind, "metadata": where, "data": data})


def packed(found: list[Item]) -> bytes:
    return b"".join(gzipped(tar_of(found, MTIME)))


def in_chunks(body: bytes, size: int) -> Iterator[bytes]:
    return (body[at : at + size] for at in range(0, len(body), size))


def own_tar(path: str, body: bytes = b"{}", kind: bytes = tarfile.REGTYPE) -> bytes:
    """One member, by the standard library's writer."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.PAX_FORMAT) as tar:
        info = tarfile.TarInfo(path)
        info.size, info.type, info.linkname = len(body), kind, "/etc/passwd"
        tar.addfile(info, io.BytesIO(body))
    return out.getvalue()


def pod(name: str = "p", **more: object) -> bytes:
    obj = {"apiVersion": "v1", "kind": "Pod", "metadata": meta(name)} | more
    return json.dumps(obj).encode()


def counted(body: bytes) -> Contents:
    return read(iter([body]))


@given(found=st.lists(items(), max_size=6), size=st.integers(1, 5000))
def test_what_was_written_is_read_back_whole_in_chunks_of_any_size(
    found: list[Item], size: int
) -> None:
    back = list(entries(in_chunks(packed(found), size)))

    assert [(e.resource, e.namespace, e.name, e.body) for e in back] == [
        (i.resource, i.namespace, i.name, i.body()) for i in found
    ]


@given(found=st.lists(items(), max_size=6))
def test_the_counts_of_what_was_sent_are_those_of_what_is_there(found: list[Item]) -> None:
    tally = Tally()

    body = packed(list(tally.watch(found)))

    assert tally.differences(counted(body)) == ()


@given(found=st.lists(items(), max_size=6))
def test_the_standard_library_reads_it_too(found: list[Item]) -> None:
    with tarfile.open(fileobj=io.BytesIO(packed(found))) as tar:
        members = tar.getmembers()

    assert [m.name for m in members[1:]] == [path for i in found for path in i.paths()]
    assert {(m.isreg(), m.mode, m.mtime, m.uid, m.gid, m.uname) for m in members} == {
        (True, 0o755, MTIME, 0, 0, "")
    }


@given(found=st.lists(items(), min_size=1, max_size=3), data=st.data())
def test_damage_is_a_verdict_and_never_a_crash(found: list[Item], data: st.DataObject) -> None:
    """Each bit flipped or byte lost: an error of ours, or a difference, or what was sent."""
    body = bytearray(packed(found))
    at = data.draw(st.integers(0, len(body) - 1))
    if data.draw(st.booleans()):
        body[at] ^= 1 << data.draw(st.integers(0, 7))
    else:
        del body[at:]
    tally = Tally()
    list(tally.watch(found))

    try:
        differences = tally.differences(counted(bytes(body)))
    except CorruptError:
        return

    back = [entry.body for entry in entries(iter([bytes(body)]))]
    assert differences or back == [item.body() for item in found]


def test_members_of_gzip_one_after_the_other_are_one_archive() -> None:
    plain = b"".join(tar_of([item_of("pods", json.loads(pod()))], MTIME))
    halves = gzip.compress(plain[:700]) + gzip.compress(plain[700:])

    assert counted(halves).counts == {"pods": 1}


@pytest.mark.parametrize(
    "path",
    [
        "../resources/pods/cluster/p.json",
        "/resources/pods/cluster/p.json",
        "resources/pods/../../../etc/passwd",
        "resources/pods/cluster/..\\p.json",
        "resources/pods//p.json",
        "resources/pods/cluster/./p.json",
    ],
)
def test_a_path_that_leads_outside_is_refused(path: str) -> None:
    with pytest.raises(CorruptError, match="leads outside"):
        counted(own_tar(path))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_what_is_no_regular_file_is_passed_over(kind: bytes) -> None:
    assert counted(own_tar("resources/pods/cluster/p.json", b"", kind)).counts == {}


@pytest.mark.parametrize("path", ["resources/pods", "other/pods/cluster/p.json", "readme.txt"])
def test_files_of_unknown_folders_are_passed_over(path: str) -> None:
    found = counted(own_tar(path))

    assert (found.counts, found.faults) == ({}, [])


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{", "pods shop/p: no JSON object"),
        (b"[]", "pods shop/p: no JSON object"),
        (b"{}", "pods shop/p: not a Kubernetes object"),
        (pod("other"), "pods shop/p: holds shop/other"),
    ],
)
def test_a_file_that_is_not_the_object_of_its_path_is_named_and_the_rest_goes_on(
    body: bytes, told: str
) -> None:
    (fault,) = counted(own_tar("resources/pods/namespaces/shop/p.json", body)).faults

    assert told in fault


def test_an_empty_archive_has_nothing_and_is_no_error() -> None:
    assert counted(gzip.compress(b"\0" * 1024)).counts == {}


def test_long_names_are_read_in_the_form_of_gnu_too() -> None:
    path = f"resources/pods/namespaces/shop/{'n' * 200}.json"
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.GNU_FORMAT) as tar:
        info, body = tarfile.TarInfo(path), pod("n" * 200)
        info.size = len(body)
        tar.addfile(info, io.BytesIO(body))

    assert counted(out.getvalue()).counts == {"pods": 1}


def test_a_header_that_claims_an_absurd_size_allocates_nothing() -> None:
    info = tarfile.TarInfo("resources/pods/cluster/p.json")
    info.size = 1 << 32

    with pytest.raises(CorruptError, match="more than any object"):
        counted(gzip.compress(info.tobuf(tarfile.USTAR_FORMAT)))


def test_a_gzip_bomb_is_passed_over_without_being_held() -> None:
    """64 MiB of zeros in a folder that we do not know, read within a few of them."""
    info = tarfile.TarInfo("big.bin")
    info.size, info.type = 64 << 20, b"7"
    bomb = gzip.compress(info.tobuf(tarfile.USTAR_FORMAT) + b"\0" * (info.size + 1024), 1)

    assert counted(bomb).counts == {}


def test_an_archive_of_velero_with_versions_that_are_not_preferred_is_counted_once() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for version in ("", "v1-preferredversion/", "v1beta1/"):
            info = tarfile.TarInfo(f"resources/pods/{version}namespaces/shop/p.json")
            info.size = len(pod())
            tar.addfile(info, io.BytesIO(pod()))

    found = counted(out.getvalue())

    assert (found.counts, found.preferred) == ({"pods": 1}, {"pods": 1})
