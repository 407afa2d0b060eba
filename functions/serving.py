"""The functions-framework source of the long-lived process: `app.py`, prepared.

What takes seconds and asks nobody (the SDKs, S3's client) is done here, once and before
the server's workers are forked: a phone's first tap is answered like the second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions._entry.deployed import prepare
from functions._entry.flask_door import serve
from functions.app import APP

if TYPE_CHECKING:
    import flask

prepare()


def veilleur(request: flask.Request) -> flask.Response:
    """The functions-framework target."""
    return serve(APP, request)
