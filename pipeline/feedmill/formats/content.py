"""
What all formats say alike: the same titles, links, labels and content, fit for every one of them.

`ready` gives a feed whose strings no format can stumble over; `body` gives an item's content with
its related titles and its "Also in". Nothing here knows what any one format looks like, and
nothing here makes HTML safe: `Item.html` was sanitised when the article was normalised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from html import escape
from urllib.parse import urlsplit

from feedmill.model import Also, Article, Enclosure, Feed, Item, Origin
from feedmill.text.clean import clean_block, clean_line, cut, legal
from feedmill.text.dates import rfc3339
from feedmill.text.html import paragraphs
from feedmill.text.urls import absolute

__all__ = [
    "also_html",
    "body",
    "language",
    "line",
    "main_html",
    "markup",
    "moment",
    "ready",
    "ready_article",
    "related_html",
]

#: The W3C validator takes U+FFFD for a wrong encoding (BadCharacters); a question mark says the same.
_DAMAGED = "\ufffd"
#: ISO 639-1. Longer codes are left out: the W3C validator knows but some of them (InvalidLanguage).
_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da "
    "de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz "
    "ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln "
    "lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi "
    "pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti "
    "tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
    " "
)
_LANGUAGES = frozenset(_ISO_639_1.split())
#: Shape of what may follow the language in a tag (RFC 5646, section 2.1).
_SUBTAGS = re.compile(r"(?:-[A-Za-z0-9]{1,8})*")
#: RFC 6838 section 4.2, without parameters.
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9][\w!#$&^.+-]*/[A-Za-z0-9][\w!#$&^.+-]*", re.ASCII)
#: RFC 2046 section 4.5.1: what to call bytes of which nothing is known.
_UNKNOWN_TYPE = "application/octet-stream"
#: IANA media types, for enclosures that came without one.
_TYPES = {
    "aac": "audio/aac",
    "flac": "audio/flac",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "webm": "video/webm",
    "webp": "image/webp",
}
#: Never the locale's: the same moment is written alike on every machine.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def ready(feed: Feed) -> Feed:
    """
    Give the feed with clean strings, whole URLs and no gaps; a ready feed stays as it is.

    Titles, labels and links are equal in all formats because every format starts from this.
    """
    title = line(feed.title) or feed.topic
    return replace(
        feed,
        title=title,
        description=line(feed.description) or title,
        language=language(feed.language),
        id=line(feed.id) or feed.url("html"),
        site_title=line(feed.site_title) or "Feedmill",
        hubs=_without_gaps(map(_url, feed.hubs)),
        items=tuple(_ready_item(item, feed) for item in feed.items),
    )


def ready_article(article: Article) -> Article:
    """Give an article whose page can be written: clean strings, a title, something to read."""
    title = line(article.title) or cut(line(article.summary), 120) or "Untitled"
    return replace(
        article,
        title=title,
        summary=line(article.summary),
        html=markup(article.html) or paragraphs(clean_block(article.text) or title),
        authors=_lines(article.authors),
        categories=_lines((*article.categories, *article.tags)),
        related=_lines(article.related),
        language=language(article.language),
    )


def body(item: Item) -> str:
    """Give the content of a ready item: its text, its related titles, and where else it stands."""
    return "\n".join(_without_gaps((main_html(item), related_html(item.related), also_html(item.also))))


def main_html(item: Item) -> str:
    """Give the item's own HTML; without any, its summary, or at least its title."""
    return item.html or paragraphs(item.summary or item.title)


def related_html(titles: tuple[str, ...]) -> str:
    """List titles that the publisher named as related; empty if there are none."""
    if not titles:
        return ""
    rows = "".join(f"<li>{escape(title)}</li>" for title in titles)
    return f"<p>Related:</p>\n<ul>{rows}</ul>"


