"""Carrying out actions. Each is safe to repeat; one that fails is seen at the next look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from shared.core.actions import (
    Action,
    CreateObject,
    CreatePool,
    DeleteLeftover,
    DeleteObject,
    DeletePool,
    DetachAddress,
    MakeArchive,
    Message,
    PatchObject,
    WriteReceipt,
)
from shared.errors import ConflictError, PortError
from shared.usecases.lab import Hold, Lab, unheld


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the actions: the messages delivered, and what failed, first things first.

    `made` are the pools whose POST was answered, by their ids.
    """

    told: tuple[Message, ...] = ()
    failures: tuple[tuple[Action, PortError], ...] = ()
    made: tuple[tuple[str, Action], ...] = ()

    @property
    def failed(self) -> tuple[Action, PortError] | None:
        """The first failure."""
        return self.failures[0] if self.failures else None


ENDS_A_BILL = DeletePool | DeleteLeftover
WAITS_FOR_NOTHING = ENDS_A_BILL | MakeArchive


def act(lab: Lab, actions: Iterable[Action], token: int, hold: Hold = unheld) -> Done:
    """In order. Work stops at the first failure; what people must hear is told all the same.

    What ends a bill, and what saves work, waits for nothing, and nothing waits for what ends a
    bill: one pool that the platform refuses to delete must not keep the others billed, nor the
    lab from being made and archived. `hold` is called before each effect, and raises
    ConflictError where the lock was lost: then nothing more is done, or told.
    """
    todo = tuple(actions)
    work = (_under(token, a) for a in todo if not isinstance(a, Message))
    failures, made = _work(lab, work, hold)
    if any(isinstance(a, Message) for a in todo):
        hold()
    return Done(_tell(lab, todo), failures, made)


def _under(token: int, action: Action) -> Action:
    """A pool's labels name the lock under which it is made."""
    if not isinstance(action, CreatePool):
        return action
    return replace(action, labels=replace(action.labels, token=token))


def _work(
    lab: Lab, actions: Iterable[Action], hold: Hold
) -> tuple[tuple[tuple[Action, PortError], ...], tuple[tuple[str, Action], ...]]:
    failures: list[tuple[Action, PortError]] = []
    made: list[tuple[str, Action]] = []
    stopped = False
    for action in actions:
        if stopped and not isinstance(action, WAITS_FOR_NOTHING):
            continue
        hold()
        try:
            if id_ := _carry_out(lab, action, hold):
                made.append((id_, action))
        except ConflictError:
            hold()  # was it the lock? else the object moved on since the look
            continue  # the next look decides anew
        except PortError as error:
            failures.append((action, error))
            stopped = stopped or not isinstance(action, ENDS_A_BILL)
    return tuple(failures), tuple(made)


def _tell(lab: Lab, actions: Iterable[Action]) -> tuple[Message, ...]:
    """A channel that fails holds nothing up: what was not delivered is tried again."""
    told: list[Message] = []
    for message in actions:
        if isinstance(message, Message):
            try:
                lab.notifier.send(message)
            except PortError:
                continue  # not entered as sent, so the next tick sends it
            told.append(message)
    return tuple(told)


def _carry_out(lab: Lab, action: Action, hold: Hold) -> str:
    """Answers the id of a pool that was made, else ""."""
    match action:
        case CreatePool():
            return lab.pools.create(action)
        case DeletePool():
            lab.pools.delete(action.id)
        case MakeArchive():
            lab.archives.make(action, hold)
        case WriteReceipt():
            lab.ledger.append(action.receipt)
        case DeleteLeftover() | DetachAddress():
            _release(lab, action)
        case PatchObject() | CreateObject() | DeleteObject():
            _write(lab, action)
        case Message():
            lab.notifier.send(action)
        case _ as unreachable:
            assert_never(unreachable)
    return ""


def _release(lab: Lab, action: DeleteLeftover | DetachAddress) -> None:
    if isinstance(action, DetachAddress):
        lab.leftovers.detach(action)
    else:
        lab.leftovers.delete(action)


def _write(lab: Lab, action: PatchObject | CreateObject | DeleteObject) -> None:
    match action:
        case PatchObject():
            lab.cluster.patch(action)
        case CreateObject():
            lab.cluster.create(action)
        case DeleteObject():
            lab.cluster.delete(action)
        case _ as unreachable:
            assert_never(unreachable)


def words(action: Action) -> str:
    """The action in a person's words, for a reason or an alarm."""
    match action:
        case CreatePool():
            return f"create pool {action.wish.name} of {action.wish.nodes} nodes"
        case DeletePool():
            return f"delete pool {action.name}"
        case PatchObject() | CreateObject() | DeleteObject():
            where = action.ref
            return f"change {where.resource} {where.namespace}/{where.name}".replace(" /", " ")
        case _:
            return _other_words(action)


def _other_words(
    action: MakeArchive | WriteReceipt | DeleteLeftover | DetachAddress | Message,
) -> str:
    match action:
        case MakeArchive():
            return "write the archive"  # without its name: each try has another one
        case WriteReceipt():
            return "write the receipt"
        case DeleteLeftover():
            return f"delete {action.kind} {action.name}"
        case DetachAddress():
            return f"detach the address {action.name}"
        case Message():
            return f"tell about {action.cause}"
        case _ as unreachable:
            assert_never(unreachable)
