"""What is published: a feed, its items, and what subscribers were told before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedmill.model._checks import require_utc
from feedmill.model.articles import Article, Enclosure, Origin, Reason
from feedmill.model.config import Site

__all__ = [
    "Also",
    "ArticlePage",
    "Excerpt",
    "Feed",
    "Index",
    "Item",
    "Placed",
    "Publication",
    "PublishedFile",
    "ShelfItem",
    "TopicSummary",
    "Why",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What is remembered of a published group, per topic."""

    topic: str
    #: Article id of the first published member; what readers know the item by.
    published_id: str
    #: Article id of the member shown now.
    article: str
    #: When it first went out, and the date that it bears.
    first_published: datetime
    published: datetime
    #: Every member that the item stood for, sorted: whichever is left carries the id on.
    members: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse dates that are not UTC."""
        require_utc(self.first_published, self.published)

    @property
    def names(self) -> frozenset[str]:
        """Give the ids of all articles that it ever stood for."""
        return frozenset((self.published_id, self.article, *self.members))


@dataclass(frozen=True, slots=True, kw_only=True)
class Also:
    """Another member of an item's group, named at the end of the item."""

    id: str
    #: Name of the source, as people know it.
    source: str
    title: str
    url: str
    published: datetime
    first_seen: datetime
    updated: datetime
    raw_hash: str

    def __post_init__(self) -> None:
        """Refuse dates that are not UTC."""
        require_utc(self.published, self.first_seen, self.updated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Matched terms among the words round them; white space is single spaces."""

    clause: str
    #: "title" or "text".
    field: str
    #: In turn what stands between and what matched; the first and the last stand round the terms.
    pieces: tuple[str, ...]
    #: Further places of the same terms.
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why an article is in a topic, as pages tell it."""

    #: Empty where nothing in its words decided.
    excerpts: tuple[Excerpt, ...] = ()
    #: The filter does not match: a person put it there.
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A public topic that an article is in, for the article's own page."""

    topic: str
    title: str
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One group as a topic shows it. Every string is clean, every URL absolute."""

    #: Published id.
    id: str
    #: The representative.
    article: str
    url: str
    title: str
    summary: str
    #: Sanitised content WITHOUT the related titles and "Also in", which formats add.
    html: str
    authors: tuple[str, ...] = ()
    #: Labels, equal in every format.
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    image: str = ""
    language: str = ""
    comments: str = ""
    #: The source's name and the address of its feed (a seed's is the site).
    origin: Origin
    #: Id of the source that it came from.
    source: str
    related: tuple[str, ...] = ()
    also: tuple[Also, ...] = ()
    #: What readers know: the date of the group's first published member, and the newest change.
    published: datetime
    updated: datetime
    #: The representative's own dates.
    article_published: datetime
    article_updated: datetime
    first_seen: datetime
    first_published: datetime
    raw_hash: str = ""
    #: The item lives on a page of ours: its relative path, else empty.
    page: str = ""
    reasons: tuple[Reason, ...] = ()
    #: Told by pages; None = they do not.
    why: Why | None = None

    def __post_init__(self) -> None:
        """Refuse dates that are not UTC."""
        require_utc(self.published, self.updated, self.article_published, self.article_updated)
        require_utc(self.first_seen, self.first_published)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A topic as it is published; its `updated` is its newest item's, never "now"."""

    topic: str
    title: str
    description: str
    language: str
    #: tag: URI of the feed itself.
    id: str
    #: Absolute address of the published folder, ends with "/".
    base_url: str
    site_title: str
    updated: datetime
    items: tuple[Item, ...]
    formats: tuple[str, ...]
    hubs: tuple[str, ...] = ()
    public: bool = True

    def __post_init__(self) -> None:
        """Refuse a date that is not UTC."""
        require_utc(self.updated)

    def url(self, format_name: str) -> str:
        """Give the absolute address of this topic's file in a format."""
        return f"{self.base_url}{self.topic}.{format_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSummary:
    """A public topic as the index and the OPML list it."""

    topic: str
    title: str
    description: str
    language: str
    items: int
    #: None when it has no items.
    updated: datetime | None
    formats: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a date that is not UTC."""
        require_utc(self.updated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What lies on the shelf, for `index.html` and `feeds.opml`."""

    site: Site
    #: By title, then slug.
    topics: tuple[TopicSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """A page of ours for an article that has no URL of its own."""

    site: Site
    article: Article
    #: Name of the source, as people know it.
    source: str
    #: Relative path on the shelf.
    path: str
    #: The topics that tell why it is in them, by title.
    topics: tuple[Placed, ...] = ()
    #: Topics have pages to link to.
    linked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFile:
    """One line of the publisher's own record; it deletes only what stands there."""

    #: Relative to the shelf, "/"-separated.
    path: str
    #: xxh3-128 of the bytes.
    hash: str
    #: Topic slug, or article id (a tag: URI) of a page; empty for index and OPML.
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfItem:
    """An item found on the shelf: what subscribers were told."""

    topic: str
    published_id: str
    article: str
    first_published: datetime
    #: The date that readers know.
    published: datetime
    #: The article's own dates.
    article_published: datetime
    article_updated: datetime
    first_seen: datetime
    raw_hash: str = ""
    #: The folded members: their ids, dates and hashes.
    also: tuple[Also, ...] = ()

    def __post_init__(self) -> None:
        """Refuse dates that are not UTC."""
        require_utc(self.first_published, self.published, self.article_published)
        require_utc(self.article_updated, self.first_seen)
