"""Make the first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    _make_remembered()
    _make_article()
    _make_derived()
    _make_published()
    _make_traffic()
    _make_shingles()
    op.create_table("fact", _text("name", primary_key=True), _text("value"))
    op.create_table("run", sa.Column("id", sa.Integer, primary_key=True), _moment("now"), _text("report"))


def _make_remembered() -> None:
    op.create_table(
        "source",
        _text("id", primary_key=True),
        _text("memory"),
        sa.Column("last_attempt", sa.BigInteger, nullable=True),
        sa.Column("last_refetch", sa.BigInteger, nullable=True),
    )
    op.create_table(
        "sighting",
        _text("id", primary_key=True),
        _text("source"),
        _moment("first_seen"),
        _moment("published"),
        _moment("updated"),
        _text("raw_hash"),
    )
    op.create_index("sighting_source", "sighting", ["source"])
    op.create_table(
        "publication",
        _text("topic", primary_key=True),
        _text("published_id", primary_key=True),
        _text("article"),
        _moment("first_published"),
        _moment("published"),
        _text("members"),
    )
    op.create_index("publication_published_id", "publication", ["published_id"])


def _make_article() -> None:
    op.create_table(
        "article",
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
        sa.Column("withdrawn_at", sa.BigInteger, nullable=True),
        _text("page_state"),
        sa.Column("cleaner", sa.Integer, nullable=False),
        _text("title"),
        _text("text"),
        _text("summary"),
        _text("html"),
        _text("body"),
    )
    op.create_index("article_guid", "article", ["guid", "source"])
    for name in ("url", "item_key", "text_key"):
        op.create_index(f"article_{name}", "article", [name])
    op.create_index("article_source", "article", ["source", "withdrawn_at", "published"])


def _make_derived() -> None:
    op.create_table(
        "relation",
        sa.Column("a", sa.Text, sa.ForeignKey("article.id", onupdate="CASCADE"), primary_key=True),
        sa.Column("b", sa.Text, sa.ForeignKey("article.id", onupdate="CASCADE"), primary_key=True),
        _text("kind", primary_key=True),
        sa.Column("score", sa.Double, nullable=False),
        _text("method"),
        _text("reason"),
        sqlite_with_rowid=False,
    )
    op.create_index("relation_b", "relation", ["b", "a"])
    op.create_table(
        "head",
        sa.Column("article", sa.Text, sa.ForeignKey("article.id", onupdate="CASCADE"), primary_key=True),
        _text("layer", primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stirred",
        sa.Column("article", sa.Text, sa.ForeignKey("article.id", onupdate="CASCADE"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "match",
        sa.Column("article", sa.Text, sa.ForeignKey("article.id", onupdate="CASCADE"), primary_key=True),
        _text("topic", primary_key=True),
        _moment("published"),
        _text("reasons"),
    )
    op.create_index("match_topic", "match", ["topic", "published", "article"])


def _make_published() -> None:
    op.create_table(
        "belated",
        _text("topic", primary_key=True),
        sa.Column(
            "article",
            sa.Text,
            sa.ForeignKey("article.id", onupdate="CASCADE"),
            primary_key=True,
            nullable=False,
        ),
    )
    op.create_table(
        "topic_state",
        _text("topic", primary_key=True),
        _text("settings_hash"),
        _text("shown"),
        sa.Column("updated", sa.BigInteger, nullable=True),
    )
    op.create_table("dirty", _text("topic", primary_key=True))
    op.create_table("file", _text("path", primary_key=True), _text("hash"), _text("owner"))


def _make_traffic() -> None:
    op.create_table(
        "traffic",
        _text("host", primary_key=True),
        _moment("requests"),
        _moment("not_modified"),
        _moment("bytes"),
        _moment("too_many"),
        sa.Column("shortest_gap", sa.BigInteger, nullable=True),
        _moment("first_start"),
        _moment("last_start"),
    )


def _text(name: str, *, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=primary_key, nullable=False)


def _moment(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _make_shingles() -> None:
    op.create_table(
        "segment",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("week", sa.Integer, nullable=False),
        sa.Column("pairs", sa.Integer, nullable=False),
        sa.Column("first_block", sa.Integer, nullable=False),
        _text("stamp"),
        sa.Column("head", sa.LargeBinary, nullable=False),
    )
    op.create_index("segment_week", "segment", ["week"])
    op.create_table(
        "block",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pairs", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "story",
        sa.Column("week", sa.Integer, primary_key=True),
        sa.Column("key", sa.BigInteger, primary_key=True),
        sa.Column("text", sa.LargeBinary, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mark",
        _text("source", primary_key=True),
        sa.Column("hash", sa.BigInteger, primary_key=True),
    )
