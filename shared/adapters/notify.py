"""The port Notifier: a plain webhook, and the honest stand-in where none is configured."""

from __future__ import annotations

from enum import StrEnum

from shared.core.actions import Message
from shared.http import Http, Timeouts, checked
from shared.log import Log


class Language(StrEnum):
    EN = "en"
    FR = "fr"


def text_of(message: Message, language: Language) -> str:
    return message.fr if language is Language.FR else message.en


class WebhookNotifier:
    """POSTs `{text, cause, alarm, lab}`; `text` is what Slack, Mattermost and the like show.

    Sent once: a POST that was lost may have been heard, and whoever sends again (the
    next tick, as nothing was remembered as sent) prefers twice to never. The address
    itself is the secret of most webhooks, so it enters no message of ours.
    """

    def __init__(
        self,
        *,
        url: str,
        lab: str,
        language: Language = Language.EN,
        token: str = "",
        timeouts: Timeouts | None = None,
    ) -> None:
        self._url = url
        self._lab = lab
        self._language = language
        self._http = Http(token=token, timeouts=timeouts)

    def send(self, message: Message) -> None:
        body = {
            "text": text_of(message, self._language),
            "cause": message.cause,
            "alarm": message.alarm,
            "lab": self._lab,
        }
        answer = self._http.call("POST", self._url, json=body, where="the webhook")
        checked(answer, "POST", "the webhook")

    def close(self) -> None:
        self._http.close()


class LogNotifier:
    """No channel is configured: the message is a line of the log, which says so each time."""

    def __init__(self, *, log: Log, lab: str, language: Language = Language.EN) -> None:
        self._log = log
        self._lab = lab
        self._language = language

    def send(self, message: Message) -> None:
        self._log.write(
            {
                "lab": self._lab,
                "message": text_of(message, self._language),
                "cause": message.cause,
                "alarm": message.alarm,
                "delivered": "to this log only: no notification channel is configured",
            }
        )
