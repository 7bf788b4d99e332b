"""
The front door: words in, exit code out.

Imports nothing heavy: every command loads what it needs when it is called, so that
`feedmill --help` answers at once. Results go to stdout, progress and complaints to stderr.
"""

from __future__ import annotations

from feedmill.cli.door import main

__all__ = ["main"]
