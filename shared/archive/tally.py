"""What was sent: counted while it goes by, to be compared with what lies there afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from shared.archive.items import Item
from shared.archive.reading import Contents
from shared.archive.tarball import FORMAT_VERSION

SHOWN = 3  # differences that a message names


@dataclass(slots=True)
class Tally:
    """Of the tarball: objects by type. `titles` is Velero's resource list: by version and kind."""

    counts: Counter[str] = field(default_factory=Counter)
    titles: dict[str, list[str]] = field(default_factory=dict)
    beside: list[Item] = field(default_factory=list)

    def watch(self, items: Iterable[Item]) -> Iterator[Item]:
        """Passes items on to the tarball; those that no tarball may hold are kept apart."""
        for item in items:
            if not item.fits:
                self.beside.append(item)
                continue
            self.counts[item.resource] += 1
            self.titles.setdefault(f"{item.version}/{item.kind}", []).append(item.title)
            yield item

    @property
    def items(self) -> int:
        return self.counts.total() + len(self.beside)

    def differences(self, found: Contents) -> tuple[str, ...]:
        """What lies there and should not, or the other way round; () where all is as sent."""
        wrong = list(found.faults)
        if found.format_version != FORMAT_VERSION:
            wrong.append(f"format version {found.format_version!r} instead of {FORMAT_VERSION}")
        for tree, counts in (("", found.counts), (" by version", found.preferred)):
            wrong.extend(_unequal(tree, self.counts, counts))
        return tuple(wrong)


def _unequal(tree: str, sent: Mapping[str, int], found: Mapping[str, int]) -> Iterator[str]:
    for resource in sorted(sent.keys() | found.keys()):
        if sent.get(resource, 0) != found.get(resource, 0):
            yield f"{resource}{tree}: sent {sent.get(resource, 0)}, found {found.get(resource, 0)}"
