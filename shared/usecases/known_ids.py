"""Past the limit, DELETE of known ids comes before any list (rules 5 and 13).

Whoever else uses the token may have used up its requests: one that is left is worth more
as a deletion than as a look. The ids are those of the last look; what went since is
refused by the platform, or gone, and either is fine.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.core.actions import Message
from shared.core.limit import known_by_id, lately_ending, money_wins_unseen, past_the_limit
from shared.core.memory import Memory
from shared.core.remember import is_told
from shared.core.session import Session, Wanted
from shared.errors import LabError
from shared.usecases import memory as memories
from shared.usecases.act import Done, act
from shared.usecases.cycle import commit_of
from shared.usecases.lab import Lab
from shared.usecases.tell import told_once


@dataclass(frozen=True, slots=True)
class Deleted:
    """What was asked for by its id, and why, in a person's words."""

    session: Session
    names: tuple[str, ...]
    reason: str
    done: Done


def delete_known_first(lab: Lab) -> None:
    """At the beginning of a tick, where a stop is past the limit; once it was asked for, not again.

    The Lease has not been confirmed to be the lab's yet: it counts only with the published
    copy, where that can be read, and the later end of both.
    """
    now = lab.clock.now()
    wishes = _wishes(lab)
    if not wishes or not all(
        x.wanted is Wanted.DOWN and past_the_limit(x, now, lab.settings) for x in wishes
    ):
        return
    session = max(wishes, key=lambda x: x.end)
    memory, _ = memories.load(lab)
    if not _is_asked(memory, session, lab):
        delete_known(lab, session, memory)


def delete_known(lab: Lab, session: Session, memory: Memory) -> Deleted | None:
    """Without lock, list, archive or Kubernetes; None where no id is known. Told once accepted."""
    step = money_wins_unseen(memory, session, lab.clock.now(), lab.settings)
    if step is None:
        return None
    done = act(lab, (a for a in step.actions if not isinstance(a, Message)), token=0)
    for message in step.actions:
        if isinstance(message, Message) and not done.failed:
            told_once(lab, message, session.since)
    names = tuple(known_by_id(memory, session, lab.settings).values())
    return Deleted(session, names, step.reason, done)


def _is_asked(memory: Memory, session: Session, lab: Lab) -> bool:
    step = money_wins_unseen(memory, session, lab.clock.now(), lab.settings)
    return step is None or any(is_told(a, memory, session.since) for a in step.actions)


def published(lab: Lab) -> Session | None:
    """By the copy, which may be old: an extension may not have reached it. Raises LabError."""
    session = commit_of(lab).load(None).session
    return session and lately_ending(session, memories.load(lab)[0], lab.settings)


def _wishes(lab: Lab) -> tuple[Session, ...]:
    """As the Lease names it, and as it was published: those that can be read."""
    found: list[Session] = []
    for read in (_as_the_lease_has_it, published):
        try:
            session = read(lab)
        except LabError:
            continue
        found += [session] if session else []
    return tuple(found)


def _as_the_lease_has_it(lab: Lab) -> Session | None:
    return commit_of(lab).load(lab.heads.read()).session
