"""The managed cluster's Kubernetes API, embedded: no etcd, no Go, nothing to install.

api = KubernetesApi(clock=clock, faults=faults, journal=journal, data=None)
site = web.TCPSite(runner, "127.0.0.1", port, ssl_context=api.tls_context)
text = api.kubeconfig(ADMIN, "https://127.0.0.1:6443")
"""

from standin.kubernetes.api import ADMIN, CONTROLLERS, WORKERS, KubernetesApi
from standin.kubernetes.call import User

__all__ = ["ADMIN", "CONTROLLERS", "WORKERS", "KubernetesApi", "User"]
