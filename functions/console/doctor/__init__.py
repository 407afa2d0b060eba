"""`veilleur doctor`: what is wrong with this deployment, what it means, how to mend it.

It changes nothing of the lab; to see that it may write, it writes one small object
of its own into the bucket and removes it again.
"""

from __future__ import annotations

from functions.console.doctor.examine import examine

__all__ = ["examine"]
