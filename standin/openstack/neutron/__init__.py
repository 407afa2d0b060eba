"""Neutron: networks, addresses and security groups."""
