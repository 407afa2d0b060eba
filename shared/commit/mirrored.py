"""The head in the store, and a copy of it on the Lease (rules 3 and 5).

The store decides: it is handed in only where its compare-and-swap was proven. The copy
keeps the end readable where the bucket is not, tells functions that are configured for
the Lease not to act, and gives the head back where the bucket was lost or set back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from shared.commit.lock import refuse_if_held
from shared.commit.stored import numbers
from shared.errors import ConflictError, LockHeldError, PermanentError, PortError
from shared.ports import Head, Heads

KEPT_IN, STORE = "kept-in", "store"


class MirroredHeads:
    """`store` is asked for at the first use: it may refuse, and that is then told."""

    def __init__(self, *, store: Callable[[], Heads], lease: Heads) -> None:
        self._open, self._lease = store, lease
        self._copy: Head | None = None  # the Lease as it was last seen
        self._token: int | None = None  # as this process last read or wrote it

    @cached_property
    def _store(self) -> Heads:
        return self._open()

    def read(self) -> Head | None:
        found = self._store.read()
        self._token = None if found is None else found.token
        return found

    def create(self, head: Head) -> Head:
        """Above the Lease's token, with its notes: the lab of before, or one that lost its bucket.

        Raises a PortError where the Lease cannot be asked.
        """
        store, lease = self._store, self._taken_over(head)
        token = max(head.token, lease.token)
        self._token = token
        return store.create(replace(head, token=token, notes={**_plain(lease), **head.notes}))

    def swap(self, head: Head) -> Head:
        swapped = self._store.swap(head)
        copy = self._copied(swapped)
        if copy is not None and self._was_set_back(swapped, copy):
            swapped = self._store.swap(_after(copy, swapped))
        self._token = swapped.token
        if copy is not None:
            self._show(copy, swapped)
        return swapped

    def _was_set_back(self, head: Head, copy: Head) -> bool:
        """The bucket holds less than was shown: whoever acquires it counts on from the copy."""
        acquired = self._token is not None and head.token > self._token
        least = head.token if acquired else head.token + 1
        return copy.token >= least or _commit(copy) > _commit(head)

    def _copied(self, head: Head) -> Head | None:
        """None where the Lease cannot be asked: the store decides, the next swap shows it."""
        if self._copy is None:
            try:
                self._copy = self._taken_over(head)
            except (LockHeldError, ConflictError):
                raise  # whoever is configured for the Lease is acting
            except PortError:
                return None
        return self._copy

    def _taken_over(self, head: Head) -> Head:
        """The Lease, which says from now on that the store decides."""
        mark = {KEPT_IN: STORE}
        found = self._lease.read()
        if found is None:
            return self._lease.create(_free(head, head.token, mark))
        if KEPT_IN in found.notes:
            return found
        refuse_if_held(found, me="")
        return self._lease.swap(_free(found, found.token, {**found.notes, **mark}))

    def _show(self, copy: Head, head: Head) -> None:
        shown = _free(copy, head.token, {**head.notes, KEPT_IN: STORE})
        if (shown.token, shown.notes) == (copy.token, copy.notes):
            return
        try:
            self._copy = self._lease.swap(shown)
        except PortError:
            self._copy = None  # looked at again, and shown, by the next swap


class LeaseAlone:
    """The Lease as the head, unless it is the copy of one that the store keeps."""

    def __init__(self, lease: Heads) -> None:
        self._lease = lease

    def read(self) -> Head | None:
        head = self._lease.read()
        if head is not None and KEPT_IN in head.notes:
            raise PermanentError(
                "the lab's head is kept in the store, and lab.yaml says `commit: lease`: two "
                "functions would not see each other's lock",
                advice="set `commit: store`; or, while the lab is off, take the annotation "
                f"veilleur.dev/{KEPT_IN} from its Lease in kube-system",
            )
        return head

    def create(self, head: Head) -> Head:
        return self._lease.create(head)

    def swap(self, head: Head) -> Head:
        return self._lease.swap(head)


def _after(copy: Head, head: Head) -> Head:
    later = max(head, copy, key=_commit)
    return replace(head, token=max(head.token, copy.token + 1), notes=_plain(later))


def _commit(head: Head) -> tuple[int, int]:
    """The revision of the body that it names: its token, and its number under it."""
    return numbers(head.notes.get("body", "").rpartition("/")[2].removesuffix(".json"))


def _plain(lease: Head) -> dict[str, str]:
    return {name: text for name, text in lease.notes.items() if name != KEPT_IN}


def _free(head: Head, token: int, notes: Mapping[str, str]) -> Head:
    return replace(head, holder="", renewed=None, lasts=timedelta(), token=token, notes=notes)
