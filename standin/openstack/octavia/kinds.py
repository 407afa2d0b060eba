"""What lies inside a load balancer, and what each kind defaults to."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
CHILDREN = {  # kind -> the list it stands in
    "listener": "listeners",
    "pool": "pools",
    "member": "members",
    "healthmonitor": "healthmonitors",
}
REQUIRED = {
    "listener": ("protocol", "protocol_port"),
    "pool": ("protocol", "lb_algorithm"),
    "member": ("address", "protocol_port"),
    "healthmonitor": ("type", "delay", "timeout", "max_retries", "pool_id"),
}
DEFAULTS: dict[str, Json] = {
    "listener": {
        "connection_limit": -1,
        "default_pool_id": None,
        "default_tls_container_ref": None,
        "sni_container_refs": [],
        "insert_headers": {},
        "timeout_client_data": 50000,
        "timeout_member_connect": 5000,
        "timeout_member_data": 50000,
        "timeout_tcp_inspect": 0,
        "allowed_cidrs": None,
        "client_ca_tls_container_ref": None,
        "client_authentication": "NONE",
        "client_crl_container_ref": None,
        "tls_ciphers": None,
        "tls_versions": [],
        "alpn_protocols": [],
        "hsts_include_subdomains": False,
        "hsts_max_age": None,
        "hsts_preload": False,
        "l7policies": [],
    },
    "pool": {
        "session_persistence": None,
        "healthmonitor_id": None,
        "tls_container_ref": None,
        "ca_tls_container_ref": None,
        "crl_container_ref": None,
        "tls_enabled": False,
        "tls_ciphers": None,
        "tls_versions": [],
        "alpn_protocols": [],
        "listeners": [],
    },
    "member": {
        "weight": 1,
        "subnet_id": None,
        "backup": False,
        "monitor_address": None,
        "monitor_port": None,
    },
    "healthmonitor": {
        "max_retries_down": 3,
        "http_method": None,
        "url_path": None,
        "expected_codes": None,
    },
}
