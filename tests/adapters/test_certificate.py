"""When a certificate ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.certificate import ends
from shared.kubeconfig import Access, ending
from tests.adapters.authority import Authority

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "until",
    [
        datetime(2026, 11, 23, 18, 28, 5, tzinfo=UTC),
        datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2050, 1, 1, tzinfo=UTC),  # from here on with four digits of the year
        datetime(2119, 12, 7, tzinfo=UTC),
    ],
)
def test_the_end_is_read_to_the_second(until: datetime) -> None:
    certificate, _ = Authority().issue("veilleur", until=until)
    assert ends(certificate) == until


@pytest.mark.parametrize("cut", [0, 10, 100, 300])
def test_what_is_no_certificate_has_no_end(cut: int) -> None:
    certificate, _ = Authority().issue("veilleur")
    head, _, _ = certificate.partition("\n-----END")
    assert ends(f"{head[:-cut]}\n-----END CERTIFICATE-----" if cut else "") is None


def test_a_kubeconfig_is_renewed_14_days_before_its_certificate_ends() -> None:
    until = datetime(2026, 11, 23, tzinfo=UTC)
    certificate, _ = Authority().issue("veilleur", until=until)
    access = Access(server="https://api.example.org", certificate_pem=certificate)
    assert ending(access, until - 14 * DAY)
    assert not ending(access, until - 15 * DAY)


def test_a_token_does_not_say_when_it_ends() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert not ending(Access(server="https://api.example.org", token="t"), now)
