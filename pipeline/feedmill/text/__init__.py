"""
Functions of strings: characters, words, dates, URLs, HTML, languages, ids.

This room knows no article, no source and no setting; it reaches no file, clock or network. Every
function takes whatever a publisher may have written and never raises for it.
"""

from __future__ import annotations
