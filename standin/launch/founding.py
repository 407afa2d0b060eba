"""The platform before anything listens: new, or as the data folder holds it."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass

from standin.clock import Clock, Mode
from standin.launch.clouds import Clouds, make_clouds
from standin.launch.keeper import Keeper
from standin.launch.options import Options
from standin.openstack.tokens import Tokens
from standin.platform import Platform
from standin.world.saved import Saved
from standin.world.world import read_saved

PARTICIPANTS = ("controllers", "workers")
DEFAULT_SEED = 1
KEYS = "s3_keys"


@dataclass(slots=True)
class Founded:
    """`s3_keys` (access -> secret) are those of the customer and those made through OpenStack."""

    platform: Platform
    tokens: Tokens
    s3_keys: MutableMapping[str, str]
    document: bytes | None

    def openstack(self, object_store: str) -> Clouds:
        """OpenStack books handlers for what is under way, so the world is loaded after it."""
        clouds = make_clouds(self.platform, self.tokens, object_store, self.s3_keys)
        if self.document is not None:
            self.platform.world.load(self.document)
        return clouds

    def save(self, keeper: Keeper) -> None:
        self._note_keys()
        keeper.save(self.platform.world)

    async def save_now_and_then(self, keeper: Keeper) -> None:
        self._note_keys()
        keeper.save_now_and_then(self.platform.world)

    def _note_keys(self) -> None:
        self.platform.world.shelf(KEYS).update(self.s3_keys)


def found(options: Options, document: bytes | None) -> Founded:
    """Raises ValueError for a data folder of another version."""
    saved = read_saved(document) if document is not None else None
    platform = Platform(_clock(options, saved), _seed(options, saved), PARTICIPANTS)
    if saved is not None:
        platform.world.shelf("identity").update(saved.shelves["identity"])
    keys = dict(saved.shelves[KEYS]) if saved is not None else {}
    identity = platform.identity
    keys[identity.s3_access_key] = identity.s3_secret_key
    return Founded(platform, Tokens(Clock()), keys, document)


def _clock(options: Options, saved: Saved | None) -> Clock:
    if options.mode is Mode.WALL:
        return Clock()
    return Clock(Mode.STEPPED, options.start or (saved.at if saved else None))


def _seed(options: Options, saved: Saved | None) -> int:
    """A story that goes on keeps its chance."""
    if saved is not None:
        return saved.seed
    return DEFAULT_SEED if options.seed is None else options.seed
