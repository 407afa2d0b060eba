"""OpenStack as the project's programs see it: Keystone, Nova, Neutron, Cinder, Octavia."""

from standin.openstack.account import Account
from standin.openstack.app import make_openstack

__all__ = ["Account", "make_openstack"]
