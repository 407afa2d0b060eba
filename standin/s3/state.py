"""All that a restart must not lose, as one value that can be pickled."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standin.s3.answers import Answers
from standin.s3.call import Call
from standin.s3.listing import Listing
from standin.s3.segments import Segments

if TYPE_CHECKING:
    from moto.s3.models import FakeBucket

FILE = "s3.pickle"


@dataclass(slots=True)
class State:
    """`expiries` is (bucket, key) -> when it goes; `late` the calls that have yet to land."""

    listing: Listing
    buckets: dict[str, FakeBucket] = field(default_factory=dict)
    expiries: dict[tuple[str, str], datetime] = field(default_factory=dict)
    segments: Segments = field(default_factory=Segments)
    late: list[tuple[datetime, Call]] = field(default_factory=list)


def load(folder: Path | None, answers: Answers) -> State:
    if folder is None or not (folder / FILE).exists():
        return State(Listing(answers))
    # Only ever our own file: the stand-in wrote it, in the folder that its user gave.
    state: State = pickle.loads((folder / FILE).read_bytes())  # noqa: S301 -- see above
    state.listing.answers = answers
    return state


def save(folder: Path, state: State) -> None:
    """Whole or not at all: a kill leaves the last one."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = BytesIO()
    _Pickler(whole).dump(state)
    fresh = folder / f"{FILE}.new"
    fresh.write_bytes(whole.getbuffer())
    fresh.replace(folder / FILE)


class _Pickler(pickle.Pickler):
    """moto's store of versions is a dict whose `items` tells the newest only: take its lists."""

    def reducer_override(self, value: object) -> Any:  # noqa: ANN401 -- as pickle has it
        if type(value).__name__ == "_VersionedKeyStore":
            lists: Iterable[tuple[str, list[Any]]] = value.lists()  # type: ignore[attr-defined]
            return _versions, (list(lists),)
        return NotImplemented


def _versions(lists: Iterable[tuple[str, list[Any]]]) -> object:
    from moto.s3.utils import _VersionedKeyStore

    store = _VersionedKeyStore()
    for name, versions in lists:
        store.setlist(name, versions)
    return store
