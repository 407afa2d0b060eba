"""How each adapter is to connect. Secrets are kept out of every repr."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from shared.core.pricing import PriceBook
from shared.core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Infomaniak:
    """The KaaS API (P1.1) and the one cluster in it."""

    host: str
    token: str = field(repr=False)
    public_cloud_id: int
    project_id: int
    kaas_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStack:
    """An application credential (P3.1); one auth URL serves both regions.

    `lab_project` is OS_PROJECT_ID, `lab_region` lab.yaml's: where the lab is, "" where untold.
    """

    auth_url: str
    region: str
    credential_id: str
    credential_secret: str = field(repr=False)
    lab_project: str = ""
    lab_region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class S3:
    """The store, and the lab's two buckets; `archive_prefix` has no slash at either end."""

    endpoint: str
    region: str
    access_key: str
    secret_key: str = field(repr=False)
    state_bucket: str
    artifacts_bucket: str
    archive_prefix: str
    authorities: str = ""  # path of a CA bundle; "" where the machine's own will do
    keeps_head: bool = False  # the store itself is lock and commit, if it proves that it can


@dataclass(frozen=True, slots=True, kw_only=True)
class Kubeconfig:
    """A file's path or the content itself; both "" where the provider is to be asked."""

    path: str = ""
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """Where messages go ("" = nowhere; the address may hold a secret) and in which language."""

    webhook_url: str = field(default="", repr=False)
    language: str = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """One lab's deployment, complete and checked.

    `openstack` is None where no OS_* is set: no OFF can then be proven. `token` is the
    functions' bearer token, "" where none is set: they then refuse every call.
    `clock_url` is "" for the machine's own clock. `notices` are worth a person's look.
    """

    settings: Settings
    cluster_name: str  # as the cloud-controller-manager and CSI were told: it proves ownership
    infomaniak: Infomaniak
    openstack: OpenStack | None
    s3: S3
    kubeconfig: Kubeconfig
    notify: Notify
    prices: PriceBook
    time_zone: ZoneInfo
    tick_budget: timedelta
    token: str = field(default="", repr=False)
    clock_url: str = ""
    notices: tuple[str, ...] = ()
