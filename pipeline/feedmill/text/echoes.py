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

__all__ = ["masked", "reopened", "secrets_of", "unechoed"]

_HIDDEN = "***"
#: What is shorter may be a word of the text: "user=anna" must not take every Anna out of the news.
LEAST_LENGTH = 8
#: What may be a URL in a text or in markup, and what shows that it is one.
_RUN = re.compile(r"""[^\s"'<>]+""")
_URL_SIGN = re.compile(r"//|\?")
#: RFC 3986 section 3.2.1.
_LOGIN = re.compile(r"(?<=//)[^/?#\s]*@")
#: An attribute whose URL was masked. The lengths are bounded: a quote may never be closed.
_DEAD_LINK = re.compile(
    r"""\s(?:cite|href|poster|src|srcset)\s{0,9}=\s{0,9}(?:"[^"*]{0,2000}\*\*\*[^"]{0,2000}"|'[^'*]{0,2000}\*\*\*[^']{0,2000}')""",
    re.IGNORECASE,
)


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
    """
    Give *text* (plain, or HTML that may be unsafe) with "***" for each of *secrets*.

    URLs in it lose what holds one, as `reopened` says; a link that cannot do without leads nowhere.
    """
    if not _holds(text, secrets):
        return text
    text = masked(_RUN.sub(lambda run: _reopened_run(run[0], secrets), text), secrets)
    return _DEAD_LINK.sub("", text)


def masked(text: str, secrets: tuple[str, ...]) -> str:
    """Give *text* with "***" for each of *secrets*, and nothing else changed: ids stay what they were."""
    for secret in secrets:
        text = text.replace(secret, _HIDDEN)
    return text


def reopened(url: str, secrets: tuple[str, ...]) -> str:
    """
    Give *url* without its login, parameters and fragment, as far as these hold one of *secrets*.

    Empty if one stands anywhere else: a link with "***" in its path opens nothing.
    """
    if not _holds(url, secrets):
        return url
    rest, hash_, fragment = url.partition("#")
    place, mark, query = rest.partition("?")
    place = _LOGIN.sub(lambda login: "" if _holds(login[0], secrets) else login[0], place)
    query = "&".join(one for one in query.split("&") if not _holds(one, secrets))
    left = place + (mark + query if query else "")
    left += hash_ + fragment if not _holds(fragment, secrets) else ""
    # One that goes over such a border is still there.
    return "" if _holds(left, secrets) else left


def _reopened_run(run: str, secrets: tuple[str, ...]) -> str:
    """Reopen a run of text without blanks and quotes, if it is a URL with one of *secrets*."""
    if not _URL_SIGN.search(run) or not _holds(run, secrets):
        return run
    left = reopened(run.replace("&amp;", "&"), secrets)
    return (left.replace("&", "&amp;") if "&amp;" in run else left) or run


def _holds(text: str, secrets: tuple[str, ...]) -> bool:
    return any(secret in text for secret in secrets)
