"""
Corridor 3: changed topics → archive → what changes.

Re-evaluates what the config change touches and nothing else: a topic whose effective filter
changed over every article; all topics when tags or the cleaner changed; all relations when the
addresses of sources changed. Fetches nothing, publishes nothing, moves no date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from feedmill.model import Article, Batch, Match, Relation, Source
from feedmill.parts import Parts
from feedmill.tagging import TAGGING_VERSION, tag, tagging_hash
from feedmill.text.hashes import xxh128
from feedmill.text.stems import algorithms_for
from feedmill.text.versions import CLEANER_VERSION, LANGUAGE_VERSION

__all__ = ["Retagged", "rename", "retag", "settle", "unsettle"]

#: Goes into the fact beside the sources' addresses: a better rule relates the archive anew.
_RELATIONS_VERSION = 1
_TOPIC = "filter:"
#: Of a source: how many marks it had when its near copies were judged.
_MARKS = "marks:"
#: Articles that are judged together.
_CHUNK = 500
_LANGUAGE = "language:"
#: The fact that says: of all that stands in the settings, this was true of what is stored.
_SETTLED = "settled"
#: Equal to no fact.
_UNSURE = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retagged:
    """What was re-evaluated."""

    topics: tuple[str, ...] = ()
    articles: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stale:
    """Which derived facts rest on settings that are no more."""

    topics: tuple[str, ...]
    tags: bool
    cleaner: bool
    relations: bool
    #: Sources whose language the operator set, changed or took back.
    languages: frozenset[str]
    #: The facts to remember once all is done.
    facts: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.topics) or self.tags or self.cleaner or self.relations


def retag(parts: Parts, *, everything: bool = False) -> Retagged:
    """
    Make all that is derived from settings true again; *everything* trusts no stored fact.

    Idempotent: a run that is killed here does it again.
    """
    done = _retag(parts, everything=everything)
    return replace(done, articles=done.articles + _heed_marks(parts))


def _retag(parts: Parts, *, everything: bool) -> Retagged:
    if not everything and parts.store.facts().get(_SETTLED) == _settings_hash(parts):
        return Retagged()  # as nearly always, and without making any filter ready
    stale = _stale(parts, everything=everything)
    if not stale:
        # A topic that is gone has no fact any more: should it come back, it is evaluated anew.
        gone = {name: value for name, value in stale.facts.items() if not value}
        parts.store.save_facts(gone | {_SETTLED: stale.facts[_SETTLED]})
        return Retagged()
    if stale.relations and not parts.stories:
        parts.store.forget_story_keys()
    total = parts.store.count_articles()
    done = 0
    for chunk in parts.store.scan():
        articles = _remake(parts, chunk, stale)
        if stale.relations:
            _relate_anew(parts, articles)
        _percolate_anew(parts, articles, stale)
        done += len(chunk)
        parts.progress("retag", done, total)
        if parts.should_stop():
            # Without its facts saved, the next run does it again.
            return Retagged(topics=stale.topics, articles=done)
    parts.store.save_facts(stale.facts)
    return Retagged(topics=stale.topics, articles=done)


def unsettle(parts: Parts) -> None:
    """
    Note what other settings make untrue, before anything is stored under them.

    A run may be killed before it has made all true again, and the operator may then go back to the
    settings of before, under which nothing would seem to have changed.
    """
    stored = parts.store.facts()
    if stored.get(_SETTLED) == _settings_hash(parts):
        return
    facts = _stale(parts, everything=False).facts
    parts.store.save_facts({name: _UNSURE for name, value in facts.items() if stored.get(name, "") != value})


def settle(parts: Parts) -> None:
    """Note, for a store without articles, what the articles to come will rest on."""
    parts.store.save_facts(_stale(parts, everything=True).facts)


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
    states = parts.store.topic_states()
    for topic in parts.settings.topics:
        for old in topic.formerly:
            if old in states and topic.slug not in states:
                parts.store.rename_topic(old, topic.slug)
                state = replace(states[old], topic=topic.slug, settings_hash="")
                parts.store.save_shelf(states=[state])


def _settings_hash(parts: Parts) -> str:
    """Hash all that `_stale` looks at in the settings, as it is written there."""
    settings = parts.settings
    return xxh128(
        repr((LANGUAGE_VERSION, TAGGING_VERSION, CLEANER_VERSION)),
        repr(sorted((topic.slug, topic.filter, topic.enabled) for topic in settings.topics)),
        repr(sorted(settings.vocabulary.items())),
        algorithms_for(
            *(topic.filter for topic in settings.topics),
            *(entry for entries in settings.vocabulary.values() for entry in entries),
        ),
        repr(sorted((each.id, each.language, each.tags) for each in settings.sources)),
        _relations_hash(parts),
    )


def _relations_hash(parts: Parts) -> str:
    """Hash what relations rest on beside the articles."""
    limits = asdict(parts.settings.dedupe)
    return xxh128(repr((_RELATIONS_VERSION, sorted(parts.homes.items()), limits, _stories(parts))))


def _void(parts: Parts, old: str, new: str) -> dict[str, str]:
    """Give the facts that a rename leaves: languages, which articles were given, go with their source."""
    facts = parts.store.facts()
    derived = facts.keys() & _stale(parts, everything=True).facts.keys()
    void = dict.fromkeys((name for name in derived if not name.startswith(_LANGUAGE)), "")
    given = facts.get(_LANGUAGE + old)
    return void | {_LANGUAGE + old: "", _LANGUAGE + new: given} if given else void


def _stale(parts: Parts, *, everything: bool) -> _Stale:
    stored = parts.store.facts()
    known = {} if everything else stored
    settings = parts.settings
    now = {
        "tags": tagging_hash(settings.vocabulary, settings.sources),
        "cleaner": str(CLEANER_VERSION),
        "relations": _relations_hash(parts),
    }
    # Most sources say nothing, and need no fact that says so.
    spoken = {
        name: source.language
        for name, source in ((_LANGUAGE + each.id, each) for each in settings.sources)
        if source.language or stored.get(name)
    }
    # A language that was taken back has no other sign than the fact that it was there.
    languages = {name for name, value in spoken.items() if everything or known.get(name, "") != value}
    enabled = [topic for topic in settings.topics if topic.enabled]
    hashes = {_TOPIC + topic.slug: parts.filters.by_slug[topic.slug].hash for topic in enabled}
    gone = [name for name in known if name.startswith(_TOPIC) and name not in hashes]
    changed = {name: known.get(name) != value for name, value in now.items()}
    tags = changed["tags"] or bool(languages)
    all_topics = tags or changed["cleaner"]
    topics = [
        topic.slug
        for topic in enabled
        if all_topics or known.get(_TOPIC + topic.slug) != hashes[_TOPIC + topic.slug]
    ]
    return _Stale(
        topics=tuple(topics),
        tags=tags,
        cleaner=changed["cleaner"],
        relations=changed["relations"],
        languages=frozenset(name.removeprefix(_LANGUAGE) for name in languages),
        # An emptied fact of a topic that is gone: if it comes back, it is evaluated anew.
        facts=now | hashes | spoken | dict.fromkeys(gone, "") | {_SETTLED: _settings_hash(parts)},
    )


def _remake(parts: Parts, articles: tuple[Article, ...], stale: _Stale) -> tuple[Article, ...]:
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


def _stories(parts: Parts) -> int:
    """Give by which rule stories are told, 0 if no topic asks for them."""
    if not parts.stories:
        return 0
    from feedmill.text.story_terms import VERSION  # late: most installations fold no stories

    return VERSION


def _percolate_anew(parts: Parts, articles: Iterable[Article], stale: _Stale) -> None:
    if not stale.topics:
        return
    from feedmill.topics import percolate

    articles = tuple(articles)
    tagged = (
        tuple(replace(each, tags=tag(each, parts.taggers)) for each in articles) if stale.tags else articles
    )
    wanted = set(stale.topics)
    matches: list[Match] = []
    for each in tagged:
        matches += percolate(parts.filters, each, wanted)
    parts.store.retag(tagged, matches, stale.topics)
