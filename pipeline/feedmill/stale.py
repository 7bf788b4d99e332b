"""
Which derived facts rest on settings that are no more: what a change of the config makes untrue.

Compares what the last run left in the store's facts with what stands in the settings now. Changes
nothing; `retag` makes true again what `plan` only foretells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from feedmill.parts import Parts
from feedmill.tagging import TAGGING_VERSION, tagging_hash
from feedmill.text.hashes import xxh128
from feedmill.text.stems import algorithms_for
from feedmill.text.versions import CLEANER_VERSION, LANGUAGE_VERSION

if TYPE_CHECKING:
    from feedmill.topics.query import Query

__all__ = ["LANGUAGE", "SETTLED", "TOPIC", "UNSURE", "Stale", "settings_hash", "stale_facts"]

#: Goes into the fact beside the sources' addresses: a better rule relates the archive anew.
_RELATIONS_VERSION = 1
#: Facts about topics and sources begin with these.
TOPIC = "filter:"
LANGUAGE = "language:"
#: The fact that says: of all that stands in the settings, this was true of what is stored.
SETTLED = "settled"
#: Where a run keeps the hash of its settings.
_HASH = "hash of the settings"
#: Equal to no fact.
UNSURE = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """Which derived facts rest on settings that are no more."""

    topics: tuple[str, ...]
    tags: bool
    cleaner: bool
    relations: bool
    #: Sources whose language the operator set, changed or took back.
    languages: frozenset[str]
    #: The facts to remember once all is done.
    facts: Mapping[str, str]

    @classmethod
    def none(cls) -> Stale:
        """Say that nothing is stale."""
        return cls(topics=(), tags=False, cleaner=False, relations=False, languages=frozenset(), facts={})

    @property
    def is_deep(self) -> bool:
        """Say whether articles or relations must be made anew, not only tags and matches."""
        return self.cleaner or self.relations or bool(self.languages)

    def __bool__(self) -> bool:
        """Say whether anything is stale."""
        return bool(self.topics) or self.tags or self.cleaner or self.relations


def stale_facts(
    parts: Parts, *, everything: bool = False, formerly: Mapping[str, str] = MappingProxyType({})
) -> Stale:
    """
    Compare the store's facts with the settings; *everything* trusts no fact.

    *formerly*: slugs of topics as the facts have them, where they are others.

    A topic is stale if its own filter, the term sets and the topics that it refers to, or the language's
    version are others than when it was last evaluated; and where tags changed, if it asks for tags.
    """
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
        for name, source in ((LANGUAGE + each.id, each) for each in settings.sources)
        if source.language or stored.get(name)
    }
    # A language that was taken back has no other sign than the fact that it was there.
    languages = {name for name, value in spoken.items() if everything or known.get(name, "") != value}
    enabled = [topic for topic in settings.topics if topic.enabled]
    hashes = {TOPIC + topic.slug: parts.filters.by_slug[topic.slug].hash for topic in enabled}
    gone = [name for name in known if name.startswith(TOPIC) and name not in hashes]
    changed = {name: known.get(name) != value for name, value in now.items()}
    tags = changed["tags"] or bool(languages)
    all_topics = bool(languages) or changed["cleaner"]
    topics = [
        topic.slug
        for topic in enabled
        if all_topics
        or known.get(TOPIC + formerly.get(topic.slug, topic.slug)) != hashes[TOPIC + topic.slug]
        or (tags and _sees_tags(parts.filters.by_slug[topic.slug].query))
    ]
    return Stale(
        topics=tuple(topics),
        tags=tags,
        cleaner=changed["cleaner"],
        relations=changed["relations"],
        languages=frozenset(name.removeprefix(LANGUAGE) for name in languages),
        # An emptied fact of a topic that is gone: if it comes back, it is evaluated anew.
        facts=now | hashes | spoken | dict.fromkeys(gone, "") | {SETTLED: settings_hash(parts)},
    )


def _sees_tags(query: Query) -> bool:
    """Say whether a filter, or one that it refers to, asks for tags."""
    from feedmill.topics.query import InTopic, Labelled, Labels, children  # late: tags seldom change

    unseen = [query]
    while unseen:
        clause = unseen.pop()
        if isinstance(clause, Labelled) and clause.labels is Labels.TAG:
            return True
        unseen.extend(children(clause))
        if isinstance(clause, InTopic):
            unseen.append(clause.query)
    return False


def settings_hash(parts: Parts) -> str:
    """Hash all that `stale_facts` looks at in the settings, as it is written there; once for a run."""
    made: dict[str, str] = vars(parts)
    if _HASH not in made:
        made[_HASH] = _settings_hash(parts)
    return made[_HASH]


def _settings_hash(parts: Parts) -> str:
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


def _stories(parts: Parts) -> int:
    """Give by which rule stories are told, 0 if no topic asks for them."""
    if not parts.stories:
        return 0
    from feedmill.text.story_terms import VERSION  # late: most installations fold no stories

    return VERSION
