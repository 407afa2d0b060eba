"""GET /profiles: the shapes a lab can have, and what each costs an hour, for the phone's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus

from functions._entry.answer import Answer
from functions._entry.messages import Request
from functions._entry.negotiate import Language
from functions._entry.say import rate
from functions._entry.service import Service
from shared.core.settings import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`chf_per_hour` is None where the price of one of its nodes is not known."""

    name: str
    nodes: Mapping[str, int]
    chf_per_hour: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    profiles: tuple[Offer, ...]
    hours_default: float
    hours_limit: float


def profiles(service: Service, _request: Request) -> Answer:
    timing, limits = service.settings.timing, service.settings.limits
    offers = Offers(
        profiles=tuple(_offer(profile, service) for profile in service.settings.profiles.values()),
        hours_default=timing.lease.total_seconds() / 3600,
        hours_limit=limits.hours.total_seconds() / 3600,
    )
    return Answer(status=HTTPStatus.OK.value, shown=offers, say=lambda lang: _say(offers, lang))


def _offer(profile: Profile, service: Service) -> Offer:
    pools, prices = service.settings.pools, service.prices
    hourly = [
        (count, prices.get(pools[pool].flavor)) for pool, count in profile.nodes.items() if count
    ]
    known = [count * price for count, price in hourly if price is not None]
    total = sum(known, Decimal(0)) if len(known) == len(hourly) else None
    return Offer(name=profile.name, nodes=profile.nodes, chf_per_hour=total)


def _say(offers: Offers, language: Language) -> str:
    per_hour = "par heure" if language is Language.FR else "an hour"
    return (
        ", ".join(
            offer.name if offer.chf_per_hour is None else f"{offer.name} {rate(offer.chf_per_hour)}"
            for offer in offers.profiles
        )
        + f" ({per_hour})"
    )
