"""TLS towards the API server: its own authority, our certificate; never unverified."""

from __future__ import annotations

import ssl
from tempfile import NamedTemporaryFile

from shared.errors import ConfigError
from shared.kubeconfig import Access

# A server's words for a client certificate that is over, revoked, or of another authority.
_ALERTS = (
    "ALERT_CERTIFICATE_EXPIRED",
    "ALERT_CERTIFICATE_REVOKED",
    "ALERT_CERTIFICATE_UNKNOWN",
    "ALERT_BAD_CERTIFICATE",
    "ALERT_UNKNOWN_CA",
)


def context(access: Access) -> ssl.SSLContext:
    """Trusts the cluster's authority alone, or the system's where the kubeconfig names none."""
    try:
        trust = ssl.create_default_context(cadata=access.ca_pem or None)
        if access.certificate_pem:
            _show(trust, access)
    except ssl.SSLError as error:
        raise ConfigError("kubeconfig: its certificates or its key cannot be used") from error
    return trust


def refused(error: BaseException | None) -> bool:
    """The server did not take our certificate: it said so by TLS, and read no request."""
    while error is not None:
        if isinstance(error, ssl.SSLError) and any(a in (error.reason or "") for a in _ALERTS):
            return True
        error = _within(error)
    return False


def _within(error: BaseException) -> BaseException | None:
    """What it was raised from, or holds: urllib3 does both."""
    held = next((a for a in error.args if isinstance(a, BaseException)), None)
    return error.__cause__ or error.__context__ or held


def _show(trust: ssl.SSLContext, access: Access) -> None:
    """OpenSSL reads a key from files only: one that only we can read, gone at once."""
    with NamedTemporaryFile("w", prefix="veilleur-", suffix=".pem") as file:
        file.write(access.certificate_pem + access.key_pem)
        file.flush()
        trust.load_cert_chain(file.name)
