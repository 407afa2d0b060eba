"""News: what a person is told of a lab that does what it should."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from shared.core.actions import Message, Receipt
from shared.core.calendar import clock
from shared.core.memory import Metered
from shared.core.session import Session


def up_for_long(hours: int, end: datetime, per_hour: Decimal) -> Message:
    """The warning of the document: the lab has been up for 5 hours."""
    return Message(
        cause="up-for-long",
        en=f"The lab has been up for {hours} h, at {per_hour:.2f} CHF/h. "
        f"It stops at {clock(end)} unless you extend it.",
        fr=f"Le labo tourne depuis {hours} h, à {per_hour:.2f} CHF/h. "
        f"Il s'arrête à {clock(end)}, sauf prolongation.",
    )


def stops_soon(left: timedelta, end: datetime) -> Message:
    minutes = round(left.total_seconds() / 60)
    return Message(
        cause=f"stops-soon:{end:%Y%m%dT%H%M}:{minutes // 20}",
        en=f"The lab stops in {minutes} minutes, at {clock(end)}, unless you extend it.",
        fr=f"Le labo s'arrête dans {minutes} minutes, à {clock(end)}, sauf prolongation.",
    )


def stopping(session: Session) -> Message:
    because, end = "on l'a demandé", clock(session.end)
    if session.why.startswith("its leases end "):  # before the end, by what past stops took
        because = f"sa réservation se termine à {end}, et un arrêt prend du temps"
    elif session.since >= session.end:
        because = f"sa réservation a pris fin à {end}"
    return Message(
        cause="stopping",
        en=f"The lab is being stopped: {session.why}.",
        fr=f"Le labo s'arrête : {because}.",
    )


def archive_lacks(unread: tuple[str, ...]) -> Message:
    names = ", ".join(text.partition(" could not be read")[0] for text in unread)
    return Message(
        cause="archive-lacks",
        en=f"The archive of this stop lacks what could not be read: {names}. The cluster itself "
        "keeps it while the lab sleeps; only a lost cluster would lose it.",
        fr=f"Il manque à l'archive de cet arrêt ce qui n'a pas pu être lu : {names}. Le cluster "
        "le garde pendant que le labo dort ; seul un cluster perdu le perdrait.",
    )


class Kept(NamedTuple):
    """What stays by design, and is billed."""

    volumes_gb: int = 0
    addresses: tuple[str, ...] = ()


def off(bill: Receipt, kept: Kept) -> Message:
    """What stays by design is said: a volume that is kept is billed, and OFF must be true."""
    en, fr = _how_sure(bill)
    stays_en, stays_fr = stays(kept)
    return Message(
        cause="off",
        en=f"The lab is off, and this is proven: no node, load balancer or address of it is "
        f"billed{stays_en}. The session cost {en}{bill.chf:.2f} CHF.",
        fr=f"Le labo est éteint, preuve à l'appui : plus aucun nœud, répartiteur de charge ni "
        f"adresse n'est facturé{stays_fr}. La session a coûté {fr}{bill.chf:.2f} CHF.",
    )


def _how_sure(bill: Receipt) -> tuple[str, str]:
    """What has no price, or whose end nobody saw, is said: a bill must not look better known."""
    if bill.missing:
        return "at least ", "au moins "
    rough = any(line.estimated for line in bill.lines)
    return ("about ", "environ ") if rough else ("", "")


def stays(kept: Kept) -> tuple[str, str]:
    """The end of the sentence, in English and French, where volumes or addresses are kept."""
    en, fr = "", ""
    if kept.volumes_gb:
        en += f"; its volumes stay, {kept.volumes_gb} GB"
        fr += f" ; ses volumes restent, {kept.volumes_gb} Go"
    if kept.addresses:
        named = ", ".join(kept.addresses)
        en += f"; as its Service asks, {named} is kept"
        fr += f" ; comme son Service le demande, {named} est gardée"
    return en, fr


def amended(session: str, line: Metered, chf: Decimal, *, at_least: bool) -> Message:
    en, fr = ("at least ", "au moins ") if at_least else ("", "")
    return Message(
        cause=f"amended:{line.id}",
        en=f"The bill of session {session} was amended by {en}{chf:.4f} CHF: its pool {line.name} "
        "appeared after the session was over, and is gone again.",
        fr=f"La facture de la session {session} est complétée de {fr}{chf:.4f} CHF : son groupe "
        f"{line.name} est apparu après la fin de la session, et a de nouveau disparu.",
    )
