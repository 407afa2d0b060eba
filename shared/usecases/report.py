"""A month's cost report: from the ledger's month and the memory, without a look at the platform."""

from __future__ import annotations

from shared.core.calendar import period_of
from shared.core.cost_report import CostReport
from shared.core.ledger import ZURICH, month_of
from shared.core.report import Live, report
from shared.usecases import memory as memories
from shared.usecases.cycle import commit_of
from shared.usecases.lab import Lab


def cost_report(lab: Lab, month: str | None = None) -> CostReport:
    """Of "YYYY-MM" in Europe/Zurich, or of the present month. Reads three objects.

    What the running session cost is priced up to now from its last look, and is an estimate.
    """
    now = lab.clock.now()
    name = month or month_of(now)
    return report(
        lab.settings.lab,
        period_of(name, now, ZURICH),
        lab.ledger.month(name),
        _live(lab, name),
        lab.settings.storage,
        lab.prices,
    )


def _live(lab: Lab, month: str) -> Live | None:
    """The session of that month that may have no receipt yet."""
    session = commit_of(lab).load(lab.heads.read()).session
    memory, _ = memories.load(lab)
    if session is None or memory.session != session.id or month_of(session.started) != month:
        return None
    return Live(session=session, metered=memory.metered, at=lab.clock.now())
