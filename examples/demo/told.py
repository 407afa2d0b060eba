"""What `up` tells of itself: where everything is, and lines to copy."""

from __future__ import annotations

from examples.demo.screen import Screen


def told(screen: Screen, url: str, environ: dict[str, str]) -> None:
    token = environ["VEILLEUR_TOKEN"]
    bearer = f'-H "Authorization: Bearer {token}"'
    screen.chapter("Veilleur is up: a simulated minute a second. Ctrl-C or `make down` ends it")
    screen.plain(f"  the phone's page   {url}/\n  its token          {token}")
    screen.plain(f"  the platform       {environ['STANDIN_CONTROL']}/truth\n")
    screen.plain(f'  curl -X POST {url}/start {bearer} -d \'{{"profile":"standard","hours":4}}\'')
    screen.plain(f"  curl {url}/status {bearer} -H 'Accept: text/plain'")
    screen.plain(f"  curl -X POST {url}/stop {bearer}\n")
    screen.plain("  source .veilleur/up.env && kubectl -n shop get pods")
    screen.plain("  make start PROFILE=standard   make status   make report   make stop\n")
