"""Before any write to Kubernetes: is it the lab's cluster? (rule 2)"""

from __future__ import annotations

from shared.errors import WrongClusterError
from shared.usecases.lab import Lab


def confirm(lab: Lab) -> None:
    """Server address and CA are those that the provider gives. Raises WrongClusterError.

    The kube-system UID is compared by `decide`, with the one that the session is bound to.
    """
    ours, theirs = lab.cluster.endpoint(), lab.pools.endpoint()
    if ours == theirs:
        return
    what = "certificate authority" if ours.server == theirs.server else "server"
    msg = f"the kubeconfig leads to {ours.server}, the lab's cluster is at {theirs.server}"
    raise WrongClusterError(
        f"{msg} (other {what}); nothing was written to it",
        advice="unset KUBECONFIG: the provider's is then fetched",
    )
