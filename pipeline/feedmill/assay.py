"""
Weighing a batch of digested articles against what the store knows.

The part of corridor 1 that asks the store: sightings, stored versions and lookalikes in one
question each, then the pure judge for every article. Saves nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from feedmill.digest import Digest
from feedmill.model import (
    Article,
    Fetched,
    Match,
    Outcome,
    Problem,
    Relation,
    Sighting,
    Source,
    Verdict,
)
from feedmill.parts import Parts

if TYPE_CHECKING:
    from feedmill.dedupe import Pool

__all__ = ["Assay", "Counts", "any_unreadable", "assay"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many entries met which fate."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Assay:
    """What a batch amounts to: the contents of one `Batch`, and its counts."""

    articles: tuple[Article, ...] = ()
    relations: tuple[Relation, ...] = ()
    matches: tuple[Match, ...] = ()
    withdrawn: tuple[str, ...] = ()
    rehashed: tuple[tuple[str, str], ...] = ()
    marks: tuple[tuple[str, int], ...] = ()
    counts: Counts = field(default_factory=Counts)
    #: Source → new items that must wait for the next run.
    waiting: dict[str, int] = field(default_factory=dict)
    #: Ids of new articles, with their sources.
    fresh: tuple[tuple[str, str], ...] = ()


def assay(parts: Parts, digests: Sequence[Digest], answers: Sequence[Fetched]) -> Assay:
    """Judge every article of *digests* (those of *answers*, in the same order)."""
    known = _Known.ask(parts, digests)
    digests = [_settle_ids(one, parts.sources[one.source], known) for one in digests]
    digests, waiting = _within_quota(parts, digests, known)
    from feedmill.dedupe import Pool, unmarked  # late: most runs have nothing to judge

    marks = parts.store.marks([one.source for one in digests])
    articles = [unmarked(article, marks) for one in digests for article in one.articles]
    stored = parts.store.lookalikes(known.dated(articles), parts.settings.dedupe.window)
    pool = Pool(articles, stored, marks, known.dates)
    verdicts = _judge_all(parts, pool, known)
    saved = [each for each in verdicts if each.rederived or each.outcome is not Outcome.UNCHANGED]
    if parts.stories:
        saved = _with_stories(parts, saved)
    return Assay(
        articles=tuple(verdict.article for verdict in saved),
        relations=_unique(relation for verdict in saved for relation in verdict.relations),
        matches=_matches(parts, digests, saved),
        withdrawn=tuple(_withdrawn(parts, digests, answers)),
        rehashed=tuple(_rehashed(verdicts, known)),
        marks=pool.found,
        counts=_counts(digests, verdicts),
        waiting=waiting,
        fresh=tuple((one.article.id, one.article.source) for one in verdicts if one.outcome is Outcome.NEW),
    )


def any_unreadable(problems: Iterable[Problem]) -> bool:
    """Say whether a part of an answer was left out; other problems are notes on what was read."""
    return any(problem.code == "seed-unreadable" for problem in problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the store knows of a batch's ids."""

    sightings: dict[str, Sighting]
    stored: dict[str, Article]

    @classmethod
    def ask(cls, parts: Parts, digests: Iterable[Digest]) -> _Known:
        sources = parts.sources
        ids = [
            name
            for one in digests
            for article in one.articles
            for name in _names(article.id, sources[one.source])
        ]
        sightings = parts.store.sightings(ids)
        # What was never seen is not stored.
        return cls(sightings=sightings, stored=parts.store.articles(list(sightings)))

    @property
    def dates(self) -> dict[str, datetime]:
        """Give the dates that articles were given at first sight, and keep."""
        return {name: one.published for name, one in (self.sightings | self.stored).items()}

    def dated(self, articles: Iterable[Article]) -> list[Article]:
        """Give articles under the dates that they keep."""
        dates = self.dates
        return [
            replace(one, published=dates[one.id])
            if dates.get(one.id, one.published) != one.published
            else one
            for one in articles
        ]


def _names(article_id: str, source: Source) -> list[str]:
    """Give the id, and what it would be under each earlier key of its source."""
    return [article_id, *(article_id.replace(f":{source.id}/", f":{old}/", 1) for old in source.formerly)]


def _settle_ids(one: Digest, source: Source, known: _Known) -> Digest:
    """Keep the id that an article got under an earlier key of its source."""
    if not source.formerly:
        return one
    settled = {
        article.id: next((name for name in _names(article.id, source) if name in known.sightings), article.id)
        for article in one.articles
    }
    return replace(
        one,
        articles=tuple(replace(article, id=settled[article.id]) for article in one.articles),
        matches=tuple(replace(match, article=settled[match.article]) for match in one.matches),
    )


