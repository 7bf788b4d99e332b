"""
What the operator said, as values.

The `settings` room makes these from TOML; every other room only receives them. Nothing here
knows TOML, defaults of files, or where a value came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from feedmill.model.articles import Belated, Policy

__all__ = [
    "Decision",
    "DecisionKind",
    "DedupeSettings",
    "Example",
    "FetchSettings",
    "PublishSettings",
    "Site",
    "Source",
    "Topic",
    "Vocabulary",
]

#: Named sets of words: `{"g7": ("G7", "Group of Seven")}`, used in a filter as `#g7`.
Vocabulary = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Who publishes: the `[site]` table."""

    title: str = "Feedmill"
    #: Public address of the published folder, absolute, ends with "/".
    url: str = "http://127.0.0.1:8080/"
    language: str = "en"
    #: A URL or e-mail address that publishers can complain to; goes into the User-Agent.
    contact: str = ""
    #: Authority of the tag: URIs (RFC 4151); changing it changes every id.
    id_domain: str = "feedmill.localhost"
    #: Date of the tag: URIs, YYYY-MM-DD.
    id_date: str = "2026-01-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One thing to read from: a table of `sources.toml`. `id` is its key and never changes."""

    id: str
    kind: str
    #: URL (kind feed) or folder (kind seed; absolute) to fetch.
    address: str
    #: The address as it may be printed and published: "***" for what came from the environment,
    #: for a password and for what looks like a token; equal to `address` where nothing is secret.
    printable: str = ""
    #: Its kind lives on this machine: no politeness, no quota, nothing external.
    local: bool = False
    #: Shown in "Also in" and `<source>`; empty = the feed's own title, else the id.
    title: str = ""
    #: 0 to 100; among copies of one article the higher weight is shown.
    weight: int = 10
    #: Language to assume, overriding what the source declares (BCP 47); empty = declared or detected.
    language: str = ""
    tags: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    enabled: bool = True
    #: Earlier keys of this source; their articles keep their ids.
    formerly: tuple[str, ...] = ()
    every: timedelta | None = None
    #: Five-field cron expression in UTC; excludes `every`.
    cron: str = ""
    #: The kind's own frozen settings dataclass (`feedmill.sources.<kind>.Settings`).
    settings: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One test of a filter: an article like this must (or must not) match it."""

    text: str = ""
    title: str = ""
    url: str = ""
    #: Id of the source; empty = some source.
    source: str = ""
    language: str = ""
    #: Day of its publication, YYYY-MM-DD, on which it is first seen, too; empty = some day.
    date: str = ""
    tags: tuple[str, ...] = ()
    matches: bool = True
    #: `file:line` of the example, for the report of a failure.
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A named filter with a feed: a table of `topics.toml`. `slug` is its key."""

    slug: str
    filter: str
    title: str = ""
    description: str = ""
    #: Empty = the site's language.
    language: str = ""
    #: How many items the live feed holds; None = `[publish] items`.
    items: int | None = None
    #: Items older than the newest item by more than this leave the live feed.
    max_age: timedelta | None = None
    #: False = left out of index and OPML ("unlisted").
    public: bool = True
    enabled: bool = True
    formerly: tuple[str, ...] = ()
    #: Policy for the same item, for the same text and near copies, for the same story.
    item: Policy = Policy.FOLD
    text: Policy = Policy.FOLD
    story: Policy = Policy.KEEP
    #: Whether its pages tell why each article is in it; None = `[publish] reasons`.
    reasons: bool | None = None
    #: Policy for stored articles that a change of the config brings in.
    retag: Belated = Belated.APPEND
    examples: tuple[Example, ...] = ()
    #: `file:line:column` of the filter's first character, and its line and column apart.
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """How to ask: the `[fetch]` table."""

    concurrency: int = 64
    #: Total deadline of one fetch, redirects and body included.
    timeout: timedelta = timedelta(seconds=30)
    #: Floor between two requests to one public URL.
    min_interval: timedelta = timedelta(hours=1)
    #: Least time between two starts on one public host.
    host_gap: timedelta = timedelta(seconds=1)
    #: Cap on the decoded body, in bytes.
    max_bytes: int = 10_000_000
    #: New items that one source may bring in one run; the rest wait for the next.
    max_new: int = 200
    #: Networks (CIDR) for which the address check, the floor and the gap are lifted.
    allow_private: tuple[str, ...] = ()
    #: Keys that the operator set himself: they hold on private hosts too.
    explicit: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DedupeSettings:
    """
    How copies are told: the `[dedupe]` table.

    Shares lie between 0 and 1. The defaults were chosen on one half of 1,365 pairs made by editing news
    articles (reformatted, new headline and boilerplate, cut, lightly and heavily edited, in a round-up;
    templates, shared background and boilerplate as counter-examples), and tried on the other half.
    """

    #: A seed is shown before any other copy.
    seeds_first: bool = True
    #: Texts published further apart are no near copies.
    window: timedelta = timedelta(days=4)
    #: Published further apart than this, they are copies only if they share `apart`.
    close: timedelta = timedelta(hours=12)
    #: Texts of fewer words are compared only as a whole.
    words: int = 20
    #: Least share of the shorter text in sentences that are found in the longer.
    found: float = 0.5
    #: Least share of the shorter text's runs of five words that stand in the longer.
    runs: float = 0.3
    #: Least of both where the titles do not speak of the same: a copy is taken over word for word then.
    untitled: float = 0.7
    #: Least share of runs in texts that are not `close`: templates come back each day.
    apart: float = 0.5
    #: Numbers and names may be missing as often as other words are, up to this share of them.
    edited: float = 0.12
    #: Different texts published further apart are no one story.
    story_window: timedelta = timedelta(days=3)
    #: Least likeness of what two different texts say, to be one story.
    story: float = 0.4
    #: The same, where they share names and numbers that few other events have.
    story_named: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSettings:
    """Where and how to publish: the `[publish]` table."""

    #: The folder, absolute, and behind it the URLs of buckets.
    to: tuple[str, ...] = ("feeds",)
    #: Kinds of `feedmill.formats`; "json" is always among them.
    formats: tuple[str, ...] = ("rss", "atom", "json", "html")
    items: int = 50
    #: Pages tell why an article is in a topic.
    reasons: bool = False
    #: A packed copy beside every file, for web servers that hand it out as it is.
    gzip: bool = True
    websub: tuple[str, ...] = ()


class DecisionKind(StrEnum):
    """What a person decided about an article."""

    PIN = "pin"
    BAN = "ban"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One line of `decisions.toml`; an empty topic means every topic."""

    kind: DecisionKind
    article: str
    topic: str = ""
