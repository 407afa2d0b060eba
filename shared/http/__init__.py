"""HTTP as every adapter of ours speaks it: time-outs always, retries for reads only, our errors."""

from __future__ import annotations

from shared.http.answers import Answer, checked, refusal, retry_after, served_at
from shared.http.client import Http, Timeouts
from shared.http.transport import READS, lost

__all__ = [
    "READS",
    "Answer",
    "Http",
    "Timeouts",
    "checked",
    "lost",
    "refusal",
    "retry_after",
    "served_at",
]
