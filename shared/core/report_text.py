"""A cost report for people, in French or English: what it cost, what it saved, and of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from shared.core.money import chf

if TYPE_CHECKING:
    from shared.core.cost_report import CostReport, Share

WIDTH = 28
EN = {
    "head": "{lab} in {month}: {least}{total}, of it {used} for {count} {noun} and {stays} for"
    " what stays.",
    "session": "session",
    "sessions": "sessions",
    "saved": "The same shape at 24/7 would have cost {least}{always}: {savings} saved"
    " ({percent} %).",
    "no basis": "Nothing ran, so there is nothing to compare with 24/7.",
    "running": "Session {session} ({profile}) is running: {cost} so far; the last two hours are an"
    " estimate.",
    "missing": "No known price: {names}. What it costs comes on top.",
    "least": "at least ",
    "by profile": "By profile",
    "by day": "By day",
    "stays": "What stays, by the sizes of lab.yaml (not measured)",
    "volume_gb": "volumes",
    "s3_gb": "S3",
}
FR = {
    "head": "{lab} en {month} : {least}{total}, dont {used} pour {count} {noun} et {stays} pour"
    " ce qui reste.",
    "session": "session",
    "sessions": "sessions",
    "saved": "La même forme 24 h sur 24 aurait coûté {least}{always} : {savings} économisés"
    " ({percent} %).",
    "no basis": "Rien n'a tourné : il n'y a rien à comparer au 24 h sur 24.",
    "running": "La session {session} ({profile}) tourne : {cost} jusqu'ici ; les deux dernières"
    " heures sont une estimation.",
    "missing": "Prix inconnu : {names}. Ce que cela coûte vient en plus.",
    "least": "au moins ",
    "by profile": "Par profil",
    "by day": "Par jour",
    "stays": "Stockage permanent, selon les tailles de lab.yaml (non mesuré)",
    "volume_gb": "volumes",
    "s3_gb": "S3",
}
LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": EN, "fr": FR}


def render(report: CostReport, language: str) -> str:
    """Sentences, then tables; English where the language is none of ours."""
    words = LANGUAGES.get(language, EN)
    sentences = " ".join(_sentences(report, words))
    return "\n".join([sentences, *_tables(report, words)]) + "\n"


def _sentences(report: CostReport, words: Mapping[str, str]) -> Iterator[str]:
    least = words["least"] if report.missing else ""
    yield words["head"].format(
        month=report.month,
        least=least,
        total=chf(report.on_demand),
        lab=report.lab,
        used=chf(report.used),
        count=report.count,
        noun=words["session" if report.count == 1 else "sessions"],
        stays=chf(report.on_demand - report.used),
    )
    if report.always_on is None or report.savings is None:
        yield words["no basis"]
    else:
        yield words["saved"].format(
            least=least,
            always=chf(report.always_on),
            savings=chf(report.savings),
            percent=report.savings_percent,
        )
    if (now := report.running) is not None:
        yield words["running"].format(session=now.session, profile=now.profile, cost=chf(now.chf))
    if report.missing:
        yield words["missing"].format(names=", ".join(report.missing))


def _tables(report: CostReport, words: Mapping[str, str]) -> Iterator[str]:
    tables = (
        ("by profile", report.by_profile),
        ("by day", report.by_day),
        ("stays", report.stays),
    )
    for title, shares in tables:
        if shares:
            yield ""
            yield words[title]
            yield from (_row(share, words) for share in shares)


def _row(share: Share, words: Mapping[str, str]) -> str:
    name = words.get(share.name, share.name)
    return f"  {name:<{WIDTH}}{_hours(share.seconds):>10}{chf(share.chf):>16}"


def _hours(seconds: int) -> str:
    minutes = seconds // 60
    return f"{minutes // 60} h {minutes % 60:02}"
