"""OpenStack: what the lab leaves behind, seen and released (platform.md, section 3)."""

from __future__ import annotations

from shared.adapters.openstack.leftovers import OpenStackLeftovers
from shared.adapters.openstack.login import Cloud, Login
from shared.adapters.openstack.ownership import Owner

__all__ = ["Cloud", "Login", "OpenStackLeftovers", "Owner"]
