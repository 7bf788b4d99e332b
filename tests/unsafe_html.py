"""A judge of HTML: what would be live in a browser, by a parser that reads as browsers do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

SAFE_SCHEMES = ("http:", "https:", "mailto:")
URL_ATTRIBUTES = frozenset(
    {
        "action",
        "archive",
        "background",
        "cite",
        "code",
        "data",
        "dynsrc",
        "formaction",
        "from",
        "href",
        "longdesc",
        "lowsrc",
        "ping",
    }
    | {"poster", "src", "srcset", "to", "values", "xlink:href"}
)
BAD_TAGS = frozenset(
    {
        "annotation-xml",
        "animate",
        "applet",
        "base",
        "button",
        "embed",
        "form",
        "iframe",
        "image",
        "input",
        "isindex",
        "link",
    }
    | {
        "marquee",
        "math",
        "meta",
        "noembed",
        "noscript",
        "object",
        "option",
        "plaintext",
        "script",
        "select",
        "style",
        "svg",
    }
    | {"template", "textarea", "title", "use", "xmp"}
)
BAD_ATTRIBUTES = frozenset({"class", "id", "name", "srcdoc", "style", "target"})


def dangers(html: str) -> list[str]:
    """List everything in *html* that runs, loads, frames or leads somewhere it should not."""
    return list(_dangers(LexborHTMLParser(f"<!DOCTYPE html><html><head></head><body>{html}</body></html>")))


def _dangers(tree: LexborHTMLParser) -> Iterator[str]:
    own = {"html", "head", "body"}
    for node in tree.css("*"):
        if node.tag in BAD_TAGS:
            yield node.tag
        if node.tag not in own or node.attributes:
            yield from _bad_attributes(node)


def _bad_attributes(node: Any) -> Iterator[str]:
    for name, value in node.attributes.items():
        place = f"{node.tag}[{name}]"
        if name.startswith("on") or name in BAD_ATTRIBUTES:
            yield place
        elif name in URL_ATTRIBUTES and not _spelled(value).startswith(SAFE_SCHEMES):
            yield f"{place}={value}"


def _spelled(url: str | None) -> str:
    """Read a URL as browsers do: white space and control characters do not hide a scheme."""
    return re.sub(r"[\x00-\x20]", "", url or "").lower()
