"""Kubeconfigs whose user logs in by a program (exec) or a plug-in (OIDC, auth-provider).

The one thing that the `kubernetes` package does better than we would, so it does
it, and is imported only then.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shared.errors import DeniedError
from shared.kubeconfig import Access, document_of, parse, text_of


def logged_in(kubeconfig: str) -> Access:
    """Text or path of a kubeconfig. Raises ConfigError, or DeniedError where the login fails."""
    access = parse(kubeconfig)
    return _by_helper(kubeconfig, access) if access.helper else access


def _by_helper(kubeconfig: str, access: Access) -> Access:
    from kubernetes.client import Configuration
    from kubernetes.config import ConfigException, load_kube_config_from_dict

    settings = Configuration()
    try:
        load_kube_config_from_dict(document_of(text_of(kubeconfig)), client_configuration=settings)
    except ConfigException as error:
        raise DeniedError("the kubeconfig's own login did not succeed") from error
    keys = settings.api_key  # 36 names it BearerToken, its elders authorization
    bearer = str(keys.get("BearerToken") or keys.get("authorization") or "").removeprefix("Bearer ")
    if settings.cert_file and settings.key_file:
        certificate, key = (Path(f).read_text() for f in (settings.cert_file, settings.key_file))
        access = replace(access, certificate_pem=certificate, key_pem=key)
    if not bearer and not access.certificate_pem:
        raise DeniedError("the kubeconfig's own login gave neither a token nor a certificate")
    return replace(access, token=bearer)