def also_html(members: tuple[Also, ...]) -> str:
    """Name the other members of the item's group, with links and times; empty if there are none."""
    return f"<p>Also in: {', '.join(map(_also_html, members))}</p>" if members else ""


def moment(when: datetime) -> str:
    """Write a UTC moment for people, in English whatever the locale: 3 January 2026, 12:00 UTC."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}, {when.hour:02}:{when.minute:02} UTC"


def line(text: str) -> str:
    """Give one clean line that every format can hold."""
    return clean_line(text).replace(_DAMAGED, "?")


def markup(html: str) -> str:
    """Give HTML without the characters that no XML file may hold; its tags are nobody's business here."""
    return legal(html).replace(_DAMAGED, "?").strip()


def language(tag: str) -> str:
    """Give a well-formed tag (BCP 47) of a known language, else nothing."""
    primary = tag.partition("-")[0].lower()
    subtags = tag[len(primary) :]
    return primary + subtags if primary in _LANGUAGES and _SUBTAGS.fullmatch(subtags) else ""


def _ready_item(item: Item, feed: Feed) -> Item:
    """Clean one item; what it lacks is taken from what it has."""
    url = _url(item.url) or (_url(feed.base_url + item.page) if item.page else "")
    summary = line(item.summary)
    return replace(
        item,
        id=line(item.id),
        article=line(item.article),
        url=url,
        title=line(item.title) or cut(summary, 120) or url or "Untitled",
        summary=summary,
        html=markup(item.html),
        authors=_lines(item.authors),
        categories=_lines(item.categories),
        enclosures=tuple(_ready_enclosure(medium) for medium in item.enclosures if _url(medium.url)),
        image=_url(item.image),
        language=language(item.language),
        comments=_url(item.comments),
        origin=_ready_origin(item, feed),
        source=line(item.source),
        related=_lines(item.related),
        also=tuple(_ready_also(member) for member in item.also),
        raw_hash=line(item.raw_hash),
    )


def _ready_origin(item: Item, feed: Feed) -> Origin:
    """Give the item's source a name and an address, ours if nothing else is known."""
    title = line(item.origin.title) or line(item.source) or line(feed.site_title) or "Feedmill"
    return Origin(title=title, url=_url(item.origin.url) or feed.base_url)


def _url(url: str) -> str:
    """Give a whole http or https URL in ASCII (RSS knows no IRIs); empty if it is none."""
    return absolute(url, "")


def _ready_enclosure(medium: Enclosure) -> Enclosure:
    """Give an enclosure with a media type, which RSS and JSON Feed demand, and a length that can be."""
    ending = urlsplit(_url(medium.url)).path.rpartition(".")[2].lower()
    kind = medium.type if _MEDIA_TYPE.fullmatch(medium.type) else _TYPES.get(ending, _UNKNOWN_TYPE)
    return Enclosure(url=_url(medium.url), type=kind, length=max(0, medium.length))


def _ready_also(member: Also) -> Also:
    """Clean another member of the group."""
    url = _url(member.url)
    return replace(
        member,
        id=line(member.id),
        source=line(member.source) or urlsplit(url).netloc or "another source",
        title=line(member.title),
        url=url,
        raw_hash=line(member.raw_hash),
    )


def _also_html(member: Also) -> str:
    """Name one member: its source, linked, and its time."""
    name = escape(member.source)
    if member.url:
        name = f'<a href="{escape(member.url)}"{_title(member)}>{name}</a>'
    return f'{name} (<time datetime="{rfc3339(member.published)}">{moment(member.published)}</time>)'


def _title(member: Also) -> str:
    """Give the member's headline as an attribute, if it has one."""
    return f' title="{escape(member.title)}"' if member.title else ""


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    """Clean each text; leave out the empty ones and repetitions."""
    return tuple(dict.fromkeys(_without_gaps(map(line, texts))))


def _without_gaps(texts: Iterable[str]) -> tuple[str, ...]:
    """Leave out empty texts."""
    return tuple(filter(None, texts))
