"""Infomaniak's KaaS REST API over the one world: platform.md, section 1."""

from standin.kaas.app import make_kaas

__all__ = ["make_kaas"]
