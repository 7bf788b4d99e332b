"""
From what a publisher sent to an article of ours.

Pure: told the clock, the source and what the document said of itself. It cleans, resolves, dates
and names; it does not decide whether the article is new, what it is a copy of, or which topics it
is in, and it gives no tags.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import datetime, timedelta
from html import unescape
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from feedmill.model import Article, Enclosure, Entry, Fingerprint, Hints, Origin, Site, Source
from feedmill.text.clean import clean_block, clean_line, cut, legal
from feedmill.text.dates import read_date
from feedmill.text.hashes import xxh128
from feedmill.text.html import Sanitised, label, parted_of, plain, sanitised, sanitised_paragraphs
from feedmill.text.ids import article_id, article_key
from feedmill.text.language import detect_all, primary
from feedmill.text.media_types import media_type
from feedmill.text.people import names
from feedmill.text.prose import headline, lead
from feedmill.text.samples import Prints, prints, sample_of
from feedmill.text.urls import absolute, is_root, item_key, item_key_of, key_of, match_key, open_base
from feedmill.text.versions import CLEANER_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "CLEANER_VERSION",
    "Draft",
    "draft",
    "fingerprint",
    "finished",
    "is_dated",
    "normalise",
    "raw_hash",
    "renormalise",
    "with_shingles",
]

#: Stands in front of every raw hash; another way of hashing needs another number.
RAW_HASH_VERSION = 2

#: Under this many words, two texts are the same only if their titles agree (the contract).
SHORT_TEXT_WORDS = 40

# Nobody reads more than this of any of these; what is longer is cut at a word.
MAX_TITLE = 500
MAX_CATEGORIES = 30
MAX_CATEGORY = 100
MAX_ENCLOSURES = 30
MAX_GUID = 2_000
#: Of so many of either the first good ones are kept: a document may hold a hundred thousand.
_LOOKED_AT = 200
#: Code points of plain text; `sanitise` cuts HTML.
MAX_TEXT = 1_000_000
#: 63 bits, the largest integer of every store.
MAX_BYTES = 2**63 - 1

UNTITLED = "(untitled)"

#: Names of fields, in order, what gives their values, and their defaults.
_SAYING = {
    kind: (names, attrgetter(*names), tuple(by_name[name] for name in names))
    for kind in (Entry, Enclosure, Origin)
    for by_name in [{field.name: field.default for field in fields(kind) if field.name != "base"}]
    for names in [tuple(sorted(by_name))]
}

_NOTHING = Sanitised("")
_MARKUP = re.compile(r"<[a-zA-Z/!?]")


class Draft(NamedTuple):
    """An article but for its fingerprint and a language that is guessed, which cost less for many at once."""

    #: The article's other fields, by name; an empty language is to be guessed.
    fields: dict[str, Any]
    #: The item key of its fingerprint.
    key: str


def normalise(entry: Entry, *, short_text_words: int = SHORT_TEXT_WORDS, **told: Any) -> Article:
    """Make an article of *entry*; for what is *told* see `draft`, for *short_text_words* `fingerprint`."""
    return finished([draft(entry, **told)], short_text_words=short_text_words)[0]


def finished(drafts: Sequence[Draft], *, short_text_words: int = SHORT_TEXT_WORDS) -> list[Article]:
    """Make articles of drafts. The words of all are at hand afterwards (`passages.make_ready`)."""
    mute = [one.fields for one in drafts if not one.fields["language"]]
    if mute:
        guessed = detect_all([f"{fields['title']}\n{fields['text']}" for fields in mute])
        for each, language in zip(mute, guessed, strict=True):
            each["language"] = language
    found = prints([(one.fields["title"], one.fields["text"]) for one in drafts], short=short_text_words)
    return [
        Article(**one.fields, fingerprint=_fingerprint(one.key, each))
        for one, each in zip(drafts, found, strict=True)
    ]


def draft(
    entry: Entry,
    *,
    source: Source,
    site: Site,
    address: str,
    hints: Hints,
    now: datetime,
    undated: int = 0,
    shared_link: bool = False,
    hashed: str = "",
) -> Draft:
    """
    Make of *entry* what is an article but for what `finished` adds.

    Args:
        entry: Raw, as a kind of source read it.
        source: Whose article it is; its language overrules declared ones.
        site: Authority and date of the id; base of a seed's relative links.
        address: URL of the document, base of relative URLs that have none of their own.
        hints: What the document said of itself; its language stands in for the entry's.
        now: The run's clock.
        undated: How many undated entries stand before this one in the document; asked only if
            this one has no date either (`is_dated`).
        shared_link: The document holds several entries with this one's match key.
        hashed: The entry's `raw_hash`, of whoever has asked for it already.
    """
    base = _base(entry, source, site, address)
    url = absolute(entry.link, "" if source.local else base)
    key = key_of(url)
    content, summary = _safe(entry.content, base, entry.content_is_html), _NOTHING
    if entry.summary:
        summary = _safe(entry.summary, base, entry.summary_is_html)
    html, text, related = _parts(content if content.html else summary)
    declared = primary(entry.language) or primary(hints.language)
    given = cut(plain(entry.title) if entry.title_is_html else clean_line(entry.title), MAX_TITLE)
    title = given or headline(text) or cut(key, MAX_TITLE) or UNTITLED
    guid = legal(entry.guid).strip()
    dates = _dates(entry, now, undated)
    made = {
        "id": article_id(
            site.id_domain,
            site.id_date,
            source.id,
            article_key(guid, key, given, text, shared_link=shared_link),
        ),
        "source": source.id,
        "guid": guid[:MAX_GUID],
        "url": url,
        "match_key": key,
        "title": title,
        "text": text,
        "summary": lead((parted_of(summary).text if content.html else "") or text),
        "html": html,
        "full": bool(content.html),
        "authors": names(entry.authors),
        "categories": _categories(entry.categories),
        "enclosures": _enclosures(entry.enclosures, base),
        "image": absolute(entry.image, base),
        "language": primary(source.language) or declared,
        "declared": declared,
        "comments": absolute(entry.comments, base),
        "origin": _origin(entry.origin, base),
        "related": _titles(entry.related) or related,
        "published": dates.published,
        "updated": dates.updated,
        "first_seen": dates.first_seen,
        "raw_hash": hashed or raw_hash(entry),
        "cleaner": CLEANER_VERSION,
    }
    return Draft(made, item_key_of(url, key, guid))


def is_dated(entry: Entry) -> bool:
    """Say whether the publisher gave a date that can be read."""
    return _sent(entry) is not None


def raw_hash(entry: Entry) -> str:
    """
    Hash what the publisher sent, with the version of hashing in front.

    Leaves out the base, which moves with the address, and every field that has its default value,
    so that a field that is new tomorrow changes no hash of today.
    """
    return f"{RAW_HASH_VERSION}:{xxh128(*_said(entry))}"


def fingerprint(key: str, title: str, text: str, *, short_text_words: int = SHORT_TEXT_WORDS) -> Fingerprint:
    """
    Give the keys by which copies of an article are found, from its item key, title and text.

    A front page's key, an empty title and an empty text recognise nothing. Under
    *short_text_words* words the title is part of the text's key; its own key is that of the headline
    without a site's name behind it.
    """
    return _fingerprint(key, prints([(title, text)], short=short_text_words)[0])


def _fingerprint(key: str, found: Prints) -> Fingerprint:
    return Fingerprint(
        item="" if is_root(key) else key, text=found.text, title=found.title, shingles=found.shingles
    )


def with_shingles(article: Article) -> Article:
    """Give a stored article with the sampled runs of words that it was stored without."""
    return replace(article, fingerprint=replace(article.fingerprint, shingles=sample_of(article.text)))


def renormalise(article: Article, *, short_text_words: int = SHORT_TEXT_WORDS) -> Article:
    """
    Clean a stored article with today's cleaner; id, dates and raw hash stay.

    Of an article that today's cleaner made, nothing changes.
    """
    html, text, related = _parts(sanitised(article.html, ""))
    if not article.html:
        text = clean_block(article.text)
    title, key = cut(clean_line(article.title), MAX_TITLE), match_key(article.url)
    return replace(
        article,
        url=absolute(article.url, ""),
        match_key=key,
        title=title,
        text=text,
        summary=lead(article.summary),
        html=html,
        authors=names(article.authors),
        categories=_categories(article.categories),
        enclosures=_enclosures(article.enclosures, ""),
        image=absolute(article.image, ""),
        language=primary(article.language),
        comments=absolute(article.comments, ""),
        origin=_origin(article.origin, ""),
        related=_titles(article.related) or related,
        cleaner=CLEANER_VERSION,
        fingerprint=fingerprint(
            item_key(article.url, article.guid), title, text, short_text_words=short_text_words
        ),
    )


class _Dates(NamedTuple):
    published: datetime
    updated: datetime
    first_seen: datetime


def _base(entry: Entry, source: Source, site: Site, address: str) -> str:
    """Give the base of relative URLs, without secrets; a seed's is its own URL, else the site's."""
    if source.local:
        return absolute(entry.link, "") or site.url
    return open_base(absolute(entry.base, address) or address, source.address, source.printable)


def _safe(markup: str, base: str, is_html: bool) -> Sanitised:  # noqa: FBT001 - the entry's own flag
    """Give safe HTML of a field; text that only claims to be HTML keeps its line breaks."""
    if is_html and _MARKUP.search(markup):
        return sanitised(markup, base)
    text = markup[:MAX_TEXT]
    return sanitised_paragraphs(unescape(text) if is_html else text)


def _parts(safe: Sanitised) -> tuple[str, str, tuple[str, ...]]:
    """Give content, visible text and related titles; content that is nothing but such links stays."""
    text, related, rest = parted_of(safe)
    if not related or not text:
        return safe.html, text, ()
    # Emptied elements may leave what a parser reads differently.
    cleaned = sanitised(rest, "")
    return cleaned.html, parted_of(cleaned).text, related


def _dates(entry: Entry, now: datetime, undated: int) -> _Dates:
    """
    Date an entry by the contract's rules.

    Unreadable or missing: the clock minus a second for each undated entry before it. Nothing is
    published after it was first seen, nor updated before it was published or in the future.
    """
    now = now.replace(microsecond=0) if now.microsecond else now
    sent, said = _sent(entry), read_date(entry.updated)
    first_seen = now if sent else now - timedelta(seconds=undated)
    published = min(sent or first_seen, first_seen)
    updated = max(min(said, now), published) if said else published
    return _Dates(published, updated, first_seen)


def _sent(entry: Entry) -> datetime | None:
    return read_date(entry.published) or read_date(entry.updated)


def _titles(titles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (cut(clean_line(title), MAX_TITLE) for title in titles))))


def _categories(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Clean labels and keep each once, whatever its case, in the publisher's order and spelling."""
    kept: dict[str, str] = {}
    for each in (cut(label(one), MAX_CATEGORY) for one in labels[:_LOOKED_AT]):
        kept.setdefault(each.casefold(), each)
    return tuple(filter(None, kept.values()))[:MAX_CATEGORIES]


