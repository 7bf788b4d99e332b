"""
Numbers that are stored with what was made, so that what a better maker would make anew is known.

They stand apart from the makers, which a run with nothing new never loads.
"""

from __future__ import annotations

__all__ = ["CLEANER_VERSION", "LANGUAGE_VERSION"]

#: Stored with each article; a higher one makes `normalise.renormalise` worth while.
CLEANER_VERSION = 1
#: Goes into the hash of every filter: raised when a filter may match something else than before.
LANGUAGE_VERSION = 1
