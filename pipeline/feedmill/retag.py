"""
Corridor 3: changed topics → archive → what changes.

Re-evaluates what the config change touches and nothing else: a topic whose effective filter
changed over every article; all topics when tags or the cleaner changed; all relations when the
addresses of sources changed. Fetches nothing, publishes nothing, moves no date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from feedmill.model import Article, Batch, Relation, Source
from feedmill.parts import Parts
from feedmill.stale import LANGUAGE, SETTLED, TOPIC, UNSURE, Stale, settings_hash, stale_facts
from feedmill.sweep import sweeping, told_in
from feedmill.text.versions import CLEANER_VERSION

__all__ = ["Retagged", "rename", "retag", "settle", "unsettle"]

#: Of a source: how many marks it had when its near copies were judged.
_MARKS = "marks:"
#: Articles that are judged together.
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Retagged:
    """What was re-evaluated."""

    topics: tuple[str, ...] = ()
    articles: int = 0


def retag(parts: Parts, *, everything: bool = False) -> Retagged:
    """
    Make all that is derived from settings true again; *everything* trusts no stored fact.

    Idempotent: a run that is killed here does it again.
    """
    done = _retag(parts, everything=everything)
    return replace(done, articles=done.articles + _heed_marks(parts))


def _retag(parts: Parts, *, everything: bool) -> Retagged:
    if not everything and parts.store.facts().get(SETTLED) == settings_hash(parts):
        return Retagged()  # as nearly always, and without making any filter ready
    stale = stale_facts(parts, everything=everything)
    if not stale:
        # A topic that is gone has no fact any more: should it come back, it is evaluated anew.
        gone = {name: value for name, value in stale.facts.items() if not value}
        parts.store.save_facts(gone | {SETTLED: stale.facts[SETTLED]})
        return Retagged()
    if stale.relations and not parts.stories:
        parts.store.forget_story_keys()
    done = _remade(parts, stale) if stale.is_deep else 0
    if done is not None and (stale.topics or stale.tags):
        done = _swept(parts, stale)
    if done is None:
        # Without its facts saved, the next run does it again.
        return Retagged(topics=stale.topics)
    parts.store.save_facts(stale.facts)
    return Retagged(topics=stale.topics, articles=done)


def _remade(parts: Parts, stale: Stale) -> int | None:
    """Make articles and relations anew; give the number of articles, None if there was no time for all."""
    total, done = parts.store.count_articles(), 0
    for chunk in parts.store.scan():
        articles = _remake(parts, chunk, stale)
        if stale.relations:
            _relate_anew(parts, articles)
        done += len(chunk)
        parts.progress("remake", done, total)
        if parts.should_stop():
            return None
    return done


def _swept(parts: Parts, stale: Stale) -> int | None:
    """Tag and percolate the archive anew; give the number of articles, None if there was no time for all."""
    total, done = parts.store.count_articles(), 0
    told = told_in(parts, stale.topics)
    for piece, swept in sweeping(parts, stale.topics, tags=stale.tags):
        parts.store.retag(piece, swept.matches, stale.topics, dict(swept.tags), told)
        done += swept.articles
        parts.progress("retag", done, total)
        if parts.should_stop():
            return None
    return done


def unsettle(parts: Parts) -> None:
    """
    Note what other settings make untrue, before anything is stored under them.

    A run may be killed before it has made all true again, and the operator may then go back to the
    settings of before, under which nothing would seem to have changed.
    """
    stored = parts.store.facts()
    if stored.get(SETTLED) == settings_hash(parts):
        return
    facts = stale_facts(parts).facts
    parts.store.save_facts({name: UNSURE for name, value in facts.items() if stored.get(name, "") != value})


def settle(parts: Parts) -> None:
    """Note, for a store without articles, what the articles to come will rest on."""
    parts.store.save_facts(stale_facts(parts, everything=True).facts)


def rename(parts: Parts) -> None:
    """
    Hand over what earlier keys of sources and topics remember.

    Before anything is fetched: a source under a new key is asked no sooner than under the old one.
    """
    renamed = [source for source in parts.settings.sources if source.formerly]
    memories = parts.store.memories() if renamed else {}
    for source in renamed:
        for old in source.formerly:
            if old in memories:
                # Filters and taggers see the key: nothing that rests on it holds any more. Said before
                # the rename, which is not done twice: a run may be killed in between.
                parts.store.save_facts(_void(parts, old, source.id))
                parts.store.rename_source(old, source.id)
    states, facts = parts.store.topic_states(), parts.store.facts()
    for topic in parts.settings.topics:
        for old in topic.formerly:
            if old in states and topic.slug not in states:
                parts.store.rename_topic(old, topic.slug)
                state = replace(states[old], topic=topic.slug, settings_hash="")
                parts.store.save_shelf(states=[state])
                # What the filter was goes along with what it matched: the same one need not be asked again.
                parts.store.save_facts({TOPIC + topic.slug: facts.get(TOPIC + old, ""), TOPIC + old: ""})


def _void(parts: Parts, old: str, new: str) -> dict[str, str]:
    """Give the facts that a rename leaves: languages, which articles were given, go with their source."""
    facts = parts.store.facts()
    derived = facts.keys() & stale_facts(parts, everything=True).facts.keys()
    void = dict.fromkeys((name for name in derived if not name.startswith(LANGUAGE)), "")
    given = facts.get(LANGUAGE + old)
    return void | {LANGUAGE + old: "", LANGUAGE + new: given} if given else void


def _remake(parts: Parts, articles: tuple[Article, ...], stale: Stale) -> tuple[Article, ...]:
    """Make anew what an older cleaner or another language made; dates and ids stay."""
    if not (stale.cleaner or stale.languages):
        return articles
    # Late, here and below: most runs make nothing anew.
    from feedmill.normalise import renormalise

    new = []
    for each in articles:
        clean = renormalise(each) if stale.cleaner and each.cleaner != CLEANER_VERSION else each
        if each.source in stale.languages:
            clean = replace(clean, language=_language(clean, parts.sources[each.source]))
        new.append(clean)
    changed = [each for each, before in zip(new, articles, strict=True) if each != before]
    if changed:
        _save(parts, changed)
    return tuple(new)


def _language(article: Article, source: Source) -> str:
    """Give the language that the operator says, or the publisher said, or the text is in."""
    from feedmill.text.language import detect, primary

    return primary(source.language) or article.declared or detect(f"{article.title}\n{article.text}")


def _heed_marks(parts: Parts) -> int:
    """
    Judge near copies anew in sources that gained marks; give the number of articles whose relations moved.

    Marks count for their own source, and only ever part articles: others can have nothing to gain or lose.
    """
    facts = parts.store.facts()
    counts = {_MARKS + name: str(number) for name, number in parts.store.mark_counts().items()}
    news = {name: number for name, number in counts.items() if facts.get(name) != number}
    moved = 0
    for source in (name.removeprefix(_MARKS) for name in news):
        ids = sorted(set(parts.store.raw_hashes(source).values()))
        for first in range(0, len(ids), _CHUNK):
            moved += _relate_anew(parts, _near_ones(parts, ids[first : first + _CHUNK]))
            if parts.should_stop():
                return moved  # without its facts saved, as above
    if news:
        parts.store.save_facts(news)
    return moved


def _near_ones(parts: Parts, ids: Sequence[str]) -> tuple[Article, ...]:
    """Give those of these articles that sampled runs of words have tied to another one."""
    found = (each for each in parts.store.components(ids) if each.method == "shingles")
    tied = {end for each in found for end in (each.a, each.b)}
    return tuple(parts.store.articles(sorted(tied.intersection(ids))).values())


def _relate_anew(parts: Parts, articles: Iterable[Article]) -> int:
    """Give articles the relations that today's settings and marks give them; count those that moved."""
    articles = tuple(articles)
    if parts.stories:
        # Every two meet: the later one is asked about when the keys of the earlier one are there.
        parts.store.add_story_keys(articles)
    before: dict[str, set[Relation]] = {}
    for relation in parts.store.components([each.id for each in articles]):
        before.setdefault(relation.a, set()).add(relation)
        before.setdefault(relation.b, set()).add(relation)
    wanted = _relations(parts, articles)
    changed = [each for each in articles if set(wanted[each.id]) != before.get(each.id, set())]
    if changed:
        _save(parts, changed)
    return len(changed)


