"""The small rules that every lint needs, each giving lines `Rule: where: what`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import cast

from lxml import etree

__all__ = [
    "RFC_822",
    "RFC_3339",
    "dates",
    "ids",
    "languages",
    "mime",
    "once",
    "plain",
    "required",
    "text_of",
    "unique",
    "urls",
]

RFC_822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"\d{4} \d\d:\d\d:\d\d (\+0000|GMT)"
)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
#: RFC 4151, as the validator reads it.
_TAG = re.compile(r"tag:([a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[0-9A-Za-z;/?:@&=+$._!~*'()%,#-]*")
_URL = re.compile(r"(https?://[^/]|mailto:)[0-9A-Za-z;/?:@&=+$._!~*'()%,#\[\]-]*")
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
_MARKUP = re.compile(r"</\w+>|&#?\w+;|<[a-zA-Z/]")


def text_of(element: etree._Element) -> str:
    """Give all text of an element, character references resolved."""
    return str(element.xpath("string()"))


def mime(where: str, value: str | None) -> Iterator[str]:
    """Say of media types that are none."""
    if not _MIME.fullmatch(value or ""):
        yield f"InvalidMIMEAttribute: {where}: {value!r}"


def required(parent: etree._Element, *names: str) -> Iterator[str]:
    """Say of elements that are missing or empty."""
    for name in names:
        element = parent.find(name)
        if element is None or not (text_of(element).strip() or len(element)):
            yield f"MissingElement: {parent.tag}: {name}"


def once(parent: etree._Element, *, except_for: set[str]) -> Iterator[str]:
    """Say of elements that stand twice."""
    counts = Counter(str(child.tag) for child in parent)
    for name, count in counts.items():
        if count > 1 and name not in except_for:
            yield f"DuplicateElement: {parent.tag}: {name}"


def metadata_first(parent: etree._Element, name: str) -> Iterator[str]:
    """Say of metadata after the first item."""
    names = [child.tag for child in parent]
    if name in names and set(names[names.index(name) :]) != {name}:
        yield f"MisplacedMetadata: {parent.tag}: something stands after the first {name}"


def unique(rule: str, values: list[str]) -> Iterator[str]:
    """Say of values that come twice."""
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{rule}: {value}: {count} times"


def ids(values: list[str]) -> Iterator[str]:
    """Say of ids that are no tag: URI and no URL."""
    for value in values:
        if not (_TAG.fullmatch(value) or _URL.fullmatch(value)):
            yield f"InvalidTAG: id: {value}"


def urls(rule: str, where: str, values: list[str]) -> Iterator[str]:
    """Say of URLs that are not whole and ASCII."""
    for value in values:
        if not _URL.fullmatch(value):
            yield f"{rule}: {where}: {value!r}"


def dates(form: re.Pattern[str], path: str, parent: etree._Element) -> Iterator[str]:
    """Say of dates in another form, or with a wrong day of the week."""
    for element in parent.findall(path):
        text = element.text or ""
        if not form.fullmatch(text):
            yield f"InvalidDate: {path}: {text}"
        elif form is RFC_822 and f"{parsedate_to_datetime(text):%a}" != text[:3]:
            yield f"IncorrectDOW: {path}: {text}"


def languages(values: list[str]) -> Iterator[str]:
    """Say of language tags that are none."""
    for value in values:
        if not _LANGUAGE.fullmatch(value):
            yield f"InvalidLanguage: language: {value!r}"


def plain(root: etree._Element, content: bytes, paths: tuple[str, ...]) -> Iterator[str]:
    """
    Say of plain texts that could be taken for HTML.

    Markup characters are fine where the file spells them as `&#x26;` and `&#x3C;` on the same line.
    """
    lines = content.split(b"\n")
    top = root[0] if root.tag == "rss" else root
    for path in paths:
        for element in top.findall(path):
            if element.get("type") == "html":
                continue
            text = text_of(element)
            spelled = b"&#x" in lines[cast("int", element.sourceline) - 1]
            if _MARKUP.search(text) and not spelled:
                yield f"ContainsHTML: {path}: {text}"
