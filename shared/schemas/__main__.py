"""`python -m shared.schemas` writes the published schemas anew, beside this file."""

from __future__ import annotations

from pathlib import Path

from shared.schemas.generate import schemas

if __name__ == "__main__":
    for name, text in schemas().items():
        (Path(__file__).parent / name).write_text(text)
