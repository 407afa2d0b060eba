"""Past the limit and with no pool left, where no cycle can run: what only workers would release.

Load balancers and addresses bill on when the cluster that knows them is gone, or another stands
in its place: they go through OpenStack (rule 6), by the same proof of ownership as ever.
"""

from __future__ import annotations

from dataclasses import replace

from shared.core.actions import DeleteLeftover
from shared.core.beside import beside_the_pools
from shared.core.memory import Memory
from shared.core.metering import meter
from shared.core.orphans import orphaned
from shared.core.seen import Unknown
from shared.core.session import Session
from shared.errors import PortError
from shared.usecases import memory as memories
from shared.usecases.act import act
from shared.usecases.lab import Lab
from shared.usecases.observe import observe


def release(lab: Lab, session: Session, error: Exception) -> tuple[str, ...]:
    """Names of what bills, where its deletion was refused, or is asked for in vain for long.

    The memory learns when each thing ended: until a cycle can run, the bill would go on.
    """
    memory, readable = memories.load(lab)
    why = Unknown("the lab's cluster", str(error))
    seen = observe(lab, session, memory, forgot=not readable, elsewhere=why)
    todo = orphaned(seen, lab.settings)
    refused = [action for action, _ in act(lab, todo, token=0).failures]
    if readable:
        _note(lab, replace(memory, metered=meter(memory.metered, seen, lab.settings)))
    going = [a for a in todo if isinstance(a, DeleteLeftover) and a not in refused]
    timing = lab.settings.timing
    late = seen.at - session.end >= timing.money_wins_after + timing.stuck
    return () if going and not late else beside_the_pools(seen)


def _note(lab: Lab, memory: Memory) -> None:
    try:
        memories.save(lab, memory)
    except PortError:
        return  # the bill then ends with the next look that can be noted