def _within_quota(
    parts: Parts, digests: Iterable[Digest], known: _Known
) -> tuple[list[Digest], dict[str, int]]:
    """
    Let each external source bring `max_new` new items; the rest wait for the next run.

    A flood costs its source time, never the others (threat T15). Seeds are the operator's own.
    """
    kept, waiting = [], {}
    for one in digests:
        fresh = [article.id for article in one.articles if article.id not in known.stored]
        limit = parts.settings.fetch.max_new
        late = set() if parts.sources[one.source].local else set(fresh[limit:])
        if late or one.waiting:
            waiting[one.source] = len(late) + len(one.waiting)
        kept.append(replace(one, articles=tuple(each for each in one.articles if each.id not in late)))
    return kept, waiting


def _judge_all(parts: Parts, pool: Pool, known: _Known) -> list[Verdict]:
    from feedmill.dedupe import judge  # late, see `assay`

    homes, limits = parts.homes, parts.settings.dedupe
    return [
        judge(
            article,
            pool.like(article),
            stored=known.stored.get(article.id),
            sighting=known.sightings.get(article.id),
            homes=homes,
            limits=limits,
            now=parts.now,
        )
        for article in pool.articles
    ]


def _with_stories(parts: Parts, saved: Sequence[Verdict]) -> list[Verdict]:
    """Give verdicts with the relations between different texts on one event."""
    # Imported late: most installations fold no stories.
    from feedmill.dedupe import lookalike
    from feedmill.dedupe.stories import relate_stories

    articles = [verdict.article for verdict in saved]
    limits = parts.settings.dedupe
    told = relate_stories(
        [lookalike(article) for article in articles],
        parts.store.told(articles, limits.story_window),
        [relation for verdict in saved for relation in verdict.relations],
        limits,
    )
    return [replace(each, relations=each.relations + told[each.article.id]) for each in saved]


def _matches(parts: Parts, digests: Iterable[Digest], saved: Iterable[Verdict]) -> tuple[Match, ...]:
    """Take the workers' matches; percolate again where the judge moved a date that filters can see."""
    from feedmill.topics import percolate  # late, see `assay`

    by_article: dict[str, list[Match]] = defaultdict(list)
    dates: dict[str, tuple[datetime, datetime]] = {}
    for one in digests:
        for match in one.matches:
            by_article[match.article].append(match)
        dates |= {article.id: (article.published, article.first_seen) for article in one.articles}
    found: list[Match] = []
    for verdict in saved:
        article = verdict.article
        if (article.published, article.first_seen) == dates[article.id]:
            found += by_article[article.id]
        else:
            found += percolate(parts.filters, article)
    return tuple(found)


def _withdrawn(parts: Parts, digests: Iterable[Digest], answers: Iterable[Fetched]) -> Iterable[str]:
    """
    Give what is gone from a source whose answer was whole.

    While any file of a folder cannot be read, nothing of it is withdrawn: which article the file
    would have been cannot be known.
    """
    for one, answer in zip(digests, answers, strict=True):
        if not answer.complete or one.error or any_unreadable((*answer.problems, *one.problems)):
            continue
        present = {*one.known, *(article.id for article in one.articles)}
        yield from sorted(set(parts.store.raw_hashes(one.source).values()) - present)


def _rehashed(verdicts: Iterable[Verdict], known: _Known) -> Iterable[tuple[str, str]]:
    for verdict in verdicts:
        stored = known.stored.get(verdict.article.id)
        if (
            verdict.outcome is Outcome.UNCHANGED
            and stored is not None
            and stored.raw_hash != verdict.article.raw_hash
        ):
            yield verdict.article.id, verdict.article.raw_hash


def _counts(digests: Sequence[Digest], verdicts: Sequence[Verdict]) -> Counts:
    outcomes = [verdict.outcome for verdict in verdicts]
    return Counts(
        new=outcomes.count(Outcome.NEW),
        changed=outcomes.count(Outcome.CHANGED),
        unchanged=outcomes.count(Outcome.UNCHANGED) + sum(len(one.known) for one in digests),
        rejected=sum(one.rejected for one in digests),
    )


def _unique(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    found = {(relation.a, relation.b, relation.kind): relation for relation in relations}
    return tuple(found[key] for key in sorted(found))
