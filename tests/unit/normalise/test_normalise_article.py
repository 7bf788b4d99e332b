"""From an entry to an article: what is kept, cleaned and resolved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedmill.model import Article, Enclosure, Entry, Hints, Origin, Site, Source
from feedmill.normalise import CLEANER_VERSION, is_dated, normalise, raw_hash, renormalise

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SITE = Site(url="https://mill.example/", id_domain="mill.example", id_date="2026-01-01")
FEED = Source(id="feed", kind="feed", address="https://example.org/feed.xml")
SEEDS = Source(id="seeds", kind="seed", address="/srv/seeds", local=True)


def made(
    entry: Entry,
    source: Source = FEED,
    *,
    hints: Hints | None = None,
    undated: int = 0,
    shared_link: bool = False,
) -> Article:
    """Normalise with what these tests do not care about."""
    return normalise(
        entry,
        source=source,
        site=SITE,
        address="https://example.org/feed.xml",
        hints=hints or Hints(),
        now=NOW,
        undated=undated,
        shared_link=shared_link,
    )


def test_a_whole_entry() -> None:
    """Everything that a reader could use arrives, clean and absolute."""
    entry = Entry(
        guid=" https://example.org/?p=1 ",
        link="/news/1?utm_source=rss#top",
        title="Q&amp;A: <b>aid</b>",
        summary="<p>The lead.</p>",
        content="<p>The <a href='2'>text</a>.</p><p>Read also: <a href=3>Other</a></p>",
        authors=("a@b.example (Ann)", "Ann", "Bob <b@c.example>"),
        published="Sat, 03 Jan 2026 12:00:00 +0200",
        updated="2026-01-04T12:00:00Z",
        categories=("Aid", "AID", "R&amp;D", ""),
        enclosures=(Enclosure(url="a.mp3", length=-1), Enclosure(url="javascript:x"), Enclosure(url="a.mp3")),
        image="//cdn.example/a.png",
        language="en-GB",
        comments="/news/1#comments",
        origin=Origin(title=" Other&amp;Co ", url="https://other.example/feed"),
        base="https://example.org/news/",
    )

    article = made(entry)

    assert article == Article(
        id="tag:mill.example,2026-01-01:feed/https%3A%2F%2Fexample.org%2F%3Fp%3D1",
        source="feed",
        guid="https://example.org/?p=1",
        url="https://example.org/news/1?utm_source=rss#top",
        match_key="example.org/news/1",
        title="Q&A: aid",
        text="The text.",
        summary="The lead.",
        html='<p>The <a href="https://example.org/news/2">text</a>.</p>',
        full=True,
        authors=("Ann", "Bob"),
        categories=("Aid", "R&D"),
        enclosures=(Enclosure(url="https://example.org/news/a.mp3", type="audio/mpeg", length=0),),
        image="https://cdn.example/a.png",
        language="en",
        declared="en",
        comments="https://example.org/news/1#comments",
        origin=Origin(title="Other&Co", url="https://other.example/feed"),
        related=("Other",),
        published=datetime(2026, 1, 3, 10, tzinfo=UTC),
        updated=datetime(2026, 1, 4, 12, tzinfo=UTC),
        first_seen=NOW,
        raw_hash=raw_hash(entry),
        cleaner=CLEANER_VERSION,
        fingerprint=article.fingerprint,
    )
    assert article.fingerprint.item == "example.org/news/1"


def test_relative_links_do_not_tell_the_address() -> None:
    """What a source's address hides is in no link of its articles, be it in path, query or fragment."""
    hushed = "https://example.org/t/hush/feed?key=hush"
    source = replace(FEED, address=hushed, printable="https://example.org/t/***/feed?key=***")
    entry = Entry(link="/a", content="<p><a href='#top'>x</a> <a href='b'>y</a> <a href='?z'>z</a></p>")
    article = normalise(entry, source=source, site=SITE, address=hushed, hints=Hints(), now=NOW)

    assert article.url == "https://example.org/a"
    assert "hush" not in article.html


def test_an_empty_entry() -> None:
    """Of nothing comes an article with an id, a title and dates."""
    article = made(Entry())

    assert article.title == "(untitled)"
    assert article.id.startswith("tag:mill.example,2026-01-01:feed/")
    assert (article.url, article.text, article.html, article.full) == ("", "", "", False)
    assert article.published == article.updated == article.first_seen == NOW


