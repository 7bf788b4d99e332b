"""
What the W3C feed validator would say of a file, at error and warning level, as far as we can tell.

Each finding is a line `Rule: where: what`, the rules named as the validator names them
(validator.w3.org/feed/docs). Written from the documents of the formats; it is no copy of the
validator, and knows only what a feed of ours could get wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from golden.lint_pages import lint_fragment, lint_page
from golden.lint_rules import (
    RFC_822,
    RFC_3339,
    dates,
    ids,
    languages,
    metadata_first,
    mime,
    once,
    plain,
    required,
    text_of,
    unique,
    urls,
)

__all__ = ["lint"]

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def lint(kind: str, content: bytes) -> list[str]:
    """List what is wrong with a file of this kind (`rss atom opml html`)."""
    if kind == "html":
        return list(lint_page(content))
    return [
        *_bytes(content),
        *{"rss": _rss, "atom": _atom, "opml": _opml}[kind](etree.fromstring(content), content),
    ]


def _bytes(content: bytes) -> Iterator[str]:
    if not content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n'):
        yield "Declaration: file: not the one we write"
    if not content.endswith(b">\n"):
        yield "FinalNewline: file: there is not exactly one"
    if re.search("[\x80-\x9f\ufffd]", content.decode()):
        yield "BadCharacters: file: C1 control or U+FFFD"


def _rss(root: etree._Element, content: bytes) -> Iterator[str]:
    channel = root[0]
    yield from required(channel, "title", "link", "description", "language")
    yield from once(channel, except_for={"item", f"{ATOM}link", "category"})
    if [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"] == []:
        yield "MissingAtomSelfLink: channel: no atom:link rel=self"
    yield from metadata_first(channel, "item")
    items = channel.findall("item")
    yield from unique("DuplicateValue", [guid.text or "" for guid in root.iter("guid")])
    for item in items:
        yield from once(
            item, except_for={"category", f"{ATOM}link", "{http://purl.org/dc/elements/1.1/}creator"}
        )
        yield from _rss_item(item)
    for path in ("link", "item/link", "item/comments", "docs"):
        yield from urls("InvalidFullLink", path, [element.text or "" for element in channel.findall(path)])
    yield from urls(
        "InvalidURIAttribute", "link", [link.get("href", "") for link in root.iter(f"{ATOM}link")]
    )
    yield from urls(
        "InvalidURIAttribute", "source", [source.get("url", "") for source in root.iter("source")]
    )
    for path in ("pubDate", "lastBuildDate", "item/pubDate"):
        yield from dates(RFC_822, path, channel)
    yield from languages([channel.findtext("language", "")])
    yield from plain(root, content, ("title", "item/title", "description", "item/category", "item/source"))
    for path in ("item/description", f"item/{CONTENT}"):
        for element in channel.findall(path):
            yield from lint_fragment(path, element.text or "")


def _rss_item(item: etree._Element) -> Iterator[str]:
    yield from required(item, "title", "guid", "pubDate", "description")
    guid = item.find("guid")
    if guid is not None and guid.get("isPermaLink") != "false":
        yield f"InvalidPermalink: {guid.text}: not marked as no URL"
    yield from ids([(guid.text or "") if guid is not None else ""])
    names = [child.tag for child in item]
    if CONTENT in names and ("description" not in names or names.index("description") > names.index(CONTENT)):
        yield "NeedDescriptionBeforeContent: item: content:encoded comes first"
    if len(item.findall("enclosure")) > 1:
        yield "DuplicateEnclosure: item: more than one"
    for medium in item.findall("enclosure"):
        yield from _enclosure(medium.get("url", ""), medium.get("type", ""), medium.get("length"))
    for name in ("category", "source", "title"):
        for element in item.findall(name):
            if not text_of(element).strip():
                yield f"NotBlank: {name}: empty"


def _enclosure(url: str, kind: str, length: str | None) -> Iterator[str]:
    yield from urls("InvalidURLAttribute", "enclosure", [url])
    yield from mime("enclosure", kind)
    if length is None or not length.isdigit():
        yield f"InvalidIntegerAttribute: enclosure: length {length!r}"


def _atom(root: etree._Element, content: bytes) -> Iterator[str]:
    yield from required(root, f"{ATOM}id", f"{ATOM}title", f"{ATOM}updated", f"{ATOM}author")
    yield from once(root, except_for={f"{ATOM}{name}" for name in ("entry", "link", "author", "category")})
    if not root.get(XML_LANG):
        yield "MissingDCLanguage: feed: no xml:lang"
    if not [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]:
        yield "MissingSelf: feed: no link rel=self"
    yield from metadata_first(root, f"{ATOM}entry")
    yield from _atom_links(root)
    entries = root.findall(f"{ATOM}entry")
    yield from unique("DuplicateEntries", [entry.findtext(f"{ATOM}id", "") for entry in entries])
    yield from ids([identifier.text or "" for identifier in root.iter(f"{ATOM}id")])
    for entry in entries:
        yield from _atom_entry(entry)
    for name in ("updated", "published"):
        yield from dates(RFC_3339, f".//{ATOM}{name}", root)
    yield from languages([element.get(XML_LANG, "en") for element in root.iter()])
    texts = (f".//{ATOM}title", f"{ATOM}subtitle", f".//{ATOM}name", f".//{ATOM}summary")
    yield from plain(root, content, texts)


def _atom_entry(entry: etree._Element) -> Iterator[str]:
    yield from required(entry, *(f"{ATOM}{name}" for name in ("id", "title", "updated", "content")))
    yield from once(entry, except_for={f"{ATOM}{name}" for name in ("link", "author", "category")})
    yield from _atom_links(entry)
    links = entry.findall(f"{ATOM}link")
    if links and (links[0].get("rel"), links[0].get("type")) != ("alternate", "text/html"):
        yield "FirstLink: entry: some readers take the first link for the page"
    for link in links:
        if link.get("rel") == "enclosure":
            yield from _enclosure(link.get("href", ""), link.get("type", ""), link.get("length"))
    yield from _atom_texts(entry)
    yield from _atom_origin(entry)


def _atom_texts(entry: etree._Element) -> Iterator[str]:
    for element in entry.findall(f"{ATOM}summary"):
        if element.get("type") == "html":
            yield from lint_fragment("summary", element.text or "")
        elif element.get("type") != "text" or re.search(r"</\w+>", text_of(element)):
            yield "ContainsUndeclaredHTML: summary: no type, or HTML in plain text"
    for element in entry.findall(f"{ATOM}content"):
        if element.get("type") != "html":
            yield f"InvalidMIMEType: content: {element.get('type')}"
        yield from lint_fragment("content", element.text or "")


def _atom_origin(entry: etree._Element) -> Iterator[str]:
    for category in entry.findall(f"{ATOM}category"):
        if not category.get("term"):
            yield "NotBlank: category: no term"
        if "&" in category.get("label", ""):
            yield f"ContainsHTML: category: {category.get('label')}"
        if category.get("scheme"):
            yield from urls("InvalidURIAttribute", "category scheme", [category.get("scheme", "")])
    for source in entry.findall(f"{ATOM}source"):
        for name in ("id", "title", "updated", "link"):
            if source.find(f"{ATOM}{name}") is None:
                yield f"MissingSourceElement: source: {name}"


def _atom_links(parent: etree._Element) -> Iterator[str]:
    links = parent.findall(f"{ATOM}link")
    yield from urls("InvalidURIAttribute", "link", [link.get("href", "") for link in links])
    alternates = [
        f"{link.get('type')} {link.get('hreflang')}"
        for link in links
        if link.get("rel", "alternate") == "alternate"
    ]
    yield from unique("DuplicateAtomLink", alternates)
    for link in links:
        if not link.get("rel"):
            yield "MissingRel: link: newsboat takes it for the page"
        if link.get("type"):
            yield from mime("link", link.get("type"))


def _opml(root: etree._Element, _content: bytes) -> Iterator[str]:
    if root.get("version") != "2.0":
        yield "InvalidOPMLVersion: opml: not 2.0"
    yield from required(root, "head", "body")
    if root.find("body/outline") is None:
        yield "MissingElement: body: no outline"
    for outline in root.iter("outline"):
        if not outline.get("text"):
            yield "MissingAttribute: outline: text"
        if outline.get("type") == "rss":
            yield from urls(
                "InvalidFullLink", "outline", [outline.get("xmlUrl", ""), outline.get("htmlUrl", "")]
            )
            if not outline.get("title"):
                yield "MissingTitleAttr: outline: title"
