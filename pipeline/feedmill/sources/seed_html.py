"""
Seeds of HTML: a page's head says what front matter says elsewhere, its body is the article.

Reads the few elements it needs by pattern, each in linear time, and leaves the markup of the body
as it is: cleaning comes later, and so does leaving out what only leads to other articles.
"""

from __future__ import annotations

import re
from html import unescape

from feedmill.model import Entry
from feedmill.text.html import plain, related, sanitise

__all__ = ["read_html"]


def read_html(text: str, *, headed: bool = False) -> Entry:
    """Give the entry of a page; *headed* is for kinds with front matter, which pages have not."""
    bare = _COMMENT.sub("", text)
    head, body = _parts(bare)
    title, body = ("", body) if headed else _titled(head, body)
    metas = _metas(head)
    html = sanitise(body, "")
    return Entry(
        title=title,
        title_is_html=False,
        content=body if html else "",
        summary=metas.get("description", ""),
        summary_is_html=False,
        authors=tuple(filter(None, (metas.get("author", ""),))),
        published=next((metas[name] for name in _PUBLISHED if metas.get(name)), ""),
        updated=next((metas[name] for name in _UPDATED if metas.get(name)), ""),
        categories=tuple(filter(None, (word.strip() for word in metas.get("keywords", "").split(",")))),
        link=_canonical(head),
        language=_attributes(_first(_ROOT, bare)).get("lang", ""),
        related=related(html),
    )


#: Names of dates in the wild: HTML's own, Open Graph's, Dublin Core's, schema.org's.
_PUBLISHED = ("date", "article:published_time", "dc.date", "dcterms.date", "datepublished")
_UPDATED = ("updated", "article:modified_time", "dcterms.modified", "datemodified", "last-modified")

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ROOT = re.compile(r"<html\b[^<>]*>", re.IGNORECASE)
_BODY = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)
_HEAD_END = re.compile(r"</head\s*>", re.IGNORECASE)
_META = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
_LINK = re.compile(r"<link\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z][a-zA-Z:._-]{0,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")


def _parts(text: str) -> tuple[str, str]:
    """Part a page into head and body; a page may lack the tags of either."""
    start = _BODY.search(text) or _HEAD_END.search(text)
    if start is None:
        return text, text
    end = text.lower().rfind("</body")
    return text[: start.start()], text[start.end() : end if end > start.end() else len(text)].strip()


def _titled(head: str, body: str) -> tuple[str, str]:
    """
    Give the title, and the body without the heading that repeats it.

    `<title>` is often the heading and the site's name; then the heading is the better title.
    """
    title = plain(_element("title", head)[0])
    heading, start, end = _element("h1", body)
    named = plain(heading)
    if named and title.startswith(named):
        title = named
    if named and (not title or title == named):
        return named, (body[:start] + body[end:]).strip()
    return title, body


def _element(name: str, text: str) -> tuple[str, int, int]:
    """Give what is inside the first element of this name, and where the element stands."""
    opening = re.search(rf"<{name}\b[^<>]*>", text, re.IGNORECASE)
    if opening is None:
        return "", 0, 0
    closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, opening.end())
    return (text[opening.end() : closing.start()], opening.start(), closing.end()) if closing else ("", 0, 0)


def _metas(head: str) -> dict[str, str]:
    """Give the first content of each name, lower-case."""
    metas: dict[str, str] = {}
    for tag in _META.findall(head):
        found = _attributes(tag)
        name = (
            found.get("name")
            or found.get("property")
            or found.get("itemprop")
            or found.get("http-equiv")
            or ""
        )
        metas.setdefault(name.lower(), found.get("content", "").strip())
    return metas


def _canonical(head: str) -> str:
    links = (_attributes(tag) for tag in _LINK.findall(head))
    return next((link.get("href", "") for link in links if link.get("rel", "").lower() == "canonical"), "")


def _attributes(tag: str) -> dict[str, str]:
    return {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(tag)
    }


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""