def test_a_summary_stands_in_for_content() -> None:
    """Without content the summary is the text, and the article is not full."""
    article = made(Entry(summary="<p>Only &amp; this.</p>"))

    assert (article.text, article.full, article.summary) == ("Only & this.", False, "Only & this.")


def test_content_that_is_all_script_is_none() -> None:
    """Content of which nothing is left gives way to the summary."""
    article = made(Entry(content="<script>x</script>", summary="Lead"))

    assert (article.text, article.full) == ("Lead", False)


def test_the_lead_is_short() -> None:
    """Without a summary the text's start is the lead, at most 500 characters."""
    article = made(Entry(content=f"<p>{'word ' * 300}</p>"))

    assert len(article.summary) <= 500
    assert article.summary.endswith("word…")


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        (Entry(title="1 &lt; 2"), "1 < 2"),
        (Entry(title="1 &lt; 2 <b>", title_is_html=False), "1 &lt; 2 <b>"),
        (Entry(title=" ", content="<p>First sentence. Second.</p>"), "First sentence."),
        (Entry(link="https://www.example.org/a/?utm_source=x"), "example.org/a"),
        (Entry(title="word " * 200), "word " * 99 + "word…"),
    ],
)
def test_titles(entry: Entry, title: str) -> None:
    """The publisher's, else the first sentence, else the address; never longer than 500 characters."""
    assert title == made(entry).title


def test_plain_text_keeps_its_paragraphs() -> None:
    """Text that holds no tags is laid out by its line breaks, whether or not it claims to be HTML."""
    plain = made(Entry(content="One &amp; <two>\n\n- three", content_is_html=False))
    claimed = made(Entry(content="One &amp; two\n\n- three"))

    assert plain.html == "<p>One &amp;amp; &lt;two&gt;</p>\n<ul>\n<li>three</li>\n</ul>"
    assert claimed.html == "<p>One &amp; two</p>\n<ul>\n<li>three</li>\n</ul>"
    assert claimed.text == "One & two\nthree"


def test_content_of_nothing_but_related_links_stays() -> None:
    """Such an item is not published empty; filters see no text all the same."""
    article = made(Entry(title="T", content="<p>Read also: <a href=https://example.org/x>One</a></p>"))

    assert article.html == '<p>Read also: <a href="https://example.org/x">One</a></p>'
    assert (article.text, article.related) == ("", ())


def test_related_titles_that_came_apart() -> None:
    """A kind of source that parted them wins; each stands once."""
    article = made(Entry(content="<p>Text</p>", related=(" One ", "One", "", "Two")))

    assert article.related == ("One", "Two")


def test_seeds_have_a_url_only_if_they_name_one() -> None:
    """A seed's folder is no base; its relative links stand on its own URL, else on the site's."""
    content = '<p>See <a href="b">b</a></p>'

    without = made(Entry(link="a", content=content), SEEDS)
    named = made(Entry(link="https://example.org/x/a", content=content), SEEDS)

    assert (without.url, without.match_key) == ("", "")
    assert 'href="https://mill.example/b"' in without.html
    assert named.url == "https://example.org/x/a"
    assert 'href="https://example.org/x/b"' in named.html


def test_relative_base() -> None:
    """A base that is itself relative stands on the document's address; a broken one does not count."""
    assert made(Entry(link="a", base="/news/")).url == "https://example.org/news/a"
    assert made(Entry(link="a", base="javascript:x")).url == "https://example.org/a"


def test_unsafe_addresses_are_dropped() -> None:
    """Scripts, credentials and other schemes are in no field."""
    bad = "javascript:alert(1)"
    article = made(
        Entry(link=bad, image=bad, comments=bad, origin=Origin(url=bad), enclosures=(Enclosure(url=bad),))
    )
    owned = made(Entry(link="https://user:secret@example.org/a"))

    assert (article.url, article.image, article.comments, article.origin, article.enclosures) == (
        "",
        "",
        "",
        None,
        (),
    )
    assert owned.url == "https://example.org/a"


@pytest.mark.parametrize(
    ("source", "entry", "hint", "language"),
    [
        ("uk", "en-GB", "de", "uk"),
        ("", "en-GB", "de", "en"),
        ("", "", "de-AT", "de"),
        ("", "english", "", "fr"),
        ("", "", "", "fr"),
    ],
)
def test_language(source: str, entry: str, hint: str, language: str) -> None:
    """The operator's, the entry's, the document's, and only then a guess; what is no tag is ignored."""
    text = "Les parties sont convenues de tenir une conférence sur la reconstruction du pays."
    article = made(
        Entry(content=text, language=entry), replace(FEED, language=source), hints=Hints(language=hint)
    )

    assert language == article.language


