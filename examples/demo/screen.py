"""How the story is told on a terminal: the simulated time beside each line, bars while it waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

ZURICH = ZoneInfo("Europe/Zurich")  # where the lab's people are: its messages are in their time


def local(moment: datetime) -> str:
    return f"{moment.astimezone(ZURICH):%a %H:%M:%S}"


class Bar:
    """One wait: how far it is, and what it waits for."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def show(self, now: datetime, done: float, of: float, what: str) -> None:
        self._progress.update(
            self._task, completed=done, total=max(of, 1), what=what[:60], now=local(now)
        )


class Screen:
    def __init__(self) -> None:
        self._console = Console(highlight=False)

    def chapter(self, title: str) -> None:
        self._console.print()
        self._console.rule(f"[bold]{title}", align="left")

    def line(self, now: datetime, text: str, style: str = "") -> None:
        moment = Text(f"{local(now)}  ", style="dim")
        self._console.print(moment + Text(text, style=style), soft_wrap=True)

    def plain(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)

    @contextmanager
    def waiting(self, title: str) -> Iterator[Bar]:
        columns = (
            TextColumn("[dim]{task.fields[now]}"),
            TextColumn(title),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[what]}"),
        )
        with Progress(*columns, console=self._console, transient=True) as progress:
            yield Bar(progress, progress.add_task(title, what="", now=""))

    def verdicts(self, rows: list[tuple[str, str, str, bool]]) -> None:
        """claim, what Veilleur says, what the stand-in knows, whether they agree."""
        table = Table("claim", "Veilleur says", "the truth", "", title="every claim, compared")
        for claim, said, truth, agrees in rows:
            mark = "[green]✓" if agrees else "[bold red]✗"
            table.add_row(claim, said, truth, mark)
        self._console.print(table)
