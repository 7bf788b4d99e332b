"""
What ties two articles: *same item*, *same text*, and (in `near`) texts that are much the same.

Pure functions of the two articles and of the addresses that the operator gave their sources.
What a feed claims of itself (its own link, `<source>`, a canonical URL) confirms nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final

from feedmill.model import Article, DedupeSettings, Lookalike, Relation, RelationKind
from feedmill.text.urls import belongs, target

__all__ = ["SHARED", "Homes", "lookalike", "needed", "owns", "relate", "shared"]

#: So many sampled runs of words must be shared before two texts are compared at all,
SHARED: Final = 2
#: and one of so many of the shorter one's: copies share three of ten, and long texts two by chance. It costs
#: one of 780 edited copies.
_SHARE: Final = 7
#: Words of a text for one sampled run, and the most that are sampled.
_WORDS: Final = 8
_SAMPLED: Final = 64
#: A text of more characters to a space is in a script without spaces, where each sign counts as a word.
_SPACED: Final = 20

#: Source id → the address that the operator configured for it.
Homes = Mapping[str, str]


def lookalike(article: Article) -> Lookalike:
    """Reduce an article to what relations look at."""
    return Lookalike(
        id=article.id,
        source=article.source,
        url=article.url,
        fingerprint=article.fingerprint,
        title=article.title,
        text=article.text,
        published=article.published,
    )


def owns(one: Lookalike | Article, homes: Homes) -> bool:
    """
    Say whether the article's link leads to its own source's host.

    The contract's "own host": equal hosts, "www." aside, or one a sub-domain of the other. What
    counts is where the link leads: a feed of google.com/url links does not own the pages behind
    them. The host of an item key is no witness, two names of one site share it.
    """
    home = homes.get(one.source, "")
    return bool(one.url and home) and belongs(target(one.url), home)


def relate(
    one: Lookalike, others: Iterable[Lookalike], homes: Homes, limits: DedupeSettings
) -> tuple[Relation, ...]:
    """
    Give every relation between *one* and each of *others*, sorted; itself is passed over.

    Of texts that are the same, nothing weaker is said.
    """
    found = chain.from_iterable(
        _relations(one, other, homes, limits) for other in others if other.id != one.id
    )
    return tuple(sorted(set(found), key=lambda relation: (relation.a, relation.b, relation.kind)))


def _relations(one: Lookalike, other: Lookalike, homes: Homes, limits: DedupeSettings) -> Iterable[Relation]:
    same_text = _same_text(one, other)
    for kind, confirmed in (
        (RelationKind.SAME_ITEM, _same_item(one, other, homes)),
        (RelationKind.SAME_TEXT, same_text),
    ):
        if confirmed is not None:
            method, reason = confirmed
            a, b = sorted((one.id, other.id))
            yield Relation(a=a, b=b, kind=kind, score=1.0, method=method, reason=reason)
    if same_text is None and shared(one, other) >= needed(one, other):
        # Imported late: numpy takes a tenth of a second, and most runs bring no two texts that are alike.
        from feedmill.dedupe.near import near

        if isinstance(tie := near(one, other, limits), Relation):
            yield tie


def shared(one: Lookalike, other: Lookalike) -> int:
    """Count the sampled runs of words that two texts share."""
    mine, theirs = one.fingerprint.shingles, other.fingerprint.shingles
    if not mine or not theirs:
        return 0
    return len({*memoryview(mine).cast("q")} & {*memoryview(theirs).cast("q")})


def needed(one: Lookalike, other: Lookalike) -> int:
    """Give how many sampled runs two texts must share to be compared."""
    sampled = min(_SAMPLED, _words(one.text) // _WORDS, _words(other.text) // _WORDS)
    return max(SHARED, sampled // _SHARE)


def _words(text: str) -> int:
    spaces = text.count(" ")
    return spaces if spaces * _SPACED >= len(text) else len(text)


def _same_item(one: Lookalike, other: Lookalike, homes: Homes) -> tuple[str, str] | None:
    """
    Confirm that two links lead to one page and mean it.

    An equal key alone is not enough: link blogs and feeds whose items all link to one page share
    it too. Within one source the guid is the identity, so the owner confirms only across sources.
    """
    mine, theirs = one.fingerprint, other.fingerprint
    if not mine.item or mine.item != theirs.item:
        return None
    if mine.title and mine.title == theirs.title:
        return "url+title", f"both link to {mine.item} under the same title"
    if mine.text and mine.text == theirs.text:
        return "url+text", f"both link to {mine.item} with the same text"
    if one.source != other.source and (owns(one, homes) or owns(other, homes)):
        return "url+owner", f"both link to {mine.item}, and one of them is that site's own feed"
    return None


def _same_text(one: Lookalike, other: Lookalike) -> tuple[str, str] | None:
    if one.fingerprint.text and one.fingerprint.text == other.fingerprint.text:
        return "text", "their visible texts are equal but for case, marks and punctuation"
    return None