def _enclosures(media: tuple[Enclosure, ...], base: str) -> tuple[Enclosure, ...]:
    kept: dict[str, Enclosure] = {}
    for medium in media[:_LOOKED_AT]:
        url = absolute(medium.url, base)
        if url:
            length = min(max(medium.length, 0), MAX_BYTES)
            kept.setdefault(url, Enclosure(url=url, type=media_type(medium.type, url), length=length))
    return tuple(kept.values())[:MAX_ENCLOSURES]


def _origin(origin: Origin | None, base: str) -> Origin | None:
    """Clean a publisher's own `<source>`; None if nothing is left of it."""
    if origin is None:
        return None
    clean = Origin(title=cut(plain(origin.title), MAX_TITLE), url=absolute(origin.url, base))
    return clean if clean.title or clean.url else None


def _said(value: Entry | Enclosure | Origin) -> list[str]:
    """Write a value's fields, without those that have their default, so that none runs into the next."""
    names, given, defaults = _SAYING[type(value)]
    said: list[str] = []
    for name, one, default in zip(names, given(value), defaults, strict=True):
        if one != default:
            said += (name, str(len(one)), one) if isinstance(one, str) else (name, *_told(one))
    return said


def _told(value: object) -> list[str]:
    """Write what is no text, with its length or its bounds."""
    if isinstance(value, str):
        return [str(len(value)), value]
    if isinstance(value, tuple):
        return ["[", *(part for one in value for part in _told(one)), "]"]
    if isinstance(value, Entry | Enclosure | Origin):
        return ["{", *_said(value), "}"]
    return [str(value)]
