"""`make demo`: the two sessions, the report, and every claim against the truth."""

from __future__ import annotations

import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from examples.demo.claims import Row, Session, compare, receipts
from examples.demo.screen import Screen
from examples.demo.stage import Stage, stage
from examples.demo.story import Story
from examples.demo.workloads import Workloads

BEGINS = "2026-01-06T17:00:00+00:00"  # a Tuesday evening, 18:00 in Zurich
FORGOTTEN_HOURS = 6
NIGHT = timedelta(hours=15)


def play(seed: int, home: Path) -> int:
    """Exit code: 0 where every claim agrees with the truth, else 1."""
    screen, wall = Screen(), time.monotonic()
    with stage(start=BEGINS, seed=seed, home=home) as here:
        screen.plain(
            f"stand-in and functions are up in {time.monotonic() - wall:.1f} s: {here.url}"
        )
        workloads = Workloads(here.environ["KUBECONFIG"])
        try:
            rows = _lived(here, screen, workloads)
        finally:
            workloads.close()
    screen.verdicts(rows)
    wrong = [row[0] for row in rows if not row[3]]
    took = time.monotonic() - wall
    screen.plain(f"{len(rows)} claims compared, {len(wrong)} differ; {took:.0f} s of wall time")
    return 1 if wrong else 0


def _lived(here: Stage, screen: Screen, workloads: Workloads) -> list[Row]:
    story = Story(here, screen, workloads)
    screen.chapter("Tuesday evening: an application, and a lab that everybody forgets")
    story.say(f"kubectl apply: {workloads.apply()} objects, and no node to run them")
    here.control.settle()
    shapes = []
    began = story.now
    story.start("standard", FORGOTTEN_HOURS)
    story.live_until(began + timedelta(hours=5, minutes=50), "the lab runs, and its cost")
    shapes.append(workloads.shape())
    story.live_until(began + timedelta(hours=6, minutes=1), "the last minutes")
    story.say("nobody stopped it: the watchdog does", "yellow")
    story.until_off()
    first_off, jobs = story.now, workloads.jobs()
    screen.chapter("Night: no node runs, no CronJob fires; only what is stored is billed")
    story.sleep(NIGHT)
    fired = workloads.jobs() - jobs
    screen.chapter("Wednesday: the same lab, exactly")
    again = story.now
    story.start("standard", 2)
    shapes.append(workloads.shape())
    story.live_until(again + timedelta(hours=1), "an hour of work")
    story.stop()
    second_off = story.now
    bills = {r["session"]: Decimal(r["chf"]) for r in receipts(here)}
    first, second = (bills[key] for key in sorted(bills))
    screen.chapter("The report")
    screen.plain(here.functions.report("text/plain").text)
    lived = [
        Session(began=began, ended=first_off, chf=first, off_said=first_off),
        Session(began=again, ended=second_off, chf=second, off_said=second_off),
    ]
    night = ("CronJob runs in the night", "0", str(fired), fired == 0)
    return [*compare(here, story, lived, shapes), night]
