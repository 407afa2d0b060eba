"""One request as every part of the stand-in sees it, and the answer it gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

HEADERS = "standin.headers"  # environ key: names in lower case, spelled as they were sent
OF_THE_BUCKET = frozenset(
    {"acl", "location", "logging", "object-lock", "tagging", "uploads", "versioning", "versions"}
)
SIGNATURE = ("x-amz-", "awsaccesskeyid", "signature", "expires")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Header names are lower case; `target` is the path as it was sent, still quoted.

    Holds no socket and no stream: a call may land late, and survive a restart before it does.
    """

    method: str
    target: str
    raw_query: str
    headers: Mapping[str, str]
    body: bytes
    environ: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, environ: WSGIEnvironment) -> Call:
        target, _, query = str(environ["RAW_URI"]).partition("?")
        return cls(
            method=str(environ["REQUEST_METHOD"]),
            target=target,
            raw_query=query,
            headers=environ[HEADERS],
            body=_body(environ),
            environ={
                name: value
                for name, value in environ.items()
                if isinstance(value, str) and name != "HTTP_TRANSFER_ENCODING"
            },
        )

    @property
    def bucket(self) -> str:
        return unquote(self.target).lstrip("/").partition("/")[0]

    @property
    def key(self) -> str:
        return unquote(self.target).lstrip("/").partition("/")[2]

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.raw_query, keep_blank_values=True))

    @property
    def path(self) -> str:
        """What faults match and the journal keeps: nothing that was signed, no secret."""
        return unquote(self.target)

    @property
    def journal_path(self) -> str:
        kept = [
            pair
            for pair in self.raw_query.split("&")
            if pair and not pair.lower().startswith(SIGNATURE)
        ]
        return f"{self.path}?{'&'.join(kept)}" if kept else self.path

    @property
    def writes(self) -> bool:
        return self.method in ("PUT", "POST", "DELETE")

    @property
    def lists(self) -> bool:
        """A bucket's objects: not its sub-resources, nor the buckets themselves."""
        only = not OF_THE_BUCKET & self.query.keys()
        return self.method == "GET" and bool(self.bucket) and not self.key and only

    def puts_object(self) -> bool:
        """A whole object, by body or by copy: not a part, nor one of its sub-resources."""
        return self.method == "PUT" and bool(self.key) and "uploadId" not in self.query

    def without(self, *names: str) -> Call:
        """The same call without these headers."""
        kept = {name: value for name, value in self.headers.items() if name not in names}
        gone = {f"HTTP_{name.upper().replace('-', '_')}" for name in names}
        environ = {name: value for name, value in self.environ.items() if name not in gone}
        return replace(self, headers=kept, environ=environ)

    def asking(self, known: frozenset[str]) -> Call:
        """The same call with only the query parameters that are known."""
        pairs = [p for p in self.raw_query.split("&") if p.partition("=")[0] in known]
        return replace(self, raw_query="&".join(pairs))

    def for_moto(self) -> WSGIEnvironment:
        """A fresh environ: the body can be read (again), and says how long it is."""
        uri = f"{self.target}?{self.raw_query}" if self.raw_query else self.target
        own: dict[str, Any] = {
            "REQUEST_METHOD": self.method,
            "PATH_INFO": unquote(self.target, "latin-1"),
            "QUERY_STRING": self.raw_query,
            "RAW_URI": uri,
            "REQUEST_URI": uri,
            "CONTENT_LENGTH": str(len(self.body)),
            "wsgi.input": BytesIO(self.body),
        }
        return {**self.environ, **own}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def xml(cls, body: bytes, status: int = 200) -> Reply:
        return cls(status=status, headers={"Content-Type": "application/xml"}, body=body)


def _body(environ: WSGIEnvironment) -> bytes:
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        return bytes(stream.read())
    return bytes(stream.read(int(environ.get("CONTENT_LENGTH") or 0)))
