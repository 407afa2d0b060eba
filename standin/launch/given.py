"""What a customer is handed: URLs, ids, credentials, as JSON and as lines for a shell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from standin.identity import ARTIFACTS_BUCKET, PROJECT_ID, PUBLIC_CLOUD_ID, STATE_BUCKET
from standin.platform import Platform

S3_REGION = "us-east-1"


def environment(platform: Platform, urls: Mapping[str, str], kubeconfig: Path) -> dict[str, str]:
    """`urls` by server: control, kaas, s3, openstack, kubernetes."""
    identity = platform.identity
    return {
        "INFOMANIAK_HOST": urls["kaas"],
        "INFOMANIAK_TOKEN": identity.infomaniak_token,
        "VEILLEUR_PUBLIC_CLOUD_ID": str(PUBLIC_CLOUD_ID),
        "VEILLEUR_PROJECT_ID": str(PROJECT_ID),
        "VEILLEUR_KAAS_ID": str(platform.world.lab_id),
        "OS_AUTH_URL": f"{urls['openstack']}/identity/v3",
        "OS_AUTH_TYPE": "v3applicationcredential",
        "OS_APPLICATION_CREDENTIAL_ID": identity.os_credential_id,
        "OS_APPLICATION_CREDENTIAL_SECRET": identity.os_credential_secret,
        "OS_REGION_NAME": "dc3-a",
        "AWS_ACCESS_KEY_ID": identity.s3_access_key,
        "AWS_SECRET_ACCESS_KEY": identity.s3_secret_key,
        "AWS_ENDPOINT_URL": urls["s3"],
        "AWS_DEFAULT_REGION": S3_REGION,
        "VEILLEUR_STATE_BUCKET": STATE_BUCKET,
        "VEILLEUR_ARTIFACTS_BUCKET": ARTIFACTS_BUCKET,
        "KUBECONFIG": str(kubeconfig),
        "STANDIN_CONTROL": urls["control"],
        "VEILLEUR_CLOCK_URL": f"{urls['control']}/clock",
    }


def shell_lines(variables: Mapping[str, str]) -> str:
    """Every value in single quotes: a shell changes nothing in it."""
    quoted = {name: value.replace("'", "'\"'\"'") for name, value in variables.items()}
    return "".join(f"export {name}='{value}'\n" for name, value in quoted.items())


def write_private(path: Path, text: str) -> Path:
    """A file that only its owner reads, from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text)
    return path
