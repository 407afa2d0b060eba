"""Each adapter's part of the environment, as design.md names its variables."""

from __future__ import annotations

from datetime import timedelta

from shared.config.connections import S3, Infomaniak, Kubeconfig, Notify, OpenStack
from shared.config.durations import duration
from shared.config.environment import Environment
from shared.config.faults import shown
from shared.config.labfile import LabTable

INFOMANIAK = "https://api.infomaniak.com"  # P1.1
KEYSTONE = "https://api.pub1.infomaniak.cloud/identity/v3"  # P3.1
STORES = {  # P3.1
    "dc3-a": "https://s3.pub1.infomaniak.cloud",
    "dc4-a": "https://s3.pub2.infomaniak.cloud",
}
TOKEN_LENGTH = 16  # characters: shorter ones can be guessed
DEFAULT_BUDGET = timedelta(minutes=5)
BUDGET_LIMIT = timedelta(hours=1)
LANGUAGES = ("en", "fr")


def infomaniak(env: Environment) -> Infomaniak:
    return Infomaniak(
        host=env.url("INFOMANIAK_HOST", INFOMANIAK),
        token=env.required("INFOMANIAK_TOKEN", "an API token of the Infomaniak manager"),
        public_cloud_id=env.whole("VEILLEUR_PUBLIC_CLOUD_ID", "the public cloud's number"),
        project_id=env.whole("VEILLEUR_PROJECT_ID", "the project's number"),
        kaas_id=env.whole("VEILLEUR_KAAS_ID", "the cluster's number"),
    )


def openstack(env: Environment, lab: LabTable | None) -> OpenStack | None:
    """None, with a notice, where no credential is given."""
    names = ("OS_APPLICATION_CREDENTIAL_ID", "OS_APPLICATION_CREDENTIAL_SECRET")
    if not any(env.has(name) for name in names):
        env.notices.append(f"{names[0]}: not set: without OpenStack no OFF can be proven")
        return None
    kind = env.optional("OS_AUTH_TYPE", "v3applicationcredential")
    if kind != "v3applicationcredential":
        env.wrong("OS_AUTH_TYPE", "v3applicationcredential", shown(kind))
    return OpenStack(
        auth_url=env.url("OS_AUTH_URL", KEYSTONE),
        region=env.optional("OS_REGION_NAME", lab.region if lab else ""),
        credential_id=env.required(names[0], "the application credential's id"),
        credential_secret=env.required(names[1], "the application credential's secret"),
        lab_project=env.optional("OS_PROJECT_ID"),
        lab_region=lab.region if lab else "",
    )


def s3(env: Environment, lab: LabTable | None) -> S3:
    """Keys of `openstack ec2 credentials create`; the buckets are lab.yaml's unless named.

    Each AWS_* also has a name of its own, which wins: on Lambda the former are the runtime's.
    """
    state = lab.buckets.state.name if lab else ""
    artifacts = lab.buckets.artifacts.name if lab else ""
    variable = "AWS_ENDPOINT_URL_S3" if env.has("AWS_ENDPOINT_URL_S3") else "AWS_ENDPOINT_URL"
    region = env.optional("AWS_REGION") or env.optional("AWS_DEFAULT_REGION", "us-east-1")
    access = _ours(env, "VEILLEUR_S3_ACCESS_KEY", "AWS_ACCESS_KEY_ID")
    secret = _ours(env, "VEILLEUR_S3_SECRET_KEY", "AWS_SECRET_ACCESS_KEY")
    return S3(
        endpoint=env.url(
            _ours(env, "VEILLEUR_S3_ENDPOINT", variable), STORES[lab.region] if lab else ""
        ),
        region=env.optional("VEILLEUR_S3_REGION", region),
        access_key=env.required(access, "the access key of the S3 store"),
        secret_key=env.required(secret, "the secret key of the S3 store"),
        state_bucket=env.optional("VEILLEUR_STATE_BUCKET", state),
        artifacts_bucket=env.optional("VEILLEUR_ARTIFACTS_BUCKET", artifacts),
        archive_prefix=lab.archive.prefix if lab else "",
        authorities=env.path(_ours(env, "VEILLEUR_S3_CA_BUNDLE", "AWS_CA_BUNDLE")),
        keeps_head=lab is not None and lab.commit == "store",
    )


def _ours(env: Environment, name: str, theirs: str) -> str:
    return name if env.has(name) else theirs


def kubeconfig(env: Environment) -> Kubeconfig:
    """KUBECONFIG is a path or the content itself; unset, the provider is asked (P1.2)."""
    value = env.optional("KUBECONFIG")
    is_content = "\n" in value or value.startswith(("{", "apiVersion:"))
    return Kubeconfig(text=value) if is_content else Kubeconfig(path=value)


def notify(env: Environment, lab: LabTable | None) -> Notify:
    language = env.optional("VEILLEUR_LANGUAGE", lab.notify.language if lab else "fr")
    if language not in LANGUAGES:
        env.wrong("VEILLEUR_LANGUAGE", " or ".join(LANGUAGES), shown(language))
    if not env.has("VEILLEUR_WEBHOOK_URL"):
        env.notices.append("VEILLEUR_WEBHOOK_URL: not set: warnings and alarms reach nobody")
    return Notify(webhook_url=env.url("VEILLEUR_WEBHOOK_URL"), language=language)


def tick_budget(env: Environment, lab: LabTable | None) -> timedelta:
    """lab.yaml's, or VEILLEUR_TICK_BUDGET where the runtime allows less."""
    text = env.optional("VEILLEUR_TICK_BUDGET", lab.timing.tick_budget if lab else "5m")
    length = duration(text)
    if length is None or not timedelta() < length <= BUDGET_LIMIT:
        env.wrong("VEILLEUR_TICK_BUDGET", "a duration up to 1h, such as 5m or 20s", shown(text))
        return DEFAULT_BUDGET
    return length


def token(env: Environment) -> str:
    """The functions' bearer token; its length is all that is told of a bad one."""
    value = env.optional("VEILLEUR_TOKEN")
    if not value:
        env.notices.append("VEILLEUR_TOKEN: not set: the functions refuse every call over HTTP")
    elif len(value) < TOKEN_LENGTH or not value.isascii() or not value.isprintable():
        expected = f"{TOKEN_LENGTH} or more printable ASCII characters"
        env.wrong("VEILLEUR_TOKEN", expected, f"{len(value)} characters")
    return value
