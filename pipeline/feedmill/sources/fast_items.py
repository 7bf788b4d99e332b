"""
One `<item>` or `<entry>` of a well-formed document, read element by element.

An element's name chooses what is done with it; what `Entry` would not show is passed over. The rules
are those by which feedparser fills its dictionaries: which of two titles counts, when a second
description is the content, what a guid is a link of. `fast_entry` chooses from what is read here.
"""

from __future__ import annotations

import re
from dataclasses import replace

from feedmill.sources.fast_content import HTML, MARKUP, Place, marks, text_of
from feedmill.sources.fast_element import Element
from feedmill.sources.fast_item import Act, Item
from feedmill.sources.fast_names import ATTRIBUTE_ABOUT, Unsure, attributes, name_of, tags
from feedmill.sources.fast_people import read_person, read_source
from feedmill.sources.fast_text import resolve, resolve_text
from feedmill.sources.fast_words import (
    read_blurb,
    read_category,
    read_content,
    read_content_encoded,
    read_description,
    read_keywords,
    read_media_category,
    read_media_title,
    read_summary,
    read_title,
)

__all__ = ["is_passed_over", "read_item"]


def read_item(element: Element, place: Place, acts: dict[str, Act | None]) -> Item:
    """
    Read an item; what its elements mean is learnt in *acts*, by tag, for the items that follow.

    Raises:
        Unsure: There is something in it that has no exact rule here.
    """
    item = Item(place)
    if element.keys():
        _read_own(item, element)
    for child in element[:]:
        act = _act_of(child, acts)
        if act is not None:
            act(item, child)
        elif len(child):
            _read_within(item, child, acts)
    return item


def is_passed_over(element: Element, place: Place) -> bool:
    """Tell whether such an element without others in it says nothing of an entry; *place* notes it."""
    if _ACTS.get(name_of(element), _leaf) is not _leaf:
        return False
    place.passed.add(element.tag)
    return True


def _act_of(element: Element, acts: dict[str, Act | None]) -> Act | None:
    tag = element.tag
    if tag in acts:
        return acts[tag]
    act = acts[tag] = _KNOWN[tag] if tag in _KNOWN else _ACTS.get(name_of(element))
    return act


def _read_own(item: Item, element: Element) -> None:
    """Read the attributes of the item itself."""
    given = attributes(element)
    if "href" in given or "lastmod" in given:  # Channel Definition Format
        raise Unsure
    item.guid = element.get(ATTRIBUTE_ABOUT, "")
    language, base = marks(given, item.place)
    if (language, base) != (item.place.language, item.place.base):
        item.place = replace(item.place, language=language, base=base)


def _read_within(item: Item, element: Element, acts: dict[str, Act | None]) -> None:
    """Read what an element holds that is nothing itself: feedparser sees no difference."""
    item.depth += 1
    if item.depth > _DEEPEST:
        raise Unsure
    for child in element:
        act = _act_of(child, acts)
        if act is None:
            if len(child):
                _read_within(item, child, acts)
        elif act in _WITHIN:
            act(item, child)
        else:
            raise Unsure
    item.depth -= 1


#: Media lie in groups, groups in nothing; the deepest that was seen is 4.
_DEEPEST = 20


# --- what it is called and where it is ----------------------------------------------------------------


def _guid(item: Item, element: Element) -> None:
    given = attributes(element) if element.keys() else {}
    if "base" in given:
        raise Unsure
    permanent = given.get("ispermalink", "true") == "true"
    text = text_of(item.place, element)
    if permanent:
        text = resolve_text(item.place.base, text)
    item.guid = text
    if permanent and item.link is None:
        item.link = text


def _link(item: Item, element: Element) -> None:
    given = attributes(element) if element.keys() else {}
    if "base" in given or len(element):
        raise Unsure
    rel = given.setdefault("rel", "alternate")
    kind = given.setdefault("type", "application/atom+xml" if rel == "self" else HTML)
    href = given.get("url", given.get("uri", given.get("href")))
    if href:
        given["href"] = href
    if "href" in given:
        href = given["href"] = resolve(item.place.base, given["href"])
        if rel == "alternate" and kind in _PAGES:
            item.link = href
    else:
        href = given["href"] = item.link = _link_text(item, element)
    if rel in _ALTERNATE:
        if href:
            item.alternates = item.alternates or []
            item.alternates.append((href, kind in MARKUP))
    elif rel == "enclosure":
        item.enclosures = item.enclosures or []
        item.enclosures.append(given)


_ALTERNATE = frozenset(
    {"alternate", "http://www.iana.org/assignments/relation/alternate"}
)  # RFC 4287, 4.2.7.2
_PAGES = MARKUP | {"html", "xhtml"}
_MISTAKEN = re.compile("&([A-Za-z0-9_]+);")


def _link_text(item: Item, element: Element) -> str:
    text = resolve_text(item.place.base, text_of(item.place, element))
    # Queries that feedparser takes for references that someone mended.
    return _MISTAKEN.sub(r"&\1", text.replace("&amp;", "&")) if "&" in text else text


def _comments(item: Item, element: Element) -> None:
    text = "" if element.keys() else text_of(item.place, element)
    item.comments = resolve_text(item.place.base, text)


def _origlink(item: Item, element: Element) -> None:
    item.origlink = "" if element.keys() else text_of(item.place, element)


def _source(item: Item, element: Element) -> None:
    item.source = source = read_source(element, item.place)
    item.title_mark = item.depth + 1 if source.titled else -1


# --- who and when -------------------------------------------------------------------------------------


