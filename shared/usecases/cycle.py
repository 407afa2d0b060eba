"""One cycle: observe, decide, save the intent, act. The only order there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.commit import Commit, How, Lock, Stored, body_folder, highest_token, numbers
from shared.core import alarm
from shared.core.actions import Action, CreatePool, Decision, MakeArchive, Message
from shared.core.decide import decide, phase_of
from shared.core.losses import LeaseSaid, losses
from shared.core.memory import Look, Memory
from shared.core.recognised import with_made
from shared.core.refusals import Refusal, is_noted, noted
from shared.core.remember import is_told, remember, sent
from shared.core.seen import Observation
from shared.core.session import Session, Wanted
from shared.errors import ConflictError, PermanentError, PortError
from shared.ports import Head
from shared.usecases import books
from shared.usecases import memory as memories
from shared.usecases.act import Done, act, words
from shared.usecases.books import chained
from shared.usecases.clocks import apart, by_server
from shared.usecases.lab import Lab
from shared.usecases.observe import observe
from shared.usecases.right_cluster import confirm, recognise
from shared.usecases.state import unasked
from shared.usecases.tell import told_once

Grant = Callable[[Session | None, Observation, datetime], Session | None]
LOOKED = "looked"  # among the Lease's notes
MOST_CYCLES = 40  # of one tick: a bug that never waits must not spin


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one cycle saw, decided, and could not do. `changed`: a new wish was saved.

    `memory` has this look in it already.
    """

    decision: Decision
    seen: Observation
    memory: Memory
    changed: bool = False
    failure: str = ""


def keep(session: Session | None, seen: Observation, now: datetime) -> Session | None:  # noqa: ARG001
    """The grant of a tick: nobody asked for anything."""
    return session


def run(
    lab: Lab, grant: Grant = keep, *, lasting: timedelta = timedelta(), named: str = ""
) -> Outcome:
    """Under the lock: one cycle, or as many as there is something to do within `lasting`.

    `named` is the cluster that a request names, where it is not the one that was bound.
    """
    commit = commit_of(lab)
    _leave_to_the_holder(lab, commit)
    confirm(lab)
    recognise(lab, commit, lab.heads.read(), named)
    lock = commit.acquire(lambda: _tokens_seen(lab, commit))
    lab = _on_one_clock(lab, lock)
    stored = commit.load(lock.head)
    if named:  # a new cluster has no Lease of ours: nothing was lost
        stored = replace(stored, lost=())
    held = Held(lab, commit, lock, stored)
    try:
        return held.cycles(grant, lasting)
    finally:
        held.release()


def _leave_to_the_holder(lab: Lab, commit: Commit) -> None:
    """Who cannot have the lock asks the provider nothing: its requests are few (rule 13)."""
    try:
        head = lab.heads.read()
    except PortError:
        return  # what is wrong is said where it matters
    if head is not None:
        commit.refuse_if_held(head)


def _on_one_clock(lab: Lab, lock: Lock) -> Lab:
    """Where ours and the API server's are apart, its time is that of every function; and told."""
    if ahead := apart(lab, lock.head):
        told_once(lab, alarm.clocks_apart(round(abs(ahead).total_seconds())))
    return by_server(lab, lock.head)


def commit_of(lab: Lab) -> Commit:
    return Commit(
        lab=lab.settings.lab, me=lab.me, heads=lab.heads, bodies=lab.bodies, clock=lab.clock
    )


def _tokens_seen(lab: Lab, commit: Commit) -> int:
    """The highest anywhere: a new Lease starts above (rule 3)."""
    labels = (pool.labels for pool in lab.pools.list())
    return max(
        highest_token(commit.load(None)),
        memories.load(lab)[0].token,
        _token_listed(lab),
        *(x.token for x in labels if x is not None),
    )


def _token_listed(lab: Lab) -> int:
    """Of the bodies that a listing shows. It lags, so it may only raise: one that fails says as

    little as one that shows nothing, and must not keep a lab from being stopped.
    """
    folder = body_folder(lab.settings.lab)
    try:
        keys = lab.bodies.listed(folder)
    except PortError:
        return 0
    names = (key.removeprefix(folder).removesuffix(".json") for key in keys)
    return max((numbers(name)[0] for name in names), default=0)


