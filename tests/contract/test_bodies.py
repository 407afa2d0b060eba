"""Bodies: objects at named keys. A proven 404 is None; what could not be asked is an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from shared.errors import TemporaryError
from tests.contract.real import STORES
from tests.contract.stores import Case, case_of
from tests.real.servers.running import Running

MIB = 1024 * 1024
NAMES = ["plain.json", "a b/é+1&=?#%.json", "velero/backups/n/n.tar.gz"]


@pytest.fixture(params=STORES)
def case(request: pytest.FixtureRequest, real_stores: Running) -> Iterator[Case]:
    with case_of(request.param, real_stores) as made:
        yield made


def test_what_was_never_put_is_none(case: Case) -> None:
    assert case.there.get(case.key("never")) is None
    assert case.there.get_stream(case.key("never")) is None


@pytest.mark.parametrize("name", NAMES)
def test_what_is_put_is_read_by_another_process_at_once(case: Case, name: str) -> None:
    case.there.put(case.key(name), b'{"schema": 1}\n')
    assert case.again.get(case.key(name)) == b'{"schema": 1}\n'


def test_an_empty_body_is_not_an_absent_one(case: Case) -> None:
    case.there.put(case.key("empty"), b"")
    assert case.again.get(case.key("empty")) == b""


def test_a_put_replaces(case: Case) -> None:
    for body in (b"first", b"second"):
        case.there.put(case.key("k"), body)
    assert case.again.get(case.key("k")) == b"second"


def test_a_deleted_object_is_none_and_deleting_it_again_is_fine(case: Case) -> None:
    case.there.put(case.key("k"), b"x")
    case.there.delete(case.key("k"))
    case.there.delete(case.key("k"))
    assert case.again.get(case.key("k")) is None


@pytest.mark.parametrize(
    "sizes",
    [
        pytest.param([], id="nothing"),
        pytest.param([1, 0, 2], id="a few bytes"),
        pytest.param([3 * MIB] * 7, id="several parts"),
        pytest.param([16 * MIB], id="one chunk of two whole parts"),
    ],
)
def test_a_stream_of_any_length_comes_back_whole(case: Case, sizes: list[int]) -> None:
    chunks = [bytes([number]) * size for number, size in enumerate(sizes)]
    case.there.put_stream(case.key("stream"), iter(chunks))
    stream = case.again.get_stream(case.key("stream"))
    assert stream is not None
    assert b"".join(stream) == b"".join(chunks)
    case.there.delete(case.key("stream"))


def test_a_listing_shows_keys_of_that_beginning_and_no_other(case: Case) -> None:
    """Not that it shows all of them: on Swift it lags (P4.13)."""
    names = {case.key(f"listed/{number}.json") for number in range(8)}
    for key in (*names, case.key("beside.json")):
        case.there.put(key, b"{}")
    shown = set(case.again.listed(case.key("listed/")))
    assert shown
    assert shown <= names
    assert case.again.listed(case.key("never/")) == ()
    with pytest.raises(TemporaryError):
        case.cut_off.listed(case.key("listed/"))


def test_a_stream_that_breaks_on_our_side_leaves_what_was_there(case: Case) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 9 * MIB
        raise TemporaryError("the cluster went away")

    case.there.put(case.key("k"), b"before")
    with pytest.raises(TemporaryError, match="the cluster went away"):
        case.there.put_stream(case.key("k"), broken())
    assert case.again.get(case.key("k")) == b"before"


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda case: case.cut_off.get(case.key("k")), id="get"),
        pytest.param(lambda case: case.cut_off.get_stream(case.key("k")), id="get_stream"),
        pytest.param(lambda case: case.cut_off.put(case.key("k"), b"x"), id="put"),
        pytest.param(lambda case: case.cut_off.put_stream(case.key("k"), [b"x"]), id="stream"),
        pytest.param(lambda case: case.cut_off.delete(case.key("k")), id="delete"),
    ],
)
def test_a_store_that_cannot_be_reached_is_an_error(
    case: Case, ask: Callable[[Case], object]
) -> None:
    with pytest.raises(TemporaryError):
        ask(case)
