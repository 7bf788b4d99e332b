"""
The tables, as SQLAlchemy Core sees them, and the revisions that led to them.

It says nothing of how a table is asked or filled. Three classes of facts live side by side:
*remembered* (`source`, `sighting`, `publication`, `belated`, `mark`), *stored* (`article`) and *derived*
(`relation`, `segment`, `block`, `story`, `head`, `stirred`, `match`, `topic_state`, `dirty`, `file`).
Dates are whole microseconds since 1970 in UTC, so that they sort as numbers in every database. Whoever
changes a table adds a numbered file to `migrations/versions` and its number to `REVISIONS`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

__all__ = [
    "ARTICLE",
    "BELATED",
    "BLOCK",
    "DIRTY",
    "FACT",
    "FILE",
    "HEAD",
    "MARK",
    "MATCH",
    "METADATA",
    "PUBLICATION",
    "RELATION",
    "REVISION",
    "REVISIONS",
    "RUN",
    "SEGMENT",
    "SIGHTING",
    "SOURCE",
    "STIRRED",
    "STORY",
    "TOPIC_STATE",
    "TRAFFIC",
    "VERSION",
]

#: Every revision that a database may stand at, oldest first.
REVISIONS = ("0001",)
#: The one that this code works with.
REVISION = REVISIONS[-1]

METADATA = MetaData()

#: Alembic's own table, named as Alembic names it. Apart from the rest: it is not one of our tables.
VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def _text(name: str, *, primary_key: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=primary_key, nullable=False)


def _moment(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


#: `memory` is JSON of a `Memory` but for its `source` and what is noted before any answer comes.
SOURCE = Table(
    "source",
    METADATA,
    _text("id", primary_key=True),
    _text("memory"),
    Column("last_attempt", BigInteger, nullable=True),
    Column("last_refetch", BigInteger, nullable=True),
)

#: What is remembered of an article's first sight where its own row does not tell: of ids that were adopted
#: from the shelf, and of articles whose dates are others now. Of every other the row in `article`, which
#: is only marked when it is withdrawn, says it all.
SIGHTING = Table(
    "sighting",
    METADATA,
    _text("id", primary_key=True),
    _text("source"),
    _moment("first_seen"),
    _moment("published"),
    _moment("updated"),
    _text("raw_hash"),
    Index("sighting_source", "source"),
)

#: `body` is JSON of what an `Article` holds beside these columns, and of any text that no column can hold.
#: Each index costs every article. A match key is found by its item key, which is the same or empty.
ARTICLE = Table(
    "article",
    METADATA,
    _text("id", primary_key=True),
    _text("source"),
    _text("guid"),
    _text("url"),
    _text("match_key"),
    _text("item_key"),
    _text("text_key"),
    _text("title_key"),
    _moment("published"),
    _text("raw_hash"),
    Column("withdrawn_at", BigInteger, nullable=True),
    _text("page_state"),
    Column("cleaner", Integer, nullable=False),
    _text("title"),
    _text("text"),
    _text("summary"),
    _text("html"),
    _text("body"),
    Index("article_guid", "guid", "source"),
    Index("article_url", "url"),
    Index("article_item_key", "item_key"),
    Index("article_text_key", "text_key"),
    Index("article_source", "source", "withdrawn_at", "published"),
)

#: Sampled runs of words by week, each beside how the key of its text begins: pairs of numbers of 64 bits, low
#: byte first, sorted by run (`segments`). `head` holds the pairs of a small segment, which has no stamp; of a
#: larger one the beginnings of its blocks and its filter, and `stamp` is the hash of that.
SEGMENT = Table(
    "segment",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("week", Integer, nullable=False),
    Column("pairs", Integer, nullable=False),
    Column("first_block", Integer, nullable=False),
    _text("stamp"),
    Column("head", LargeBinary, nullable=False),
    Index("segment_week", "week"),
)

#: Consecutive blocks of a larger segment follow each other by id.
BLOCK = Table(
    "block",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("pairs", LargeBinary, nullable=False),
)

#: One row for each key of what a text reports, in a week, but only where a topic asks for
#: stories.
STORY = Table(
    "story",
    METADATA,
    Column("week", Integer, primary_key=True),
    Column("key", BigInteger, primary_key=True),
    Column("text", LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)

#: Runs of words that count for nothing in what a source publishes: its boilerplate.
MARK = Table(
    "mark", METADATA, _text("source", primary_key=True), Column("hash", BigInteger, primary_key=True)
)

RELATION = Table(
    "relation",
    METADATA,
    Column("a", Text, ForeignKey("article.id", onupdate="CASCADE"), primary_key=True),
    Column("b", Text, ForeignKey("article.id", onupdate="CASCADE"), primary_key=True),
    _text("kind", primary_key=True),
    Column("score", Double, nullable=False),
    _text("method"),
    _text("reason"),
    # With the other end: who only asks how far a component goes reads no row.
    Index("relation_b", "b", "a"),
    sqlite_with_rowid=False,
)

#: An article that is at the head of a group of two and more, in a layer of relations.
HEAD = Table(
    "head",
    METADATA,
    Column("article", Text, ForeignKey("article.id", onupdate="CASCADE"), primary_key=True),
    _text("layer", primary_key=True),
    sqlite_with_rowid=False,
)

#: Articles whose groups may be others than when heads were told.
STIRRED = Table(
    "stirred",
    METADATA,
    Column("article", Text, ForeignKey("article.id", onupdate="CASCADE"), primary_key=True),
    sqlite_with_rowid=False,
)

#: `published` is the article's, copied so that one index gives a topic in its order; `reasons` is JSON.
MATCH = Table(
    "match",
    METADATA,
    Column("article", Text, ForeignKey("article.id", onupdate="CASCADE"), primary_key=True),
    _text("topic", primary_key=True),
    _moment("published"),
    _text("reasons"),
    Index("match_topic", "topic", "published", "article"),
)

#: `members` is JSON: a list of article ids.
PUBLICATION = Table(
    "publication",
    METADATA,
    _text("topic", primary_key=True),
    _text("published_id", primary_key=True),
    _text("article"),
    _moment("first_published"),
    _moment("published"),
    _text("members"),
    Index("publication_published_id", "published_id"),
)

#: Articles that a change of the config brought into a topic, while none of its subscribers was told of them.
BELATED = Table(
    "belated",
    METADATA,
    _text("topic", primary_key=True),
    Column("article", Text, ForeignKey("article.id", onupdate="CASCADE"), primary_key=True),
)

#: `shown` is JSON: a list of published ids.
TOPIC_STATE = Table(
    "topic_state",
    METADATA,
    _text("topic", primary_key=True),
    _text("settings_hash"),
    _text("shown"),
    Column("updated", BigInteger, nullable=True),
)

#: Topics whose feed may look different from what was last published.
DIRTY = Table("dirty", METADATA, _text("topic", primary_key=True))

FILE = Table("file", METADATA, _text("path", primary_key=True), _text("hash"), _text("owner"))

#: Times in microseconds; `shortest_gap` is null until there were two requests.
TRAFFIC = Table(
    "traffic",
    METADATA,
    _text("host", primary_key=True),
    Column("requests", BigInteger, nullable=False),
    Column("not_modified", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("too_many", BigInteger, nullable=False),
    Column("shortest_gap", BigInteger, nullable=True),
    _moment("first_start"),
    _moment("last_start"),
)

FACT = Table("fact", METADATA, _text("name", primary_key=True), _text("value"))

RUN = Table("run", METADATA, Column("id", Integer, primary_key=True), _moment("now"), _text("report"))
