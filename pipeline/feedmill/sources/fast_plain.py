"""
The plainest items: those that hold only what nearly all items hold, each thing once.

Then no order and no depth matters, and an entry is made of them at a third of the cost of
`fast_items`, which reads all others. Written for speed, so the functions are long; what they give is
what `fast_items` and `fast_entry` would give, and tests hold them to it. URLs are not resolved here:
the caller asks once for a whole document whether there is anything to resolve.
"""

from __future__ import annotations

from feedmill.model import Entry
from feedmill.sources.fast_content import Place
from feedmill.sources.fast_element import Element
from feedmill.sources.fast_items import is_passed_over
from feedmill.sources.fast_made import MEDIA, NOTHING, attached, made
from feedmill.sources.fast_names import tags
from feedmill.sources.fast_text import is_absolute, looks_like_html, put_right
from feedmill.sources.mend import AT_SIGN

__all__ = ["atom_entry", "rss_entry"]

# --- RSS --------------------------------------------------------------------------------------------

_TEXTS = {
    "title": "title",
    "link": "link",
    "comments": "comments",
    "pubDate": "published",
    "author": "author",
    "description": "summary",
    **dict.fromkeys(tags(("dc_creator",)), "author"),
    **dict.fromkeys(tags(("dc_date",)), "updated"),
    **dict.fromkeys(tags(("content_encoded",)), "content"),
}
_RSS_NOTHING: dict[str, str | None] = dict.fromkeys((*_TEXTS.values(), "guid"))


def rss_entry(element: Element, place: Place, urls: list[str]) -> Entry | None:  # noqa: C901, PLR0911, PLR0912 - one pass, for speed
    """Give the entry of an `<item>`, its URLs put to *urls*; or None where it needs a closer look."""
    texts = _RSS_NOTHING.copy()
    labels: dict[str, None] = {}
    media: list[Element] = []
    permanent = False
    named, known, passed = _TEXTS, MEDIA, place.passed
    for child in element[:]:  # a slice is made at once, iteration is not
        tag = child.tag
        name = named.get(tag)
        if name is not None:
            if texts[name] is not None or len(child) or child.keys():
                return None
            text = child.text
            texts[name] = text.strip() if text else ""
        elif tag == "category":
            text = child.text
            keys = child.keys()
            if not text or len(child) or (keys and keys != _DOMAIN):
                return None
            labels[text.strip()] = None
        elif tag == "guid":
            keys = child.keys()
            if texts["guid"] is not None or len(child) or (keys and keys != _PERMALINK):
                return None
            permanent = not keys or child.values() == ["true"]
            texts["guid"] = (child.text or "").strip()
        elif tag in known:
            media.append(child)
        elif len(child) or not (tag in passed or is_passed_over(child, place)):
            return None
    if "" in labels or element.keys():
        return None
    if place.odd:
        texts = {name: put_right(text) if text else text for name, text in texts.items()}
        labels = {put_right(label): None for label in labels}
    # In the order of `_TEXTS`.
    title, link, comments, published, author, summary, updated, content, guid = texts.values()
    if author and ("@" in author or AT_SIGN in author):
        # Behind another tag than this, feedparser may part the address from the name.
        if all(child.tag != "author" for child in element):
            return None
        author = author.replace(AT_SIGN, "@")
    if permanent and guid and (place.base or ":///" in guid):
        return None
    if link is None and permanent and guid and guid[:4].lower() == "http":
        link = guid
    if link:
        urls.append(link)
    if comments:
        urls.append(comments)
    media_of = attached(media, urls, titled=bool(title)) if media else NOTHING
    if media_of is None:
        return None
    base, language = place.address, ""
    if place.base or place.language:
        if not (title or summary or content):
            return None
        base, language = place.base or base, place.language
    title, updated = title or "", updated or ""
    return made(
        guid or "",
        link or "",
        title,
        ("<" in title or "&" in title) and looks_like_html(title),
        summary or "",
        _HTML,
        content or "",
        _HTML,
        (author,) if author else (),
        published or updated,
        updated if published else "",
        tuple(labels),
        media_of[0],
        media_of[1],
        language,
        comments or "",
        base,
    )


