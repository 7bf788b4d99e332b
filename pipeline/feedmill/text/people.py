"""
Names of people as feeds write them.

RSS asks for an e-mail address and gets anything. A name is shown, an address only where there is
no name.
"""

from __future__ import annotations

import re

from feedmill.text.clean import cut
from feedmill.text.html import label

__all__ = ["names"]

MAX_NAMES = 50
MAX_LENGTH = 200

# RSS 2.0, <author>: "lawyer@boyer.net (Lawyer Boyer)"; RFC 5322 section 3.4: "Name <a@b.c>".
_TAG_LIKE = re.compile(r"<\s*([^\s@<>]+@[^\s@<>]+)\s*>")
_ADDRESS_FIRST = re.compile(r"[^\s@()<>]+@[^\s@()<>]+\s*\((.+)\)")
_NAME_FIRST = re.compile(r"(.+?)\s*[<(\[]\s*(?:mailto:)?[^\s@()<>]+@[^\s@()<>]+\s*[>)\]]")


def names(authors: tuple[str, ...]) -> tuple[str, ...]:
    """Give the names in *authors*, each once, in their order."""
    found = filter(None, map(_name, authors[: 2 * MAX_NAMES]))
    return tuple(dict.fromkeys(found))[:MAX_NAMES]


def _name(author: str) -> str:
    author = author[: 4 * MAX_LENGTH]
    # Addresses first: "<a@b.c>" looks like a tag.
    text = label(_TAG_LIKE.sub(r"(\1)", author) if "@" in author else author)
    if "@" not in text:
        return cut(text, MAX_LENGTH)
    for form in (_ADDRESS_FIRST, _NAME_FIRST):
        match = form.fullmatch(text)
        if match is not None and match[1].strip(" \"'"):
            text = match[1].strip(" \"'")
            break
    return cut(text, MAX_LENGTH)
