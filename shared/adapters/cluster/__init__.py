"""The lab's Kubernetes API: one lean client, and the two ports that it serves.

It speaks raw JSON over urllib3: the `kubernetes` package costs 250 ms at import
and its typed models another 500, and loses what they do not know (cold-start.md).
"""

from __future__ import annotations

from shared.adapters.cluster.api import KubeApi
from shared.adapters.cluster.cluster import KubeCluster
from shared.adapters.cluster.lease import LeaseHeads
from shared.adapters.cluster.login import logged_in

__all__ = ["KubeApi", "KubeCluster", "LeaseHeads", "logged_in"]
