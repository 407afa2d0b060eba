"""HTTP as every adapter of ours speaks it: time-outs always, retries for reads only, our errors."""

from __future__ import annotations

from shared.http.answers import Answer, checked, refusal, retry_after, served_at
from shared.http.client import USER_AGENT, Http, Timeouts
from shared.http.patience import patiently
from shared.http.transport import READS, lost

__all__ = [
    "READS",
    "USER_AGENT",
    "Answer",
    "Http",
    "Timeouts",
    "checked",
    "lost",
    "patiently",
    "refusal",
    "retry_after",
    "served_at",
]
