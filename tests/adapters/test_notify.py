"""Messages to people: delivered, or said not to be."""

from __future__ import annotations

import json
from io import StringIO

import pytest

from shared.adapters.notify import Language, LogNotifier, WebhookNotifier
from shared.core.actions import Message
from shared.errors import PermanentError, PortError, TemporaryError, UnansweredError
from shared.http import Timeouts
from shared.log import Log
from tests.adapters.server import Reply, script, serving

MESSAGE = Message(cause="warn:s-1", en="It stops in an hour.", fr="Arrêt dans une heure.")


@pytest.mark.parametrize("language", list(Language))
def test_a_webhook_gets_the_text_in_its_language(language: Language) -> None:
    with serving(script(Reply(status=204, body=b""))) as server:
        notifier = WebhookNotifier(url=server.url, lab="lab", language=language)
        notifier.send(MESSAGE)
        notifier.close()
    assert server.heard[0].json == {
        "text": MESSAGE.fr if language == "fr" else MESSAGE.en,
        "cause": "warn:s-1",
        "alarm": False,
        "lab": "lab",
    }


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(status=500), TemporaryError),
        (Reply(status=404), PermanentError),
        (Reply(status=302, headers={"Location": "/login"}), PermanentError),
        (Reply(cut=True), UnansweredError),
        (Reply(silent=True), UnansweredError),
    ],
)
def test_what_was_not_delivered_raises_and_does_not_show_the_address(
    reply: Reply, error: type[PortError]
) -> None:
    with serving(script(reply)) as server:
        notifier = WebhookNotifier(
            url=f"{server.url}/services/S3CRET", lab="lab", timeouts=Timeouts(read_seconds=0.1)
        )
        with pytest.raises(error) as caught:
            notifier.send(MESSAGE)
        notifier.close()
        assert len(server.heard) == 1
    assert "S3CRET" not in str(caught.value)


def test_without_a_channel_the_log_has_the_message_and_says_so() -> None:
    stream = StringIO()
    LogNotifier(log=Log(stream=stream), lab="lab").send(MESSAGE)
    line = json.loads(stream.getvalue())
    assert line["message"] == MESSAGE.en
    assert "no notification channel" in line["delivered"]
