"""Time-outs apart for connecting and reading: keystoneauth hands down one number for both."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter

from shared.http import Timeouts


class Limited(HTTPAdapter):
    """Whatever a caller asks for, no request waits longer."""

    def __init__(self, timeouts: Timeouts) -> None:
        self.limits = (timeouts.connect_seconds, timeouts.read_seconds)
        super().__init__()

    def send(  # type: ignore[override]  # requests hands all of it down by name
        self, request: requests.PreparedRequest, **sent: object
    ) -> requests.Response:
        limited: Any = {**sent, "timeout": self.limits}
        return super().send(request, **limited)


def limited(timeouts: Timeouts) -> requests.Session:
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, Limited(timeouts))
    return session
