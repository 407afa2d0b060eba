"""Where a real service stands, if this run was given one: no test needs it.

`VEILLEUR_CONTRACT_KUBECONFIG` is the path of a kubeconfig of a cluster that may be
written to: objects are made in namespaces of their own and deleted again.
"""

from __future__ import annotations

import os

KUBECONFIG = os.environ.get("VEILLEUR_CONTRACT_KUBECONFIG", "")  # noqa: TID251 -- tests only

CLUSTERS = ["fake", "standin", *(["real"] if KUBECONFIG else [])]
