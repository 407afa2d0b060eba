"""The object store, spoken to so that Swift, AWS and the others all understand (platform.md, 4)."""

from shared.adapters.s3.abilities import Abilities, Conditional
from shared.adapters.s3.bodies import S3Bodies
from shared.adapters.s3.bucket import Bucket
from shared.adapters.s3.connect import Connection
from shared.adapters.s3.heads import S3Heads
from shared.adapters.s3.ledger import S3Ledger
from shared.adapters.s3.probe import GOOD_FOR, abilities_of, try_out

__all__ = [
    "GOOD_FOR",
    "Abilities",
    "Bucket",
    "Conditional",
    "Connection",
    "S3Bodies",
    "S3Heads",
    "S3Ledger",
    "abilities_of",
    "try_out",
]
