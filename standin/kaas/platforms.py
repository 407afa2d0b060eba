"""Other platforms that the same API can show: this one as it was, and another project's."""

from __future__ import annotations

from dataclasses import asdict

from standin.clock import Clock, Mode
from standin.platform import Platform
from standin.world.others import others_world


def as_it_is(platform: Platform) -> Platform:
    """A copy in which nothing happens any more."""
    platform.world.advance()
    still = Clock(Mode.STEPPED, platform.clock.now())
    copy = Platform(still, seed=platform.seed, kubeconfigs=dict(platform.kubeconfigs))
    copy.world.load(platform.world.dump())
    return copy


def of_others(platform: Platform) -> Platform:
    """Where the same path leads with another project's rights: the lab's ids are unknown there."""
    other = Platform(platform.clock, seed=platform.seed)
    other.world = others_world(platform.clock, platform.seed)
    other.world.shelf("identity").update(asdict(platform.identity))
    return other
