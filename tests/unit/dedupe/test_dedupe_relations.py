"""What ties two articles, and what does not."""

from __future__ import annotations

from fakes import article
from feedmill.dedupe import lookalike, owns, relate
from feedmill.dedupe.relations import needed
from feedmill.model import Article, DedupeSettings, Fingerprint, RelationKind

HOMES = {
    "alpha": "https://alpha.example/feed",
    "beta": "https://www.beta.example/rss",
    "gamma": "https://gamma.example/",
}


def kinds(one: Article, other: Article) -> list[RelationKind]:
    """Give the kinds of relation between two articles."""
    return [each.kind for each in relate(lookalike(one), [lookalike(other)], HOMES, DedupeSettings())]


def test_same_url_and_title() -> None:
    """Two sources with one link under one title have one item."""
    one = article("a", fingerprint=Fingerprint(item="x.example/1", text="t1", title="same"))
    other = article("b", source="beta", fingerprint=Fingerprint(item="x.example/1", text="t2", title="same"))

    assert [RelationKind.SAME_ITEM] == kinds(one, other)


def test_same_url_alone_is_not_enough() -> None:
    """Two link blogs that comment on one page of a third do not have one item."""
    one = article(
        "a", url="https://x.example/1", fingerprint=Fingerprint(item="x.example/1", text="1", title="1")
    )
    other = article(
        "b",
        source="beta",
        url="https://x.example/1",
        fingerprint=Fingerprint(item="x.example/1", text="2", title="2"),
    )

    assert [] == kinds(one, other)


def test_owner_confirms() -> None:
    """A link to the page of another source's own item is that item, whatever its title."""
    page = Fingerprint(item="alpha.example/1", text="1", title="1")
    owner = article("a", url="https://alpha.example/1", fingerprint=page)
    linker = article(
        "b",
        source="beta",
        url="https://alpha.example/1",
        fingerprint=Fingerprint(item="alpha.example/1", text="2", title="2"),
    )

    assert [RelationKind.SAME_ITEM] == kinds(owner, linker)
    assert [RelationKind.SAME_ITEM] == kinds(linker, owner)


def test_owner_does_not_confirm_within_its_own_source() -> None:
    """Two items of one source that link to one page stay two: there the guid is the identity."""
    one = article(
        "a", url="https://alpha.example/live", fingerprint=Fingerprint(item="k", text="1", title="1")
    )
    other = article(
        "b", url="https://alpha.example/live", fingerprint=Fingerprint(item="k", text="2", title="2")
    )

    assert [] == kinds(one, other)


def test_same_text() -> None:
    """Equal text keys tie two articles, in one source as well (a feed that renews its guids)."""
    one = article("a", fingerprint=Fingerprint(item="1", text="same", title="1"))
    other = article("b", fingerprint=Fingerprint(item="2", text="same", title="2"))

    assert [RelationKind.SAME_TEXT] == kinds(one, other)


def test_empty_keys_tie_nothing() -> None:
    """Articles without a link and text are not copies of one another."""
    assert [] == kinds(article("a", fingerprint=Fingerprint()), article("b", fingerprint=Fingerprint()))


def test_relations_are_symmetric() -> None:
    """The relation is one value, whichever article is judged first."""
    one = article("a", fingerprint=Fingerprint(item="1", text="same", title="1"))
    other = article("b", source="beta", fingerprint=Fingerprint(item="1", text="same", title="2"))

    assert relate(lookalike(one), [lookalike(other)], HOMES, DedupeSettings()) == relate(
        lookalike(other), [lookalike(one)], HOMES, DedupeSettings()
    )


def test_owns_ignores_what_a_feed_claims() -> None:
    """Only the configured address makes an owner; a seed or a forgotten source owns nothing."""
    assert owns(at("alpha.example/a"), HOMES)
    assert owns(at("news.alpha.example/a"), HOMES)
    assert not owns(at("alpha.example.evil.example/a"), HOMES)
    assert not owns(at("alpha.example/a", source="nobody"), HOMES)
    assert not owns(article("a", url="", fingerprint=Fingerprint()), HOMES)


def test_redirector_owns_nothing_behind_it() -> None:
    """A feed of wrapped links is judged by where they lead."""
    wrapped = at("beta.example/b", url="https://alpha.example/redirect?to=https://beta.example/b")

    assert not owns(wrapped, HOMES)
    assert owns(at("beta.example/b", url="https://alpha.example/page?to=https://beta.example/b"), HOMES)


def at(key: str, **changes: object) -> Article:
    """Make an article of source alpha whose link leads to a page."""
    return article("a", **({"url": f"https://{key}", "fingerprint": Fingerprint(item=key)} | changes))


def test_long_texts_must_share_more_in_every_script() -> None:
    """How many runs two texts must share follows the shorter one's length, with and without spaces."""
    spaced, unspaced = "word " * 400, "\N{CJK UNIFIED IDEOGRAPH-65E5}\N{CJK UNIFIED IDEOGRAPH-672C}" * 200
    short = lookalike(article("s", text=spaced[:100]))

    for text in (spaced, unspaced):
        one, other = (lookalike(article(name, text=text)) for name in "ab")
        assert 7 == needed(one, other)
        assert 2 == needed(one, short)
