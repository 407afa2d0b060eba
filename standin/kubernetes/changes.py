"""Every change of any kind since a revision, in one answer: `GET /standin/changes?after=N`.

No path of Kubernetes. Those who act in the turns of a stepped clock must know that they have
seen everything before they decide, and a watch for each kind cannot tell them.
"""

from __future__ import annotations

from collections.abc import Iterator

from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import bad_request, expired
from standin.kubernetes.forms import whole
from standin.kubernetes.shapes import encode
from standin.kubernetes.store import Change

PATH = "/standin/changes"


def changes(cluster: Cluster, after: str) -> bytes:
    """{"revision", "changes": [{"put": object} or {"gone": uid}]}. Raises 400 and 410."""
    if not after.isdigit():
        raise bad_request(f"after: a revision, not {after!r}")
    found = cluster.store.since(int(after))
    if found is None:
        raise expired(f"too old revision: {after} ({cluster.store.revision})")
    told = b",".join(line for change in found for line in _told(cluster, change))
    return b'{"revision":%d,"changes":[%b]}' % (cluster.store.revision, told)


def _told(cluster: Cluster, change: Change) -> Iterator[bytes]:
    if change.gone is not None:
        yield encode({"gone": change.gone.obj["metadata"]["uid"]})
    elif change.after is not None:
        try:
            resource = cluster.registry.collection(change.collection)
        except KeyError:  # its definition was deleted since, and so was the object: told above
            return
        yield b'{"put":%b}' % whole(resource, change.after)
