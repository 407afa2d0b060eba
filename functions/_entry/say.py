"""A lab's status as one sentence for a person: French or English, times as in Zurich."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

from functions._entry.negotiate import Language
from shared.core.money import chf, rounded
from shared.core.session import Phase
from shared.core.view import Status

ZONE = ZoneInfo("Europe/Zurich")
MILLE = Decimal("0.001")

WORDS = {
    Language.EN: {
        "off": "The lab is off: nothing is billed.",
        "stays": "The lab is off.",
        "unproven": "The lab is stopped.",
        "starting": "The lab is starting ({profile}): {ready} of {wanted} nodes ready.",
        "running": "The lab is running ({profile}): {ready} of {wanted} nodes ready.",
        "stopping": "The lab is stopping.",
        "parked": "The lab is parked, not off: its last node bills {rate} an hour.",
        "money": "{least}{chf} so far, {rate} an hour, until {end}.",
        "spent": "{least}{chf} so far.",
        "bills": "Still billed: {bills}.",
        "least": "At least ",
    },
    Language.FR: {
        "off": "Le labo est éteint : rien n'est facturé.",
        "stays": "Le labo est éteint.",
        "unproven": "Le labo est arrêté.",
        "starting": "Le labo démarre ({profile}) : {ready} nœud(s) sur {wanted} prêt(s).",
        "running": "Le labo tourne ({profile}) : {ready} nœud(s) sur {wanted} prêt(s).",
        "stopping": "Le labo s'arrête.",
        "parked": "Le labo est garé, pas éteint : son dernier nœud coûte {rate} par heure.",
        "money": "{least}{chf} jusqu'ici, {rate} par heure, jusqu'à {end}.",
        "spent": "{least}{chf} jusqu'ici.",
        "bills": "Encore facturé : {bills}.",
        "least": "Au moins ",
    },
}


def say_status(status: Status, language: Language) -> str:
    """Says "off" only of a lab whose proof of zero is shown (G1)."""
    words = WORDS[language]
    parts = [words[_state(status)]]
    if status.phase in (Phase.STARTING, Phase.RUNNING):
        parts.append(words["money"])
    elif status.phase in (Phase.STOPPING, Phase.PARKED):
        parts.append(words["spent"])
    if status.bills and status.phase not in (Phase.STARTING, Phase.RUNNING):
        parts.append(words["bills"])
    return " ".join(parts).format(
        profile=status.profile,
        ready=status.nodes_ready,
        wanted=status.nodes_wanted,
        least=words["least"] if status.missing else "",
        chf=chf(status.chf),
        rate=rate(status.chf_per_hour),
        end=clock_time(status.end),
        bills=", ".join(status.bills),
    )


def rate(per_hour: Decimal) -> str:
    """An hourly price: to a tenth of a cent where cents do not tell it (a balancer's 0.015)."""
    cents, finer = rounded(per_hour), per_hour.quantize(MILLE, ROUND_HALF_EVEN)
    return chf(per_hour) if cents == finer else f"CHF {finer:f}"


def clock_time(moment: datetime | None) -> str:
    return "?" if moment is None else moment.astimezone(ZONE).strftime("%H:%M")


def _state(status: Status) -> str:
    if status.phase is Phase.STOPPED:
        return ("stays" if status.bills else "off") if status.proof else "unproven"
    return status.phase.value
