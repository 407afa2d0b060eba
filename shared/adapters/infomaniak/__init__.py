"""Infomaniak's KaaS: the lab's node pools over its REST API (platform.md, section 1)."""

from __future__ import annotations

from shared.adapters.infomaniak.api import KaasApi, KaasCluster
from shared.adapters.infomaniak.pace import Pace
from shared.adapters.infomaniak.pools import InfomaniakPools

__all__ = ["InfomaniakPools", "KaasApi", "KaasCluster", "Pace"]
