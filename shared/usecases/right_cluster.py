"""Before any write to Kubernetes: is it the lab's cluster? (rule 2)

Where it leads is compared with the provider's word, and the kube-system UID with the one
that the lab is bound to. The Lease is a write as any other: both come before the lock.
"""

from __future__ import annotations

from shared.commit import Commit
from shared.core import alarm
from shared.core.actions import Message
from shared.core.kube import NAMESPACE, marked
from shared.core.saving import where
from shared.core.seen import ArchiveSeen, Unknown
from shared.errors import (
    CorruptError,
    PortError,
    RebuiltClusterError,
    RefusedError,
    WrongClusterError,
)
from shared.ports import Endpoint, Head
from shared.usecases.lab import Lab

MARKS_OF = "configmaps"
NOT_READABLE = "that the damaged index of archives names"


def confirm(lab: Lab) -> None:
    """Server address and CA are those that the provider gives. Raises WrongClusterError."""
    theirs = lab.pools.endpoint()
    if lab.cluster.endpoint() == theirs:
        return
    lab.cluster.log_in_again()  # fetched from the provider, which may have moved it since
    if lab.cluster.endpoint() != theirs:
        raise _elsewhere(lab, lab.cluster.endpoint(), theirs)


def recognise(lab: Lab, commit: Commit, head: Head | None, named: str = "") -> None:
    """It is the cluster that the lab is bound to, or the one that a request names.

    Raises RebuiltClusterError, and RefusedError where another one is named than is there.
    """
    found = lab.cluster.uid()
    if named and named != found:
        raise RefusedError(f"the cluster there is {found}, not {named}; nothing was changed")
    bound = _bound(lab, commit, head, found)
    if not named and bound not in ("", found):
        raise RebuiltClusterError(bound, found, where(_newest(lab)))


def said(error: WrongClusterError, why: str) -> Message:
    """What people are told of it."""
    if isinstance(error, RebuiltClusterError):
        return alarm.cluster_rebuilt(error.bound, error.found, error.saved)
    return alarm.wrong_cluster(why)


def _bound(lab: Lab, commit: Commit, head: Head | None, found: str) -> str:
    """By the Lease, else the best that can be read, else the newest archive; "" before the first.

    A note that names another than is there may be spoiled: what is committed says more.
    """
    if head and head.notes.get("cluster") == found:
        return found
    session = commit.load(head).session
    if session is not None and session.cluster:
        return session.cluster
    try:
        newest = lab.archives.latest()
    except CorruptError:
        # There was one, so a session was: a cluster that bears no mark of any is not the first.
        woken = marked(lab.cluster.list(MARKS_OF, NAMESPACE)) is not None
        return found if woken else NOT_READABLE
    return newest.cluster if newest else ""


def _newest(lab: Lab) -> ArchiveSeen | Unknown | None:
    try:
        return lab.archives.latest()
    except PortError as error:
        return Unknown("the archives", str(error))


def _elsewhere(lab: Lab, ours: Endpoint, theirs: Endpoint) -> WrongClusterError:
    same = ours.server == theirs.server
    what = "certificate authority: it was rebuilt, or given a new one" if same else "server"
    return WrongClusterError(
        f"the kubeconfig leads to {ours.server}{_known(lab)}, the lab's cluster is at "
        f"{theirs.server} (other {what}); nothing was written to it",
        advice="unset KUBECONFIG: the provider's is then fetched",
    )


def _known(lab: Lab) -> str:
    """The UID of whose cluster it is, where it tells."""
    try:
        return f" (kube-system {lab.cluster.uid()})"
    except PortError:
        return ""