_HTML = True
_DOMAIN, _PERMALINK = ["domain"], ["isPermaLink"]


# --- Atom -------------------------------------------------------------------------------------------

_ATOM_NOTHING: dict[str, str | None] = dict.fromkeys(
    ("title", "summary", "content", "id", "published", "updated")
)
_CONTENTS = frozenset({"title", "summary", "content"})


def atom_entry(element: Element, place: Place, urls: list[str]) -> Entry | None:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one pass, for speed
    """
    Give the entry of an `<entry>`, its URLs put to *urls*; or None where it needs a closer look.

    Elements of Atom have no namespace here: it was taken off before, for it is spelled out in each tag.
    """
    texts = _ATOM_NOTHING.copy()
    marked_up: set[str] = set()
    labels: dict[str, None] = {}
    media: list[Element] = []
    link = author = base = ""
    for child in element[:]:  # a slice is made at once, iteration is not
        tag = child.tag
        if tag in texts:
            keys = child.keys()
            if texts[tag] is not None or len(child):
                return None
            if keys in _TYPED and tag in _CONTENTS:
                kind = child.values()[0]
                if kind == "html":
                    marked_up.add(tag)
                elif kind != "text" or tag == "content":
                    return None
                if len(keys) > 1:
                    base = child.values()[1]
                    if tag != "content" or not is_absolute(base):
                        return None
            elif keys:
                return None
            texts[tag] = (child.text or "").strip()
        elif tag == "link":
            if not _LINK.issuperset(child.keys()):
                return None
            given = dict(child.items())
            rel = given.get("rel", "alternate")
            if "href" not in given:
                return None
            if rel == "alternate" and not link:
                link = given["href"]
            elif rel not in _BESIDE:
                return None
        elif tag == "author":
            if author:
                return None
            author = _person(child)
            if not author:
                return None
        elif tag == "category":
            keys = child.keys()
            if keys == _TERM:
                label = child.values()[0].strip()
            elif _LABEL.issuperset(keys):
                given = dict(child.items())
                label = (given.get("label") or given.get("term", "")).strip()
            else:
                return None
            if not label or child.text or len(child):
                return None
            labels[label] = None
        elif tag in MEDIA:
            media.append(child)
        elif len(child) or not (tag in place.passed or is_passed_over(child, place)):
            return None
    if place.odd:
        texts = {name: put_right(text) if text else text for name, text in texts.items()}
    title, summary, content = texts["title"] or "", texts["summary"] or "", texts["content"] or ""
    guid = texts["id"] or ""
    if not link or not title or place.base or ":///" in guid or element.keys():
        return None
    urls.append(link)
    media_of = attached(media, urls, titled=True) if media else NOTHING
    if media_of is None:
        return None
    return made(
        guid,
        link,
        title,
        "title" in marked_up,
        summary,
        not summary or "summary" in marked_up,
        content,
        not content or "content" in marked_up,
        (author,) if author else place.authors,
        texts["published"] or "",
        texts["updated"] or "",
        tuple(labels),
        media_of[0],
        media_of[1],
        place.language,
        "",
        base or place.address,
    )


_TYPED: tuple[list[str], ...] = (["type"], ["type", "{http://www.w3.org/XML/1998/namespace}base"])
_LINK = frozenset({"rel", "href", "type", "title", "length", "hreflang"})
_TERM, _LABEL = ["term"], frozenset({"term", "scheme", "label"})
_BESIDE = frozenset({"self", "edit", "replies", "related", "via", "hub", "next", "license"})


def _person(element: Element) -> str:
    """Give the name of an author; "" = it needs a closer look."""
    name = ""
    for part in element[:]:
        if part.tag == "name" and not name and not len(part):
            name = (part.text or "").strip()
        elif part.tag not in {"uri", "email"} or len(part):
            return ""
    return name
