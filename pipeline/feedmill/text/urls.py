"""
URLs: the one door of their files.

`links` makes them absolute and says whose they are, `match_keys` says what two of one page share
(ids are made of that), `item_keys` what two of one item may share, `item_targets` where a link leads,
`redaction` hides secrets, `hosts` spells hosts.
"""

from __future__ import annotations

from feedmill.text.item_keys import item_key, item_key_of
from feedmill.text.item_targets import target
from feedmill.text.links import absolute, asked, belongs, host
from feedmill.text.match_keys import is_root, key_of, match_key
from feedmill.text.redaction import hide, open_base, redact
from feedmill.text.trackers import TRACKERS_VERSION

__all__ = [
    "TRACKERS_VERSION",
    "absolute",
    "asked",
    "belongs",
    "hide",
    "host",
    "is_root",
    "item_key",
    "item_key_of",
    "key_of",
    "match_key",
    "open_base",
    "redact",
    "target",
]
