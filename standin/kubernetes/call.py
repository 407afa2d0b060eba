"""One request, understood: which verb on which resource, by whom, with which options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from standin.kubernetes.errors import bad_request
from standin.kubernetes.kinds import Resource


@dataclass(frozen=True, slots=True)
class User:
    """Who a certificate or a token says that the caller is."""

    name: str
    groups: tuple[str, ...] = ()
    uid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`name` is "" for a collection, `namespace` "" for all or for none."""

    verb: str
    resource: Resource
    user: User
    namespace: str = ""
    name: str = ""
    subresource: str = ""
    query: Mapping[str, str]
    content_type: str = ""
    accept: str = ""
    agent: str = ""
    body: bytes = b""
    warnings: list[str] = field(default_factory=list)  # what the answer tells besides

    @property
    def key(self) -> str:
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    @property
    def dry(self) -> bool:
        asked = self.query.get("dryRun", "")
        if asked not in ("", "All"):
            raise bad_request(f'Unsupported value: "{asked}": supported values: "All"')
        return bool(asked)

    @property
    def manager(self) -> str:
        """Who owns the fields that this call sets: fieldManager, else the client's program."""
        return self.query.get("fieldManager") or self.agent.split("/")[0] or "unknown"

    def on(self, resource: Resource, *, name: str = "", namespace: str = "") -> Call:
        """The same caller and options at another object."""
        return Call(
            verb=self.verb,
            resource=resource,
            user=self.user,
            namespace=namespace,
            name=name,
            query=self.query,
            content_type=self.content_type,
            accept=self.accept,
            agent=self.agent,
            warnings=self.warnings,
        )


def is_true(value: str) -> bool:
    return value in ("1", "true", "True", "t", "T", "TRUE")
