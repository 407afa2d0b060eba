"""A deployment in memory: the project's own files, with changes, and an environment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.config import load_settings
from shared.config.connections import Configured
from shared.errors import ConfigError

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-of-the-lab-functions"
ENVIRON = {
    "INFOMANIAK_HOST": "http://127.0.0.1:8001",
    "INFOMANIAK_TOKEN": "kaas-token",
    "VEILLEUR_PUBLIC_CLOUD_ID": "101",
    "VEILLEUR_PROJECT_ID": "202",
    "VEILLEUR_KAAS_ID": "303",
    "OS_AUTH_URL": "http://127.0.0.1:8002/identity/v3",
    "OS_AUTH_TYPE": "v3applicationcredential",
    "OS_APPLICATION_CREDENTIAL_ID": "credential",
    "OS_APPLICATION_CREDENTIAL_SECRET": "os-secret",
    "OS_REGION_NAME": "dc3-a",
    "AWS_ACCESS_KEY_ID": "access",
    "AWS_SECRET_ACCESS_KEY": "s3-secret",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:8003",
    "AWS_DEFAULT_REGION": "us-east-1",
    "VEILLEUR_STATE_BUCKET": "state",
    "VEILLEUR_ARTIFACTS_BUCKET": "lab-artifacts",
    "KUBECONFIG": "kubeconfig.yaml",
    "VEILLEUR_CLOCK_URL": "http://127.0.0.1:8004/clock",
    "VEILLEUR_WEBHOOK_URL": "http://127.0.0.1:8005/hook",
    "VEILLEUR_TOKEN": TOKEN,
}


def lab_file() -> dict[str, Any]:
    """lab.yaml as it is shipped, for a test to change."""
    return _plain("lab.yaml")


def price_file() -> dict[str, Any]:
    return _plain("prices.yaml")


def load(
    *,
    lab: object = None,
    prices: object = None,
    environ: Mapping[str, str] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Configured:
    """Loads the shipped deployment, with any part of it replaced."""
    held = {
        "lab.yaml": _text(lab if lab is not None else lab_file()),
        "prices.yaml": _text(prices if prices is not None else price_file()),
        **(files or {}),
    }

    def read(path: str) -> bytes:
        if path not in held:
            raise FileNotFoundError(2, "No such file or directory", path)
        return held[path]

    return load_settings(ENVIRON if environ is None else environ, read)


def faults(
    *,
    lab: object = None,
    prices: object = None,
    environ: Mapping[str, str] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> tuple[str, ...]:
    """What is said of a deployment that must be refused."""
    with pytest.raises(ConfigError) as refused:
        load(lab=lab, prices=prices, environ=environ, files=files)
    return refused.value.faults


def _plain(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / name).read_text())
    return found


def _text(value: object) -> bytes:
    """JSON is YAML; the days that YAML 1.1 sees in prices.yaml become text again."""
    return value if isinstance(value, bytes) else json.dumps(value, default=str).encode()
