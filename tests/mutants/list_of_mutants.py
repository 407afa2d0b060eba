"""Design errors made on purpose. Each is one edit, and each must be found by the tests it names."""

from __future__ import annotations

from typing import NamedTuple


class Mutant(NamedTuple):
    """`old` stands exactly once in `file`."""

    name: str
    file: str
    old: str
    new: str
    found_by: str


MUTANTS = (
    Mutant(
        "acts before it saved the intent",
        "shared/usecases/cycle.py",
        "        self._commit_wish(decision.session, wanted)\n",
        "        act(self._lab, _quick(decision.actions), 0)\n"
        "        self._commit_wish(decision.session, wanted)\n",
        "tests/usecases",
    ),
    Mutant(
        "reads a source that could not be asked as empty",
        "shared/core/sight.py",
        "        return Sighting(items)\n    return Sighting(_named(i for i in items if i.ours)",
        "        return Sighting(())\n    return Sighting(_named(i for i in items if i.ours)",
        "tests/core/test_proof.py",
    ),
    Mutant(
        "says off from one source",
        "shared/core/proof.py",
        "in sightings(session, seen, settings).items():",
        "in list(sightings(session, seen, settings).items())[:1]:",
        "tests/core",
    ),
    Mutant(
        "deletes pools before the work is saved",
        "shared/core/down.py",
        "    if not is_saved(session, seen):",
        "    if False and not is_saved(session, seen):",
        "tests/core",
    ),
    Mutant(
        "counts an archive made before the stop",
        "shared/core/saving.py",
        "        and archive.taken_at >= session.since\n",
        "",
        "tests/core",
    ),
    Mutant(
        "never ends a lease",
        "shared/core/decide.py",
        "if session.wanted is Wanted.DOWN or now < stop_begins(session, seen.memory, settings):",
        "if True:",
        "tests/usecases/test_a_lab_session.py",
    ),
    Mutant(
        "keeps twins",
        "shared/core/up.py",
        "    others = pools[1:]\n",
        "    others = pools[2:]\n",
        "tests/core",
    ),
    Mutant(
        "deletes what is not ours",
        "shared/core/pools.py",
        "        return pool.labels.lab == settings.lab\n",
        "        return True\n",
        "tests/core",
    ),
    Mutant(
        "repeats a POST that was not answered",
        "shared/core/up.py",
        "    if listed and now - asked >= settings.timing.unanswered:\n",
        "    if True:\n",
        "tests/core",
    ),
    Mutant(
        "claims running without the mark",
        "shared/core/up.py",
        "    if not woken:\n",
        "    if False:\n",
        "tests/core",
    ),
    Mutant(
        "overwrites remembered replicas",
        "shared/core/quiesce.py",
        "    if kube.remembered(obj, kube.REPLICAS) is None:\n",
        "    if True:\n",
        "tests/core/test_sleep_and_wake.py",
    ),
    Mutant(
        "deletes nodes before load balancers are released",
        "shared/core/quiesce.py",
        "    _load_balancers,\n    _bare_pods,",
        "    _bare_pods,",
        "tests/usecases/test_a_lab_session.py",
    ),
    Mutant(
        "acts although another holds the lock",
        "shared/commit/lock.py",
        "    if timedelta() < left and ahead <= LOCK_LASTS:\n",
        "    if False:\n",
        "tests/usecases/test_the_commit.py",
    ),
    Mutant(
        "lets work win at the limit",
        "shared/core/down.py",
        "    if past_the_limit(session, now, settings):\n        return _at_the_limit",
        "    if False:\n        return _at_the_limit",
        "tests/core",
    ),
    Mutant(
        "has no brake",
        "shared/core/decide.py",
        "    if not reason:\n        return step\n    kept",
        "    if True:\n        return step\n    kept",
        "tests/core/test_the_brake.py",
    ),
    Mutant(
        "adopts a pool of a session that is over",
        "shared/core/decide.py",
        "if p not in strays):",
        "if True):",
        "tests/usecases/test_late_pools.py",
    ),
    Mutant(
        "says off before a late pool is in the books",
        "shared/core/off.py",
        "    if late := meter_late(session, seen, settings):\n",
        "    if late := ():\n",
        "tests/core/test_amending.py",
    ),
    Mutant(
        "takes a rebuilt cluster for the lab's own",
        "shared/usecases/right_cluster.py",
        'if not named and bound not in ("", found):',
        "if False:",
        "tests/usecases/test_the_right_cluster.py",
    ),
    Mutant(
        "decides for a cluster of another UID",
        "shared/core/decide.py",
        "    if strange := _rebuilt(session, seen):\n",
        "    if strange := None:\n",
        "tests/core",
    ),
    Mutant(
        "takes other people's things for a sign of sight",
        "shared/core/sight.py",
        "    return Sighting(_named(i for i in items if i.ours))\n",
        "    all_ = [*_named(items), '']\n"
        "    return Sighting(_named(i for i in items if i.ours), control=all_[0])\n",
        "tests/core/test_proof.py",
    ),
    Mutant(
        "believes a sighting by whatever credential",
        "shared/core/sight.py",
        '    return f"{source} {reach.key}".strip()\n',
        "    return source\n",
        "tests/core/test_proof.py",
    ),
    Mutant(
        "accepts blindness unasked",
        "shared/core/proof.py",
        "    if source in settings.accept_blind:\n",
        "    if True:\n",
        "tests/core/test_proof.py",
    ),
    Mutant(
        "finds nothing to show where a Service holds a load balancer",
        "shared/core/idle.py",
        "    held = any(_finalizer(s) or _addresses(s) for s in services)\n",
        "    held = False\n",
        "tests/core/test_proof.py",
    ),
    Mutant(
        "believes a list that does not show what is there",
        "shared/usecases/confirmed.py",
        "        if found is not None:\n",
        "        if False:\n",
        "tests/usecases/test_what_can_see.py",
    ),
    Mutant(
        "takes a store's word for its compare-and-swap",
        "shared/adapters/s3/heads.py",
        "        if weak:\n",
        "        if False:\n",
        "tests/usecases/test_the_store_commits.py",
    ),
    Mutant(
        "acts beside the head that the store keeps",
        "shared/commit/mirrored.py",
        "        if head is not None and KEPT_IN in head.notes:\n",
        "        if False:\n",
        "tests/usecases/test_the_store_commits.py",
    ),
    Mutant(
        "believes a bucket that was set back",
        "shared/commit/mirrored.py",
        "        return copy.token >= least or _commit(copy) > _commit(head)\n",
        "        return False\n",
        "tests/usecases/test_the_store_commits.py",
    ),
    Mutant(
        "parks and says off",
        "shared/core/decide.py",
        "    if decision.parked:\n",
        "    if False:\n",
        "tests/core/test_the_last_pool.py",
    ),
    Mutant(
        "rebuilds without a drill",
        "shared/core/last_pool.py",
        "    if archive.drilled is None:\n",
        "    if False:\n",
        "tests/core/test_the_last_pool.py",
    ),
    Mutant(
        "parks although others could go",
        "shared/core/last_pool.py",
        "    if not standing or loose(mine, seen, now, settings):\n",
        "    if not standing:\n",
        "tests/core/test_the_last_pool.py",
    ),
    Mutant(
        "lets a deletion past the limit wait for a list",
        "shared/core/down.py",
        "    return step or blocked(why)\n",
        "    return blocked(why)\n",
        "tests/core/test_ending.py",
    ),
    Mutant(
        "looks before it deletes what is known past the limit",
        "shared/usecases/service.py",
        "    delete_known_first(lab)\n",
        "",
        "tests/usecases/test_money_wins.py",
    ),
    Mutant(
        "takes the present for the birth of a pool without labels",
        "shared/core/births.py",
        "    if not undated:\n",
        "    if True:\n",
        "tests/core/test_births.py",
    ),
    Mutant(
        "leaves the bill to the watchdog alone",
        "shared/usecases/service.py",
        "        last_resort(lab, error)\n        raise\n",
        "        raise\n",
        "tests/usecases/test_money_wins.py",
    ),
    Mutant(
        "moves away from a volume",
        "shared/core/zones.py",
        '        if held == "":\n',
        "        if True:\n",
        "tests/core/test_zones.py",
    ),
    Mutant(
        "forgets what a torn record still holds",
        "shared/core/remembered.py",
        "    return records.readable(scope.objects.get(records.SECRETS, ()))\n",
        "    return ()\n",
        "tests/usecases/test_what_wake_needs.py",
    ),
    Mutant(
        "takes a renewal that lay unread for a lock",
        "shared/commit/lock.py",
        "        lock = Lock(head=heads.swap(replace(now, renewed=now.served)), taken=before)\n",
        "        return Lock(head=heads.swap(replace(now, renewed=now.served)), taken=before)\n",
        "tests/usecases/test_the_lock.py",
    ),
    Mutant(
        "forgets the record of a stop that came since",
        "shared/core/records.py",
        '    return f"{session.id}-{session.since:%d%H%M%S}"\n',
        "    return session.id\n",
        "tests/core/test_sleep_and_wake.py",
    ),
    Mutant(
        "decides by its own clock, however wrong",
        "shared/usecases/clocks.py",
        "    return replace(lab, clock=Shifted(lab.clock, ahead)) if ahead else lab\n",
        "    return lab\n",
        "tests/usecases/test_two_clocks.py",
    ),
    Mutant(
        "looks on while the platform asks for silence",
        "shared/usecases/service.py",
        "    if now < desk.quiet:\n",
        "    if False:\n",
        "tests/usecases/test_the_budget_of_requests.py",
    ),
    Mutant(
        "says off of what it cannot ask, where no session is known",
        "shared/core/decide.py",
        "        settled=not leaks and not unseen,\n",
        "        settled=not leaks,\n",
        "tests/core/test_without_a_session.py",
    ),
    Mutant(
        "believes another region that shows nothing",
        "shared/usecases/confirmed.py",
        "    if elsewhere := _elsewhere(lab, ask, left, memory):\n",
        "    if elsewhere := {}:\n",
        "tests/usecases/test_what_can_see.py",
    ),
)
