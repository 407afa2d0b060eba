"""Notifier: delivered when it returns, an error of ours otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import pytest

from shared.adapters.notify import WebhookNotifier
from shared.core.actions import Message
from shared.errors import PortError
from shared.ports import Notifier
from tests.adapters.server import Heard, Reply, serving
from tests.fakes.world import FakeWorld

WARNING = Message(cause="warn:s-1", en="It stops in an hour.", fr="Arrêt dans une heure.")
ALARM = Message(cause="stuck:s-1", en="It does not stop.", fr="L'arrêt est bloqué.", alarm=True)


@dataclass(frozen=True, slots=True)
class Channel:
    """`arrived` are the causes that a person has been told; `broken` breaks the way there."""

    notifier: Notifier
    arrived: Callable[[], list[str]]
    broken: Callable[[], object]


def _fake() -> Iterator[Channel]:
    world = FakeWorld()

    def fail() -> None:
        world.notifier.down = "the channel is down"

    yield Channel(world.notifier, lambda: [message.cause for message in world.sent], fail)


def _webhook() -> Iterator[Channel]:
    """A real receiver, over HTTP."""
    status = [204]

    def answer(_: Heard) -> Reply:
        return Reply(status=status[0], body=b"")

    with (
        serving(answer) as receiver,
        closing(WebhookNotifier(url=receiver.url, lab="lab")) as notifier,
    ):

        def arrived() -> list[str]:
            return [heard.json["cause"] for heard in receiver.heard] if status == [204] else []

        yield Channel(notifier, arrived, lambda: status.__setitem__(0, 500))


CHANNELS = {"fake": contextmanager(_fake), "webhook": contextmanager(_webhook)}


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest) -> Iterator[Channel]:
    with CHANNELS[request.param]() as made:
        yield made


def test_what_was_sent_has_arrived_once_and_in_order(channel: Channel) -> None:
    channel.notifier.send(WARNING)
    channel.notifier.send(ALARM)
    assert channel.arrived() == ["warn:s-1", "stuck:s-1"]


def test_what_did_not_arrive_raises(channel: Channel) -> None:
    channel.broken()
    with pytest.raises(PortError):
        channel.notifier.send(ALARM)
    assert channel.arrived() == []
