"""The cluster's certificate authority: the server's certificate and each person's own.

Certificates live on the wall's time, as TLS does; keys are P-256, quick to make.
"""

from __future__ import annotations

import hashlib
import ssl
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from standin.clock import Clock
from standin.kubernetes.call import User

NO_CHECK_TIME = ssl.VerifyFlags(0x200000)  # OpenSSL's X509_V_FLAG_NO_CHECK_TIME
_CA_YEARS = timedelta(days=3650)
_HOSTS = ("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc")


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its private key, both PEM."""

    certificate: str
    key: str
    serial: int


class Authority:
    """Made anew, or read back from `folder` where it was made before."""

    def __init__(self, folder: Path | None = None) -> None:
        self._now = Clock().now()
        kept = folder / "authority.pem" if folder else None
        if kept is not None and kept.exists():
            self._read(kept)
            return
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._certificate = self._sign_own()
        if kept is not None:
            kept.write_text(_key_pem(self._key) + self.pem)
            kept.chmod(0o600)

    def _read(self, path: Path) -> None:
        text = path.read_bytes()
        key = serialization.load_pem_private_key(text, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{path} holds no elliptic curve key")
        self._key = key
        self._certificate = x509.load_pem_x509_certificate(text[text.index(b"-----BEGIN CERT") :])

    @property
    def pem(self) -> str:
        return _pem(self._certificate)

    def signing_key(self) -> bytes:
        """What ServiceAccounts' tokens are signed with: as lasting as the authority itself."""
        return hashlib.sha256(_key_pem(self._key).encode()).digest()

    def _sign_own(self) -> x509.Certificate:
        name = _name("standin-kubernetes-ca")
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        builder = self._builder(name, self._key.public_key(), _CA_YEARS).issuer_name(name)
        return (
            builder.add_extension(constraints, critical=True)
            .add_extension(_ca_usage(), critical=True)
            .add_extension(self._key_id(), critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def _key_id(self) -> x509.SubjectKeyIdentifier:
        return x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, lasts: timedelta
    ) -> x509.CertificateBuilder:
        began: datetime = self._now - timedelta(days=1)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(began)
            .not_valid_after(self._now + lasts)
        )

    def server(self) -> Pair:
        """For loopback, under the names that a cluster's own clients use as well."""
        names: list[x509.GeneralName] = [x509.DNSName(host) for host in _HOSTS]
        names.append(x509.IPAddress(IPv4Address("127.0.0.1")))
        usage = ExtendedKeyUsageOID.SERVER_AUTH
        alternatives = x509.SubjectAlternativeName(names)
        return self._issue(_name("kube-apiserver"), usage, _CA_YEARS, alternatives)

    def client(self, user: User, lasts: timedelta) -> Pair:
        """The user's name is the CN, each group an O, as kube-apiserver reads them."""
        return self._issue(
            _name(user.name, user.groups), ExtendedKeyUsageOID.CLIENT_AUTH, lasts, None
        )

    def _issue(
        self,
        subject: x509.Name,
        usage: x509.ObjectIdentifier,
        lasts: timedelta,
        alternatives: x509.SubjectAlternativeName | None,
    ) -> Pair:
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._builder(subject, key.public_key(), lasts)
        builder = builder.issuer_name(self._certificate.subject)
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(self._key_id())
        builder = builder.add_extension(issuer, critical=False)
        if alternatives is not None:
            builder = builder.add_extension(alternatives, critical=False)
        signed = builder.sign(self._key, hashes.SHA256())
        return Pair(_pem(signed), _key_pem(key), signed.serial_number)

    def tls(self) -> ssl.SSLContext:
        """A server's context that asks for a client certificate but does without one too.

        One past its end is let in here and refused with 401, as kube-apiserver does it.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.verify_mode = ssl.CERT_OPTIONAL
        context.verify_flags |= NO_CHECK_TIME
        context.load_verify_locations(cadata=self.pem)
        pair = self.server()
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
            file.write(pair.key + pair.certificate)
            file.flush()
            context.load_cert_chain(file.name)
        return context


def _name(common: str, groups: tuple[str, ...] = ()) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group) for group in groups]
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _ca_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
