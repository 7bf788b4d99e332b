"""
A source's own secrets, as its documents repeat them.

Publishers of private feeds write the subscriber's token into the links of every item, and what is in an
item is published. Knows no document: works on one text at a time.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from urllib.parse import quote, unquote

__all__ = ["secrets_of", "unechoed"]

_HIDDEN = "***"
#: What is shorter may be a word of the text: "user=anna" must not take every Anna out of the news.
LEAST_LENGTH = 8


@lru_cache(maxsize=64)  # one for each source at work
def secrets_of(address: str, printable: str) -> tuple[str, ...]:
    """
    Give what *printable* leaves out of *address* ("***"), in each spelling that a document may use.

    Not what stands for the host, for then every link would hold it, and nothing of less than 8 characters.
    """
    pattern = "(.*)".join(map(re.escape, printable.split(_HIDDEN)))
    match = re.fullmatch(pattern, address, re.DOTALL) if _HIDDEN in printable else None
    if match is None:
        return ()
    authority = re.match(r"[^/]*//(?:[^/?#]*@)?([^/?#]*)", address)
    begin, end = authority.span(1) if authority else (0, 0)
    spellings: set[str] = set()
    for number, secret in enumerate(match.groups(), start=1):
        if begin <= match.start(number) < end:
            continue
        login, colon, password = secret.partition(":")
        for one in (secret, login, password) if colon else (secret,):
            plain = unquote(one)
            spellings |= {one, plain, quote(plain, safe=""), escape(one), escape(plain)}
    # The longest first, so that none is cut by a part of it.
    return tuple(
        sorted((one for one in spellings if len(one) >= LEAST_LENGTH), key=lambda one: (-len(one), one))
    )


def unechoed(text: str, secrets: tuple[str, ...]) -> str:
    """Give *text* with "***" for each of *secrets*."""
    for secret in secrets:
        text = text.replace(secret, _HIDDEN)
    return text
