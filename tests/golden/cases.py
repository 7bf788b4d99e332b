"""Feeds, an index and a page whose rendered bytes are kept as golden files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feedmill.model import (
    Also,
    Article,
    ArticlePage,
    Enclosure,
    Excerpt,
    Feed,
    Fingerprint,
    Index,
    Item,
    Origin,
    Placed,
    Site,
    TopicSummary,
    Why,
)

__all__ = [
    "ARTICLE",
    "BASE",
    "EMPTY",
    "EMPTY_INDEX",
    "INDEX",
    "NOON",
    "RICH",
    "TOLD",
    "TOLD_ARTICLE",
    "also",
    "feed",
    "item",
]

BASE = "https://feeds.example.org/"
NOON = datetime(2026, 1, 3, 12, tzinfo=UTC)
FORMATS = ("rss", "atom", "json", "html")


def item(key: str = "wire/1", **changes: object) -> Item:
    """Make a plain item; name what should differ."""
    source = key.partition("/")[0]
    plain = Item(
        id=f"tag:example.org,2026-01-01:{key}",
        article=f"tag:example.org,2026-01-01:{key}",
        url=f"https://{source}.example/{key}",
        title="A plain title",
        summary="A plain summary.",
        html="<p>A plain text.</p>",
        origin=Origin(title=source.title(), url=f"https://{source}.example/feed.xml"),
        source=source,
        published=NOON - timedelta(hours=2),
        updated=NOON - timedelta(hours=2),
        article_published=NOON - timedelta(hours=3),
        article_updated=NOON - timedelta(hours=2),
        first_seen=NOON - timedelta(hours=1),
        first_published=NOON,
        raw_hash="0123456789abcdef0123456789abcdef",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # named by each test, checked by the dataclass


def also(key: str = "mirror/1", **changes: object) -> Also:
    """Make another member of a group; name what should differ."""
    source = key.partition("/")[0]
    plain = Also(
        id=f"tag:example.org,2026-01-01:{key}",
        source=source.title(),
        title="The same elsewhere",
        url=f"https://{source}.example/{key}",
        published=NOON - timedelta(hours=1),
        first_seen=NOON - timedelta(minutes=30),
        updated=NOON - timedelta(minutes=45),
        raw_hash="fedcba9876543210fedcba9876543210",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # named by each test, checked by the dataclass


def feed(*items: Item, **changes: object) -> Feed:
    """Make a feed of these items; name what should differ."""
    plain = Feed(
        topic="g7",
        title="G7",
        description="The Group of Seven and its summits",
        language="en",
        id="tag:example.org,2026-01-01:topic-g7",
        base_url=BASE,
        site_title="Example feeds",
        updated=max((entry.updated for entry in items), default=NOON),
        items=items,
        formats=FORMATS,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # named by each test, checked by the dataclass


_SEED = item(
    "seeds/hiroshima",
    url=f"{BASE}articles/seeds-0123456789abcdef.html",
    page="articles/seeds-0123456789abcdef.html",
    title="Zelenskyy and Kishida met in Hiroshima and compared the ruins of Bakhmut to 1945",
    summary="Two leaders laid flowers at the Peace Memorial Park.",
    html=(
        "<p>Two leaders laid flowers at the Peace Memorial Park.</p>\n"
        "<p>“Nothing alive left,” one of them said.</p>"
    ),
    origin=Origin(title="Example feeds", url=BASE),
    categories=("G7", "Ukraine"),
    language="en",
    related=("Japan bans exports of steel & aerial vehicles", "G7 leaders reassure their support"),
)
_FOLDED = item(
    "wire/merger",
    title='AT&T <b>buys</b> 1&1, "at last"',
    summary="The R&D of both firms < one lab.",
    html=(
        '<p>The R&amp;D of both firms: <a href="https://wire.example/a?x=1&amp;y=2">read on</a>.</p>'
        "<pre>if a &lt; b:\n    merge()</pre>"
    ),
    url="https://wire.example/merger?x=1&y=2",
    authors=("Zoë Author", "O\u2019Brien & Sons"),
    categories=("Business & money", "G7"),
    enclosures=(
        Enclosure(url="https://wire.example/merger.mp3", length=1234),
        Enclosure(url="https://wire.example/merger.jpg", type="image/jpeg"),
    ),
    image="https://wire.example/merger.jpg",
    comments="https://wire.example/merger#comments",
    language="en",
    also=(
        also("mirror/77", title='AT&T <b>buys</b> 1&1, "at last"'),
        also("evening/5", source="Evening & Co", url="https://evening.example/5?a=b&c=d"),
    ),
    published=NOON - timedelta(hours=5),
    updated=NOON - timedelta(hours=4),
)
_JAPANESE = item(
    "tokyo/広島",
    id="tag:example.org,2026-01-01:tokyo/%E5%BA%83%E5%B3%B6",
    article="tag:example.org,2026-01-01:tokyo/%E5%BA%83%E5%B3%B6",
    url="https://tokyo.example/ニュース/1",
    title="広島サミットで\uff27\uff17首脳が会談",
    summary="首脳らは平和記念公園を訪れた。",
    html='<p>首脳らは平和記念公園を訪れた。</p><p><img src="https://tokyo.example/1.jpg" alt="公園"></p>',
    authors=("山田太郎",),
    categories=("\uff27\uff17", "広島"),
    language="ja",
    published=NOON - timedelta(hours=7),
    updated=NOON - timedelta(hours=7),
)
_ARABIC = item(
    "amman/9",
    title="قمة مجموعة السبع في هيروشيما",
    summary="اجتمع القادة في هيروشيما.",
    html="",
    language="ar",
    categories=("مجموعة السبع",),
    published=NOON - timedelta(days=1),
    updated=NOON - timedelta(hours=23),
)

#: Four items with all that an item can have.
RICH = feed(_SEED, _FOLDED, _JAPANESE, _ARABIC, hubs=("https://hub.example/",))

_WHY = Why(
    excerpts=(
        Excerpt(clause="#g7", field="title", pieces=("広島", "\uff27\uff17", "首脳が会談")),
        Excerpt(
            clause='topic:"a <b> & c"',
            field="text",
            pieces=("…the R&D of ", "AT&T <b>", ", ", "1&1", " \ufffd…"),
            more=3,
        ),
    )
)
_AMMAN = Why(excerpts=(Excerpt(clause="السبع", field="title", pieces=("قمة ", "السبع", " في")),))
#: The same items in a topic that tells why each is in it.
TOLD = feed(
    replace(_SEED, why=Why(by_hand=True)),
    replace(_FOLDED, why=Why()),
    replace(_JAPANESE, why=_WHY),
    replace(_ARABIC, why=_AMMAN),
)
#: A topic without items.
EMPTY = feed(topic="aid", title="Aid & relief", description="", id="tag:example.org,2026-01-01:topic-aid")

_SITE = Site(title="Example feeds", url=BASE)
INDEX = Index(
    site=_SITE,
    topics=(
        TopicSummary(
            topic="aid",
            title="Aid & relief",
            description="",
            language="en",
            items=0,
            updated=None,
            formats=FORMATS,
        ),
        TopicSummary(
            topic="g7",
            title="G7",
            description="The Group of Seven and its summits",
            language="en",
            items=4,
            updated=RICH.updated,
            formats=FORMATS,
        ),
    ),
)
EMPTY_INDEX = Index(site=_SITE, topics=())

ARTICLE = ArticlePage(
    site=_SITE,
    source="Example feeds",
    path="articles/seeds-0123456789abcdef.html",
    article=Article(
        id=_SEED.article,
        source="seeds",
        title=_SEED.title,
        text="Two leaders laid flowers.",
        summary=_SEED.summary,
        html=_SEED.html,
        authors=("Zoë Author",),
        tags=("G7", "Ukraine"),
        language="en",
        related=_SEED.related,
        published=_SEED.published,
        updated=_SEED.updated,
        first_seen=_SEED.first_seen,
        fingerprint=Fingerprint(),
    ),
)
#: The same page, where two topics tell why it is in them.
TOLD_ARTICLE = replace(
    ARTICLE,
    topics=(
        Placed(topic="aid", title="Aid & relief", why=Why(by_hand=True)),
        Placed(topic="g7", title="G7", why=_WHY),
    ),
)
