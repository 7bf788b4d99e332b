"""
The judge: what happens to one article, given all that is known of it.

It fixes the dates that must not move (`first_seen`, `published`), dates silent edits, and ties
the article to its lookalikes. It never asks the store and never touches another article.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace
from datetime import datetime

from feedmill.dedupe.relations import Homes, lookalike, relate
from feedmill.model import Article, DedupeSettings, Lookalike, Outcome, Sighting, Verdict

__all__ = ["judge"]

#: What the mill, not the publisher, decides; a difference here is no change of the article.
_OURS = frozenset({"first_seen", "published", "updated", "raw_hash", "tags", "cleaner"})
_SENT = tuple(field.name for field in fields(Article) if field.name not in _OURS)


def judge(
    article: Article,
    lookalikes: Collection[Lookalike],
    *,
    stored: Article | None,
    sighting: Sighting | None,
    homes: Homes,
    limits: DedupeSettings,
    now: datetime,
) -> Verdict:
    """
    Decide NEW, CHANGED or UNCHANGED, with relations.

    *stored* is the article as the store has it, *sighting* what is remembered of its id even if
    the article is gone (withdrawn, or known from the shelf alone). An UNCHANGED verdict carries
    the stored article; if its `raw_hash` differs from the stored one, only that hash moved; if it
    is *rederived*, it is what we make of the same entry today, under the stored dates.
    """
    if stored is not None and not _differs(article, stored):
        return _unchanged(article, stored, lookalikes, homes, limits)
    known = sighting if stored is None else _as_sighting(stored)
    dated = article if known is None else _keep_dates(article, known, now)
    outcome = Outcome.NEW if stored is None else Outcome.CHANGED
    relations = relate(lookalike(dated), lookalikes, homes, limits) if lookalikes else ()
    return Verdict(article=dated, outcome=outcome, relations=relations)


def _unchanged(
    article: Article,
    stored: Article,
    lookalikes: Collection[Lookalike],
    homes: Homes,
    limits: DedupeSettings,
) -> Verdict:
    """Keep the stored article, unless the same entry reads otherwise now (language, links, cleaner)."""
    if article.raw_hash != stored.raw_hash or not _reads_otherwise(article, stored):
        return Verdict(article=replace(stored, raw_hash=article.raw_hash), outcome=Outcome.UNCHANGED)
    today = replace(article, first_seen=stored.first_seen, published=stored.published, updated=stored.updated)
    relations = relate(lookalike(today), lookalikes, homes, limits)
    return Verdict(article=today, outcome=Outcome.UNCHANGED, relations=relations, rederived=True)


def _reads_otherwise(article: Article, stored: Article) -> bool:
    return any(getattr(article, name) != getattr(stored, name) for name in _SENT)


def _differs(article: Article, stored: Article) -> bool:
    """
    Say whether the publisher changed anything that we keep, or its own date.

    The raw hash decides first; where it moved, a difference must show in what we keep, or a
    tracking pixel with a random number would make every poll an update. An article that an
    older cleaner made is compared by the hash alone.
    """
    if article.raw_hash == stored.raw_hash:
        return False
    if article.cleaner != stored.cleaner or _is_redated(article, stored.updated):
        return True
    return _reads_otherwise(article, stored)


def _is_redated(article: Article, updated: datetime) -> bool:
    """Say whether the publisher itself dated the article later than *updated*."""
    # Equal to first_seen: undated or in the future, so the date is ours, not the publisher's.
    return article.published != article.first_seen and article.updated > updated


def _as_sighting(stored: Article) -> Sighting:
    return Sighting(
        id=stored.id,
        source=stored.source,
        first_seen=stored.first_seen,
        published=stored.published,
        updated=stored.updated,
        raw_hash=stored.raw_hash,
    )


def _keep_dates(article: Article, known: Sighting, now: datetime) -> Article:
    """
    Keep the dates that subscribers know.

    `updated` is the remembered one if nothing changed since; the publisher's if it moved
    forward; else this is a silent edit, first seen now.
    """
    if known.raw_hash in ("", article.raw_hash):
        updated = known.updated
    elif _is_redated(article, known.updated):
        updated = article.updated
    else:
        updated = now
    return replace(article, first_seen=known.first_seen, published=known.published, updated=updated)
