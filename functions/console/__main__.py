"""`python -m functions.console`, where the package is not installed."""

from __future__ import annotations

from functions.console.main import main

if __name__ == "__main__":
    main()