def test_limits() -> None:
    """Labels, media and guids have their measure."""
    entry = Entry(
        guid="g" * 5_000,
        categories=tuple(f"{n} {'x' * 200}" for n in range(50)),
        enclosures=tuple(Enclosure(url=f"/{n}", length=2**70) for n in range(50)),
    )

    article = made(entry)

    assert len(article.categories) == 30
    assert max(map(len, article.categories)) <= 100
    assert len(article.enclosures) == 30
    assert article.enclosures[0].length == 2**63 - 1
    assert len(article.guid) == 2_000
    assert len(article.id) < 100


@pytest.mark.parametrize(
    ("entry", "published", "updated"),
    [
        (Entry(published="2026-01-03", updated="2026-01-04"), "2026-01-03", "2026-01-04"),
        (Entry(published="2026-01-03"), "2026-01-03", "2026-01-03"),
        (Entry(updated="2026-01-04"), "2026-01-04", "2026-01-04"),
        (Entry(published="nonsense", updated="2026-01-04"), "2026-01-04", "2026-01-04"),
        (Entry(published="2026-01-03", updated="2026-01-02"), "2026-01-03", "2026-01-03"),
        (Entry(published="2026-01-03", updated="nonsense"), "2026-01-03", "2026-01-03"),
        (Entry(published="2026-01-03", updated="2099-01-01"), "2026-01-03", "2026-11-24T12"),
        (Entry(published="2099-01-01"), "2026-11-24T12", "2026-11-24T12"),
        (Entry(published="9999-12-31"), "2026-11-24T12", "2026-11-24T12"),
    ],
)
def test_dates(entry: Entry, published: str, updated: str) -> None:
    """Published not after first sight, updated not before published nor in the future."""
    article = made(entry)

    assert article.published == datetime.fromisoformat(published).replace(tzinfo=UTC)
    assert article.updated == datetime.fromisoformat(updated).replace(tzinfo=UTC)
    assert article.first_seen == NOW


def test_undated_entries_keep_their_order() -> None:
    """The k-th undated entry of a document is k seconds older; a dated one does not ask k."""
    third = made(Entry(published="soon"), undated=2)
    dated = made(Entry(published="2026-01-03"), undated=2)

    assert third.first_seen == third.published == third.updated == NOW - timedelta(seconds=2)
    assert dated.first_seen == NOW
    assert (is_dated(Entry(published="soon")), is_dated(Entry(updated="2026-01-03"))) == (False, True)


def test_shared_links_part_entries_by_title() -> None:
    """Without a guid, entries with one link are told by their titles."""
    ids = {made(Entry(link="/a", title=title), shared_link=True).id for title in ("One", "Two", "one!")}
    alone = {
        made(Entry(link=link, title=title)).id for link, title in (("/a", "One"), ("/a?utm_source=x", "Two"))
    }

    assert len(ids) == 2
    assert len(alone) == 1


def test_an_invented_headline_is_no_part_of_an_id() -> None:
    """A better way to cut headlines must not change ids: only the publisher's own title counts."""
    untitled = made(Entry(link="/a", content="One. Two."), shared_link=True)
    empty = made(Entry(link="/a", content="Three. Four."), shared_link=True)

    assert untitled.title != empty.title
    assert untitled.id == empty.id


@pytest.mark.parametrize("source", [FEED, SEEDS])
def test_renormalising_changes_nothing(source: Source) -> None:
    """Of what today's cleaner made, today's cleaner makes the same."""
    entry = Entry(
        link="https://example.org/a",
        content="a<p>b<div>c</p>Read also: <a href=x>One</a><p>Related:<ul><li>Two</ul>",
        origin=Origin(title="O"),
        enclosures=(Enclosure(url="https://example.org/a.mp3"),),
    )
    article = made(entry, source)

    assert renormalise(article) == article


def test_renormalising_cleans_what_an_older_cleaner_left() -> None:
    """Markup, addresses and keys are made anew; identity and dates are not touched."""
    article = made(Entry(link="/a", content="<p>Text</p>", published="2026-01-03"))
    old = replace(
        article,
        html="<p onclick=x>Text</p><script>x</script>",
        text="Text x",
        title=" T\x00 ",
        match_key="",
        cleaner=0,
    )

    clean = renormalise(old)

    assert clean == replace(article, title="T", fingerprint=clean.fingerprint)
    assert clean.fingerprint.text != old.fingerprint.text
