"""A certificate authority for one test: the server's side of TLS, and those who trust it."""

from __future__ import annotations

import base64
import ipaddress
import ssl
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey
_BEGINS = datetime(2020, 1, 1, tzinfo=UTC)
_ENDS = datetime(2119, 12, 7, tzinfo=UTC)


class Authority:
    """Issues one server and one client certificate."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
        built = self._begun(self._name, self._key).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        self._certificate = built.sign(self._key, hashes.SHA256())
        self.pem = _text(self._certificate)

    def issue(self, name: str, until: datetime = _ENDS) -> tuple[str, str]:
        """Certificate and key, as PEM, for `name` and for 127.0.0.1."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        built = self._begun(subject, key, until).add_extension(
            x509.SubjectAlternativeName([address]), critical=False
        )
        return _text(built.sign(self._key, hashes.SHA256())), _key_text(key)

    def server_side(self, folder: Path) -> ssl.SSLContext:
        """Demands a client certificate of this authority."""
        certificate, key = self.issue("127.0.0.1")
        file = folder / "server.pem"
        file.write_text(certificate + key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        context.load_verify_locations(cadata=self.pem)
        context.verify_mode = ssl.CERT_REQUIRED
        return context

    def _begun(
        self, subject: x509.Name, key: Key, until: datetime = _ENDS
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(_BEGINS)
            .not_valid_after(until)
        )


def kubeconfig(server: str, *, ca: str = "", certificate: str = "", key: str = "") -> str:
    """JSON is YAML: every field embedded as kubectl embeds it."""
    cluster = f'"server": "{server}"' + (f', "certificate-authority-data": "{_b64(ca)}"' * bool(ca))
    pair = f'"client-certificate-data": "{_b64(certificate)}", "client-key-data": "{_b64(key)}"'
    user = pair if certificate else '"token": "s3cret-kube-token"'
    return f"""
current-context: it
contexts: [{{"name": "it", "context": {{"cluster": "lab", "user": "me"}}}}]
clusters: [{{"name": "lab", "cluster": {{{cluster}}}}}]
users: [{{"name": "me", "user": {{{user}}}}}]
"""


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _text(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _key_text(key: Key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
