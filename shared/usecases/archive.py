"""The lab's archives: streamed to the bucket, read back, counted, and only then in the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.archive import documents
from shared.archive.backup import Story, metadata
from shared.archive.items import Item
from shared.archive.layout import Keys
from shared.archive.reading import read
from shared.archive.tally import SHOWN, Tally
from shared.archive.tarball import gzipped, tar_of
from shared.core.actions import MakeArchive
from shared.core.kube import NAMESPACE
from shared.core.seen import ArchiveSeen, Json
from shared.errors import CorruptError
from shared.ports import Bodies, Clock, Cluster, unheld
from shared.usecases.archive_index import Indexed, add, newest
from shared.usecases.archive_reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Archiver:
    """The port Archives, over a cluster and a bucket. `prefix` belongs to Velero alone.

    Nothing of the namespaces in `excluded` is archived: our own records by default.
    """

    lab: str
    prefix: str
    cluster: Cluster
    bodies: Bodies
    clock: Clock
    excluded: frozenset[str] = frozenset({NAMESPACE})

    def latest(self) -> ArchiveSeen | None:
        """The newest of the index; None where no archive was ever made."""
        return newest(self.bodies, self.lab)

    def make(self, action: MakeArchive, hold: Callable[[], None] = unheld) -> ArchiveSeen:
        """Raises a PortError where anything could not be read, written or verified.

        A type that is not built in and cannot be read is named, and the archive says
        that it failed in part (rule 6).
        """
        keys = Keys(self.prefix, action.name)
        began, uid = action.at or self.clock.now(), self.cluster.uid()
        reading = Reading(self.cluster, self.excluded, hold)
        tally = self._tarball(keys, reading, began)
        story = Story(
            lab=self.lab,
            name=action.name,
            cluster_uid=uid,
            session=action.session,
            began=began,
            ended=max(self.clock.now(), began),
            items=tally.items,
            errors=tuple(reading.unread),
            warnings=tuple(_too_long(item) for item in tally.beside),
            quarantined=action.quarantined,
        )
        hold()
        self._sidecars(keys, story, tally, reading.volumes)
        hold()
        self._put_and_check(keys.metadata, metadata(story))
        hold()
        return add(self.bodies, self.lab, _entry(story))

    def _tarball(self, keys: Keys, reading: Reading, began: datetime) -> Tally:
        """Streams it, reads it back from the bucket, and compares the counts of every type."""
        tally = Tally()
        items = tally.watch(reading.items())
        self.bodies.put_stream(keys.tarball, gzipped(tar_of(items, int(began.timestamp()))))
        stored = self.bodies.get_stream(keys.tarball)
        if stored is None:
            raise CorruptError(f"{keys.tarball} was written and is not there")
        if wrong := tally.differences(read(stored)):
            named = "; ".join(wrong[:SHOWN])
            raise CorruptError(f"{keys.tarball} is not what was sent: {named}")
        return tally

    def _sidecars(self, keys: Keys, story: Story, tally: Tally, volumes: Iterable[Json]) -> None:
        if tally.beside:
            self._put_and_check(keys.beside, documents.beside(tally.beside))
        self.bodies.put(keys.log, documents.log(story))
        self.bodies.put(keys.listed("resource-list"), documents.resource_list(tally.titles))
        self.bodies.put(keys.results, documents.results(story))
        self.bodies.put(keys.listed("volumeinfo"), documents.volume_info(volumes))
        for name in documents.EMPTY_LISTS:
            self.bodies.put(keys.listed(name), documents.gzip_json([]))

    def _put_and_check(self, key: str, body: bytes) -> None:
        self.bodies.put(key, body)
        if self.bodies.get(key) != body:
            raise CorruptError(f"{key} is not what was sent")


def _too_long(item: Item) -> str:
    return f"{item.resource} {item.title}: its name is too long for Velero; it lies beside"


def _entry(story: Story) -> Indexed:
    return Indexed(
        name=story.name,
        session=story.session,
        taken_at=story.began,
        items=story.items,
        cluster=story.cluster_uid,
        quarantined=story.quarantined,
        unread=story.errors,
    )