class Held:
    """The lab while we hold its lock: what is stored, and the lock that saving renews."""

    def __init__(self, lab: Lab, commit: Commit, lock: Lock, stored: Stored) -> None:
        self._lab, self._commit, self._lock, self._stored = lab, commit, lock, stored
        self._looked: Look | None = None
        self._newest = books.head_of(lock.head.notes)  # of the ledger's entries
        self._token = lock.head.token - 1  # the highest that anybody before us may have had

    def cycles(self, grant: Grant, lasting: timedelta) -> Outcome:
        began = self._lab.clock.monotonic()
        slow = lasting > timedelta()
        if slow:
            self._check()
        outcome = self.once(grant, slow=slow)
        for _ in range(MOST_CYCLES):
            spent = self._lab.clock.monotonic() - began
            if not slow or _waits(outcome) or spent >= lasting:
                break
            before, outcome = outcome, self.once(keep, slow=slow)
            if _work(outcome) == _work(before):
                break  # asked twice in a row, e.g. of a budget that refuses: let it be
        if slow:
            self._mend(outcome.memory)
        return outcome

    def once(self, grant: Grant, *, slow: bool) -> Outcome:
        """`slow` carries out archives too: a request answers within a second, a tick takes time."""
        read = memories.read(self._lab)
        stored = self._stored.session
        seen = observe(self._lab, stored, read.memory, forgot=bool(read.unread), hold=self._hold)
        seen = replace(seen, unasked=unasked(read))
        said = LeaseSaid(looked_at(self._lock.head), self._token)
        seen = with_losses(self._lab, self._stored, seen, said)
        now = self._lab.clock.now()
        wanted = grant(stored, seen, now)
        decision = self._trusted(decide(wanted, seen, now, self._lab.settings), wanted)
        remembered = remember(decision, phase_of(decision), seen, now, self._lab.settings)
        self._commit_wish(decision.session, wanted)
        plain = Outcome(decision=decision, seen=seen, memory=remembered, changed=wanted != stored)
        try:
            return self._carried_out(plain, now, slow=slow)
        except PortError as error:
            if slow or not plain.changed:
                raise
            return replace(plain, failure=_recorded(error))

    def _carried_out(self, plain: Outcome, now: datetime, *, slow: bool) -> Outcome:
        """The wish is committed: who asked for it must not be told that nothing was recorded."""
        self._token = self._lock.head.token
        plain = replace(plain, memory=replace(plain.memory, token=self._token))
        self._hold()  # the commit took its time: an older memory must not take a newer one's place
        memories.save(self._lab, plain.memory)  # a POST is remembered before it is sent (rule 1)
        self._looked = plain.memory.look
        todo = plain.decision.actions if slow else _quick(plain.decision.actions)
        todo = chained(todo, self._newest)
        done = act(self._lab, todo, self._lock.head.token, hold=self._hold)
        self._enter(plain.seen, todo)
        final = self._told(plain.memory, done, now)
        return replace(plain, memory=final, failure=_failure(done))

    def _enter(self, seen: Observation, todo: tuple[Action, ...]) -> None:
        """The Lease names the ledger's newest entry, by the release of the lock."""
        try:
            written = books.written(self._lab.ledger, self._stored.session, seen, todo)
            self._newest = books.grown(self._lab.ledger, self._newest, written)
        except PortError:
            return  # the next look finds the entry, and names it

    def release(self) -> None:
        head = self._lock.head
        looked = {} if self._looked is None else {LOOKED: self._looked.at.isoformat()}
        committed = self._commit.notes_of(self._lock, self._stored)
        notes = {**head.notes, **committed, **books.notes_of(self._newest), **looked}
        try:
            self._commit.release(replace(self._lock, head=replace(head, notes=notes)))
        except PortError:
            return  # it ends by itself, `LOCK_LASTS` after it was taken

    def _hold(self) -> None:
        """Before each look and each effect: slow answers must not outlast the lock (rule 4)."""
        self._lock = self._commit.renew(self._lock)

    def _check(self) -> None:
        try:
            self._stored = self._commit.checked(self._lock, self._stored)
        except PortError:
            return  # the published copy cannot be read now: nothing waits for it

    def _mend(self, memory: Memory) -> None:
        """Only once people heard of it: what is mended shows no more."""
        told = all(x.harmless or alarm.lost(x).cause in memory.sent for x in self._stored.lost)
        try:
            if told:
                self._commit.mend(self._stored)
        except PortError:
            return  # the next tick finds it again

    def _trusted(self, decision: Decision, wanted: Session | None) -> Decision:
        """The published copy alone never creates: someone else's late PUT may have made it."""
        if not self._is_doubtful(wanted):
            return decision
        kept = tuple(a for a in decision.actions if not isinstance(a, CreatePool))
        if kept == decision.actions:
            return decision
        reason = f"nothing is created by {self._stored.how.value.partition(':')[0]}"
        return replace(decision, reason=reason, actions=kept, settled=False)

    def _is_doubtful(self, wanted: Session | None) -> bool:
        """Nobody wishes anything now, and what is stored may not be the last that was wanted."""
        return self._stored.how in (How.PUBLISHED, How.UNREAD) and wanted == self._stored.session

    def _commit_wish(self, session: Session | None, wanted: Session | None) -> None:
        """The intent, before any act. The published copy does not become the committed one

        by a look, which would: by a person's wish, or to stop, or where pools show another.
        """
        self._hold()
        if session is None or session == self._stored.session:
            return
        known = self._stored.session
        same = known is not None and known.id == session.id and session.wanted is Wanted.UP
        if same and self._is_doubtful(wanted):
            return
        self._lock, self._stored = self._commit.save(self._lock, self._stored, session)

    def _told(self, remembered: Memory, done: Done, now: datetime) -> Memory:
        told = (*done.told, *self._alarm(done, remembered))
        final = noted(sent(remembered, told, now), done.failures, now)
        final = with_made(final, done.made)
        if final != remembered:
            self._hold()  # it may be another's by now: an older memory must not take its place
            memories.save(self._lab, final)
        return final

    def _alarm(self, done: Done, remembered: Memory) -> tuple[Message, ...]:
        failed = _unexplained(done)
        if failed is None or not isinstance(failed[1], PermanentError):
            return ()
        action, error = failed
        said = alarm.action_failed(words(action), str(error), error.advice)
        wish = self._stored.session
        known = wish is not None and is_told(said, remembered, wish.since)
        return () if known else act(self._lab, (said,), 0).told


