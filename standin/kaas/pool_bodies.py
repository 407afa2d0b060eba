"""What a POST or a PATCH of a pool may say (P1.5, P1.6)."""

from __future__ import annotations

from standin.kaas import labels
from standin.kaas.fields import Fields
from standin.world import Change, Cluster, Pool, PoolSpec
from standin.world.catalog import FLAVORS, ZONES

NAME_LIMIT, PREFIX_LIMIT = 40, 16
MOST_INSTANCES = 1_000


def read_spec(fields: Fields, cluster: Cluster) -> PoolSpec:
    """Raises 422 naming all that is wrong."""
    name = fields.text("name", most=NAME_LIMIT, required=True)
    prefix = fields.text("prefix", most=PREFIX_LIMIT)
    flavor = fields.one_of("flavor", FLAVORS, required=True)
    zone = fields.one_of("availability_zone", ZONES[cluster.region], required=True)
    minimum = fields.whole("minimum_instances", least=1, most=MOST_INSTANCES, required=True)
    maximum = _maximum(fields, minimum)
    carried = labels.read(fields)
    fields.done()
    return PoolSpec(
        kaas_id=cluster.id,
        name=name or "",
        prefix=prefix or "",
        flavor=flavor or "",
        zone=zone or "",
        minimum=minimum or 1,
        maximum=maximum or minimum or 1,
        labels=carried or {},
    )


def read_change(fields: Fields, pool: Pool) -> Change:
    """Raises 422; also where flavor or zone would change: a PATCH can change neither (P1.6)."""
    name = fields.text("name", most=NAME_LIMIT)
    minimum = fields.whole("minimum_instances", least=1, most=MOST_INSTANCES)
    maximum = _maximum(fields, minimum or pool.minimum)
    fields.one_of("flavor", (pool.flavor,))
    fields.one_of("availability_zone", (pool.zone,))
    carried = labels.read(fields)
    fields.done()
    if maximum is None and minimum is not None:
        maximum = max(pool.maximum, minimum)
    return Change(name=name, minimum=minimum, maximum=maximum, labels=carried)


def _maximum(fields: Fields, minimum: int | None) -> int | None:
    """0 to 1000 (P1.5); 0 asks for no range of its own, and counts as the minimum."""
    maximum = fields.whole("maximum_instances", least=0, most=MOST_INSTANCES)
    if maximum and minimum and maximum < minimum:
        sentence = "The maximum_instances must be 0 or at least minimum_instances."
        fields.wrong("maximum_instances", "gte", sentence)
    return minimum if maximum == 0 else maximum