def _save(parts: Parts, articles: Iterable[Article]) -> None:
    """Replace articles with their relations; their matches are carried over as they are."""
    articles = tuple(articles)
    relations = _relations(parts, articles)
    kept = parts.store.matches([each.id for each in articles])
    parts.store.save(
        Batch(
            articles=articles,
            relations=tuple({each for found in relations.values() for each in found}),
            matches=tuple(match for found in kept.values() for match in found),
            stories=parts.stories,
            pins=parts.pins,
            now=parts.now,
        )
    )


def _relations(parts: Parts, articles: Iterable[Article]) -> dict[str, tuple[Relation, ...]]:
    from feedmill.dedupe import Pool, relate, unmarked
    from feedmill.normalise import with_shingles

    marks = parts.store.marks([source.id for source in parts.settings.sources])
    articles = [unmarked(with_shingles(each), marks) for each in articles]
    limits = parts.settings.dedupe
    pool = Pool(articles, parts.store.lookalikes(articles, limits.window), marks, {}, finds=False)
    found = {
        each.id: relate(pool.batch[each.id], pool.like(each), parts.homes, limits) for each in pool.articles
    }
    return _with_stories(parts, articles, found) if parts.stories else found


def _with_stories(
    parts: Parts, articles: Iterable[Article], found: Mapping[str, tuple[Relation, ...]]
) -> dict[str, tuple[Relation, ...]]:
    """Add the relations to other texts on the same event, as far as these were told of before."""
    from feedmill.dedupe import lookalike  # late: most installations fold no stories
    from feedmill.dedupe.stories import relate_stories

    articles = tuple(articles)
    limits = parts.settings.dedupe
    told = relate_stories(
        [lookalike(each) for each in articles],
        parts.store.told(articles, limits.story_window),
        [relation for relations in found.values() for relation in relations],
        limits,
    )
    return {name: relations + told[name] for name, relations in found.items()}