def _person(item: Item, element: Element) -> None:
    if item.people is None:
        item.people = [read_person(element, item.place, first=True)]
    else:
        item.people.append(read_person(element, item.place, first=False))


def _published(item: Item, element: Element) -> None:
    item.published = text_of(item.place, element)


def _updated(item: Item, element: Element) -> None:
    item.updated = text_of(item.place, element)


def _created(item: Item, element: Element) -> None:
    item.created = text_of(item.place, element)


def _language(item: Item, element: Element) -> None:
    item.own_language = text_of(item.place, element)


# --- media --------------------------------------------------------------------------------------------


def _enclosure(item: Item, element: Element) -> None:
    given = attributes(element)
    href = given.get("url", given.get("uri", given.get("href")))
    if href:
        given["href"] = href
        given.pop("url", None)
    if len(element):
        raise Unsure
    item.enclosures = item.enclosures or []
    item.enclosures.append(given)


def _media_content(item: Item, element: Element) -> None:
    item.media = item.media or []
    item.media.append(attributes(element))
    if len(element):
        _read_within(item, element, {})


def _media_thumbnail(item: Item, element: Element) -> None:
    if text_of(item.place, element):
        raise Unsure
    item.thumbnails = item.thumbnails or []
    item.thumbnails.append(attributes(element))


def _itunes_image(item: Item, element: Element) -> None:
    if len(element):
        raise Unsure
    given = attributes(element)
    item.image = given.get("href") or given.get("url") or item.image


def _image(item: Item, element: Element) -> None:
    """Pass over a picture of the item itself, but no longer count the title before it."""
    item.title_mark = -1
    item.depth += 1
    for part in element:
        name = name_of(part)
        if len(part) or name not in _OF_PICTURES or part.keys():
            raise Unsure
        if name == "title":
            read_title(item, part)
    item.depth -= 1


_OF_PICTURES = frozenset({"title", "url", "link", "width", "height"})


def _itunes_category(item: Item, element: Element) -> None:
    item.labels = labels = item.labels or {}
    labels[attributes(element).get("text"), "itunes", None] = None
    if (element.text or "").strip():
        raise Unsure
    _read_within(item, element, {})


# --- all of them --------------------------------------------------------------------------------------


def _leaf(_item: Item, element: Element) -> None:
    """Pass over text; with markup in it feedparser may read it in other ways."""
    if len(element):
        raise Unsure


def _refuse(_item: Item, _element: Element) -> None:
    raise Unsure


#: What is done with an element, by its name; those without an act are passed over.
_ACTS: dict[str, Act] = {
    **dict.fromkeys(("published", "issued", "pubdate", "dcterms_issued"), _published),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), _updated),
    **dict.fromkeys(("created", "dcterms_created"), _created),
    **dict.fromkeys(("title", "dc_title"), read_title),
    **dict.fromkeys(("author", "dc_author", "dc_creator", "itunes_author"), _person),
    **dict.fromkeys(("category", "keywords", "dc_subject"), read_category),
    **dict.fromkeys(("media_keywords", "itunes_keywords"), read_keywords),
    **dict.fromkeys(("language", "dc_language"), _language),
    **dict.fromkeys(("guid", "id"), _guid),
    **dict.fromkeys(("itunes_image", "itunes_link"), _itunes_image),
    **dict.fromkeys(("dc_description", "dc_summary", "dc_blurb"), read_blurb),
    **dict.fromkeys(("itunes_description", "itunes_summary", "itunes_blurb"), read_blurb),
    **dict.fromkeys(("media_description", "media_summary", "media_blurb"), read_blurb),
    "media_title": read_media_title,
    "description": read_description,
    "summary": read_summary,
    "content": read_content,
    "content_encoded": read_content_encoded,
    "link": _link,
    "comments": _comments,
    "feedburner_origlink": _origlink,
    "source": _source,
    "media_category": read_media_category,
    "itunes_category": _itunes_category,
    "enclosure": _enclosure,
    "media_content": _media_content,
    "media_thumbnail": _media_thumbnail,
    "image": _image,
    # Texts that an entry does not show.
    **dict.fromkeys(("subtitle", "tagline", "rights", "copyright", "info", "generator", "webmaster"), _leaf),
    **dict.fromkeys(("itunes_subtitle", "dc_rights", "dc_publisher", "dc_contributor"), _leaf),
    **dict.fromkeys(("media_credit", "media_rating", "media_restriction"), _leaf),
    **dict.fromkeys(("media_license", "media_player", "feedburner_browserfriendly"), _leaf),
    # What feedparser has rules for that are not worth having here, or uses the name of itself.
    **dict.fromkeys(("abstract", "body", "xhtml_body", "fullitem", "tags", "date"), _refuse),
    **dict.fromkeys(("managingeditor", "textinput"), _refuse),
    **dict.fromkeys(("item", "entry", "channel", "feed", "rss"), _refuse),
    **dict.fromkeys(("authors", "links", "summary_detail", "title_detail", "author_detail"), _refuse),
}
#: What may be done deeper than in the item itself.
_WITHIN = frozenset(
    {read_media_title, read_blurb, read_media_category, read_keywords, _itunes_category, _leaf}
    | {_media_content, _media_thumbnail, _link, _enclosure, read_category}
)
#: The same by tag, for the tags that nearly all documents use.
_KNOWN: dict[str, Act | None] = {tag: _ACTS[name] for tag, name in tags(_ACTS).items()} | dict.fromkeys(
    tags(("slash_comments", "wfw_commentrss", "thr_total", "itunes_duration", "itunes_explicit"))
)
