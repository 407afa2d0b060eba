"""Everything of a cluster that belongs into an archive, type by type, through the port alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from shared.archive.items import Item, item_of
from shared.archive.left_out import Rules, is_type_left_out, rules_for
from shared.core.seen import Json
from shared.errors import PortError
from shared.ports import Cluster

BUILT_IN = frozenset(
    {
        "",
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "apps",
        "autoscaling",
        "batch",
        "discovery.k8s.io",
        "networking.k8s.io",
        "node.k8s.io",
        "policy",
        "rbac.authorization.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
    }
)


class Reading:
    """One reading of the cluster, type by type. `unread` and `volumes` are full once it is over.

    `hold` keeps the lab's lock meanwhile: it is called before each type.
    """

    def __init__(
        self, cluster: Cluster, excluded: frozenset[str], hold: Callable[[], None]
    ) -> None:
        self._cluster = cluster
        self._hold = hold
        self._excluded = excluded
        self.unread: list[str] = []
        self.volumes: list[Json] = []

    def items(self) -> Iterator[Item]:
        rules = rules_for(
            self._cluster.list("services"), self._cluster.list("namespaces"), self._excluded
        )
        for resource in self._cluster.resources():
            if not is_type_left_out(resource):
                self._hold()
                yield from self._of(resource, rules)

    def _of(self, resource: str, rules: Rules) -> Iterator[Item]:
        for obj in self._listed(resource):
            if rules.keeps(resource, obj):
                if resource == "persistentvolumes":
                    self.volumes.append(obj)
                yield item_of(resource, obj)

    def _listed(self, resource: str) -> tuple[Json, ...]:
        try:
            return self._cluster.list(resource)
        except PortError as error:
            if resource.partition(".")[2] in BUILT_IN:
                raise
            self.unread.append(f"{resource} could not be read: {error}")
            return ()
