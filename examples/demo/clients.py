"""What the demo talks to: the stand-in's control, and the functions as anybody would call them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import requests

WAIT_SECONDS = 120  # wall time: a tick may archive, a step may hold many minutes of story
Json = dict[str, Any]


class Control:
    """The stand-in's control API: time, and what really happened."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = requests.Session()

    def now(self) -> datetime:
        return datetime.fromisoformat(self._get("/clock")["now"])

    def step(self, seconds: float) -> datetime:
        answer = self._http.post(
            f"{self._url}/clock", json={"seconds": seconds}, timeout=WAIT_SECONDS
        )
        answer.raise_for_status()
        return datetime.fromisoformat(answer.json()["now"])

    def settle(self) -> None:
        self._http.post(f"{self._url}/settle", timeout=WAIT_SECONDS).raise_for_status()

    def about(self) -> Json:
        """The platform's own page: its addresses, and what to change to be elsewhere."""
        told: Json = self._get("/")
        return told

    def truth(self) -> Json:
        found: Json = self._get("/truth")
        return found

    def timeline(self) -> list[Json]:
        found: list[Json] = self._get("/truth/timeline")
        return found

    def events(self, after: int = 0) -> list[Json]:
        """Oldest first; `after` is the `seq` of the last one already known."""
        found: list[Json] = self._get(f"/truth/events?after={after}")
        return found

    def requests(self, after: int = 0) -> list[Json]:
        """What any of the platform's APIs was asked, in the order of the answers."""
        found: list[Json] = self._get(f"/truth/requests?after={after}")
        return found

    def break_it(self, kind: str, **where: Any) -> int:  # noqa: ANN401 -- JSON of the control API
        """From now on something goes wrong; `where`: api, match, times, args. Answers its id."""
        body = {"kind": kind, **where}
        answer = self._http.post(f"{self._url}/faults", json=body, timeout=WAIT_SECONDS)
        answer.raise_for_status()
        return int(answer.json()["id"])

    def is_held(self, fault: int, within_seconds: float = 20.0) -> bool:
        """Whether a `hold` holds a request; waits for it, as long as that."""
        return bool(self._get(f"/faults/{fault}/held?within={within_seconds}")["held"])

    def let_go(self, fault: int) -> None:
        self._http.delete(f"{self._url}/faults/{fault}", timeout=WAIT_SECONDS).raise_for_status()

    def people(self, kind: str, **what: Any) -> None:  # noqa: ANN401 -- JSON of the control API
        """Somebody else makes something in the same project: a server, a pool, a volume."""
        body = {"kind": kind, **what}
        answer = self._http.post(f"{self._url}/people", json=body, timeout=WAIT_SECONDS)
        answer.raise_for_status()

    def draw_anew(self, seed: int) -> None:
        """From now on whatever takes chance's time takes it as in any story with this seed."""
        answer = self._http.post(f"{self._url}/seed", json={"seed": seed}, timeout=WAIT_SECONDS)
        answer.raise_for_status()

    def mend(self) -> None:
        """Nothing goes wrong any more."""
        self._http.delete(f"{self._url}/faults", timeout=WAIT_SECONDS).raise_for_status()

    def close(self) -> None:
        self._http.close()

    def _get(self, path: str) -> Any:  # noqa: ANN401 -- JSON of the platform
        answer = self._http.get(f"{self._url}{path}", timeout=WAIT_SECONDS)
        answer.raise_for_status()
        return answer.json()


class Functions:
    """The five functions over HTTP, with the bearer token."""

    def __init__(self, url: str, token: str) -> None:
        self.address = self._url = url
        self._http = requests.Session()
        self._http.headers["Authorization"] = f"Bearer {token}"

    def start(
        self, profile: str, hours: float, holder: str = "demo", key: str = ""
    ) -> requests.Response:
        return self._post("/start", {"profile": profile, "hours": hours, "holder": holder}, key)

    def stop(self, holder: str = "", key: str = "") -> requests.Response:
        return self._post("/stop", {"holder": holder} if holder else {}, key)

    def extend(self, hours: float, holder: str = "demo", key: str = "") -> requests.Response:
        return self._post("/extend", {"hours": hours, "holder": holder}, key)

    def tick(self) -> Json:
        return self._checked(self.try_tick())

    def try_tick(self) -> requests.Response:
        return self._post("/watchdog", {})

    def status(self) -> Json:
        answer = self._http.get(f"{self._url}/status", timeout=WAIT_SECONDS)
        return self._checked(answer)

    def report(self, accept: str = "application/json") -> requests.Response:
        return self._http.get(
            f"{self._url}/cost-report", headers={"Accept": accept}, timeout=WAIT_SECONDS
        )

    def close(self) -> None:
        self._http.close()

    def _post(self, path: str, body: Mapping[str, object], key: str = "") -> requests.Response:
        headers = {"Idempotency-Key": key} if key else {}
        url = f"{self._url}{path}"
        return self._http.post(url, json=body, headers=headers, timeout=WAIT_SECONDS)

    @staticmethod
    def _checked(answer: requests.Response) -> Json:
        answer.raise_for_status()
        found: Json = answer.json()
        return found
