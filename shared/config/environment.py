"""The environment, read once and checked: NAME, or NAME_FILE for a mounted file of its content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import SplitResult, urlsplit

from shared.config.faults import Fault, shown

Read = Callable[[str], bytes]
FILE = "environment"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Environment:
    """Reads variables and gathers what is wrong or worth a look. Empty is as good as unset."""

    def __init__(self, environ: Mapping[str, str], read: Read) -> None:
        self._environ = environ
        self._read = read
        self.faults: list[Fault] = []
        self.notices: list[str] = []

    def has(self, name: str) -> bool:
        return bool(self._environ.get(name) or self._environ.get(f"{name}_FILE"))

    def optional(self, name: str, default: str = "") -> str:
        """The value, or what the file of NAME_FILE holds, without the line's end."""
        value, path = self._environ.get(name, ""), self._environ.get(f"{name}_FILE", "")
        if value and path:
            self.wrong(name, f"{name} or {name}_FILE", "both")
        return value or (self._mounted(f"{name}_FILE", path) if path else default)

    def required(self, name: str, expected: str) -> str:
        value = self.optional(name)
        if not value and not self._told(name):
            self.wrong(name, expected, "nothing")
        return value

    def whole(self, name: str, expected: str) -> int:
        """An id: a whole number above 0. Answers 0 with a fault."""
        text = self.required(name, expected)
        if text.isascii() and text.isdigit() and int(text) > 0:
            return int(text)
        if text:
            self.wrong(name, expected, shown(text))
        return 0

    def path(self, name: str) -> str:
        """Of a file that can be read, or "" where none is named. There is no NAME_FILE of it."""
        path = self._environ.get(name, "")
        if path:
            self._mounted(name, path)
        return path

    def url(self, name: str, default: str = "") -> str:
        """An http(s) address without a slash at its end. What it holds is not repeated."""
        value = self.optional(name, default).rstrip("/")
        parts = _split(value)
        if value and (parts is None or parts.scheme not in ("http", "https") or not parts.hostname):
            self.wrong(name, "an address that begins with https://", "something else")
        elif parts is not None and parts.scheme == "http" and parts.hostname not in LOOPBACK:
            self.notices.append(f"{name}: plain http: whoever is on the way can read its secrets")
        return value

    def wrong(self, name: str, expected: str, found: str) -> None:
        self.faults.append(Fault(file=FILE, path=name, expected=expected, found=found))

    def _told(self, name: str) -> bool:
        return any(fault.path.removesuffix("_FILE") == name for fault in self.faults)

    def _mounted(self, variable: str, path: str) -> str:
        try:
            return self._read(path).decode().strip()
        except (OSError, UnicodeDecodeError) as error:
            self.wrong(variable, "a readable text file", f"{shown(path)}: {_reason(error)}")
            return ""


def _split(value: str) -> SplitResult | None:
    try:
        return urlsplit(value)
    except ValueError:
        return None


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else "not text"
