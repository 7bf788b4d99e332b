"""`feedmill` and `python -m feedmill`."""

from __future__ import annotations

import sys

from feedmill.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
