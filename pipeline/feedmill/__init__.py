"""
Feedmill: seeds in, feeds out.

The package has no public Python interface; its contract is the command line, the files of
`config/` and the published files (see `docs/design.md`, section 4).
"""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
