"""TLS towards the API server: its own authority, our certificate; never unverified."""

from __future__ import annotations

import ssl
from tempfile import NamedTemporaryFile

from shared.errors import ConfigError
from shared.kubeconfig import Access


def context(access: Access) -> ssl.SSLContext:
    """Trusts the cluster's authority alone, or the system's where the kubeconfig names none."""
    try:
        trust = ssl.create_default_context(cadata=access.ca_pem or None)
        if access.certificate_pem:
            _show(trust, access)
    except ssl.SSLError as error:
        raise ConfigError("kubeconfig: its certificates or its key cannot be used") from error
    return trust


def _show(trust: ssl.SSLContext, access: Access) -> None:
    """OpenSSL reads a key from files only: one that only we can read, gone at once."""
    with NamedTemporaryFile("w", prefix="veilleur-", suffix=".pem") as file:
        file.write(access.certificate_pem + access.key_pem)
        file.flush()
        trust.load_cert_chain(file.name)