def _unexplained(done: Done) -> Refusal | None:
    """The first failure that no decision has words of its own for."""
    return next((f for f in done.failures if not is_noted(*f)), None)


def with_losses(lab: Lab, stored: Stored, seen: Observation, lease: LeaseSaid) -> Observation:
    """With what is lost of the state, as far as this look shows it."""
    found = replace(seen, lost=(*stored.lost, *seen.lost))
    return replace(found, lost=losses(stored.session, found, lease, lab.settings))


def looked_at(head: Head | None) -> datetime | None:
    """When the memory was last written, as whoever did so noted in the Lease."""
    try:
        moment = datetime.fromisoformat(head.notes[LOOKED]) if head else None
    except (KeyError, ValueError):
        return None
    return moment if moment and moment.tzinfo else None


def _recorded(error: PortError) -> str:
    """What is true of a committed wish whose first step failed: another's may have followed it."""
    if isinstance(error, ConflictError):
        return "recorded; another function took over since, and does what is wanted last"
    return f"recorded, and the watchdog carries it out: {error}"


def _failure(done: Done) -> str:
    failed = _unexplained(done)
    return f"could not {words(failed[0])}: {failed[1]}" if failed else ""


def _work(outcome: Outcome) -> tuple[Action, ...]:
    return tuple(a for a in outcome.decision.actions if not isinstance(a, Message))


def _waits(outcome: Outcome) -> bool:
    """Nothing to do but to wait for the platform, or something failed: the next tick goes on."""
    return not _work(outcome) or bool(outcome.failure)


def _quick(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """What a request may carry out: an archive is the tick's, and nothing may pass it by."""
    cut = next((i for i, a in enumerate(actions) if isinstance(a, MakeArchive)), len(actions))
    return actions[:cut] + tuple(a for a in actions[cut:] if isinstance(a, Message))
