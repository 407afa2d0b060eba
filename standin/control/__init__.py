"""The control API: moves time, makes things go wrong, and tells what really happened.

It is no part of the platform: the product never knows it. JSON, no token, loopback only.
"""

from standin.control.app import make_control

__all__ = ["make_control"]
