"""
The last look at a rendered file before it goes to the shelf: does it parse again?

It says nothing about validity; that a writer gives valid files is what the tests show. It stops a
broken file from replacing a sound one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NoReturn

from lxml import etree

from feedmill.errors import PublishError

__all__ = ["check"]


def check(kind: str, content: bytes) -> None:
    """
    Parse the file of a kind (`rss atom opml json html`) again.

    Raises:
        PublishError: It cannot be parsed, or it is cut.
    """
    try:
        _CHECKS[kind](content)
    except (etree.XMLSyntaxError, ValueError, RecursionError) as error:
        raise PublishError(
            f"a rendered {kind} file is broken ({error}), so what was published before stays; "
            "please report this"
        ) from error


def _xml(content: bytes) -> None:
    """Parse XML, without entities or network."""
    etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _json(content: bytes) -> None:
    """Parse JSON as RFC 8259 has it: no NaN, no Infinity."""
    json.loads(content, parse_constant=_refuse)


def _refuse(constant: str) -> NoReturn:
    """Refuse a number that JSON does not have."""
    raise ValueError(f"{constant} is no JSON")


def _html(content: bytes) -> None:
    """See that a page is UTF-8, begins and ends; parsers of HTML never fail, so there is no more to ask."""
    text = content.decode()
    if not (text.startswith("<!DOCTYPE html>\n") and text.endswith("</html>\n")):
        raise ValueError("the page is cut")


_CHECKS: dict[str, Callable[[bytes], None]] = {
    "rss": _xml,
    "atom": _xml,
    "opml": _xml,
    "json": _json,
    "html": _html,
}
