"""
The shape of every file in `config/`: keys, types, defaults and what they mean.

The reference page is made from these models, so a description here is written for operators.
Defaults stand in the values of `feedmill.model`. Nothing outside this room sees a model.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from feedmill.model import DedupeSettings, FetchSettings, PublishSettings, Site
from feedmill.settings import fields as f
from feedmill.settings.values import ScheduleSettings

__all__ = [
    "CheckTable",
    "DecisionTable",
    "DecisionsFile",
    "DedupeTable",
    "DuplicatesTable",
    "ExampleTable",
    "FeedmillFile",
    "FetchTable",
    "PublishTable",
    "RunTable",
    "ScheduleTable",
    "SiteTable",
    "SourceTable",
    "StoreTable",
    "Table",
    "TermSet",
    "TermTable",
    "TopicTable",
]

_SITE, _PUBLISH, _FETCH, _DEDUPE, _SCHEDULE = (
    Site(),
    PublishSettings(),
    FetchSettings(),
    DedupeSettings(),
    ScheduleSettings(),
)

_Policy = Literal["fold", "drop", "keep"]


class Table(BaseModel):
    """A TOML table: unknown keys are mistakes, and no type stands in for another."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class SiteTable(Table):
    """Who publishes the feeds."""

    title: f.Text = Field(
        default=_SITE.title, description="Name of the whole, shown on the index page and in OPML."
    )
    url: f.PublicUrl = Field(
        default=_SITE.url,
        description="Public address of the published folder; readers find the feeds and pages below it.",
    )
    language: Annotated[f.Language, Field(min_length=1)] = Field(
        default=_SITE.language, description="Language of the feeds, unless a topic says its own."
    )
    contact: f.Contact = Field(
        default=_SITE.contact,
        description="Whom publishers may ask about our requests; goes into the User-Agent header.",
    )
    id_domain: f.IdDomain = Field(
        default=_SITE.id_domain,
        description="A domain of yours, part of every id. Set it once, before you publish: another domain "
        "means other ids, and every subscriber sees everything again.",
    )
    id_date: f.Day = Field(
        default=_SITE.id_date,
        description="A day on which that domain was yours, part of every id. Set it once, like `id_domain`.",
    )


class StoreTable(Table):
    """Where the mill keeps its memory."""

    url: f.StoreUrl = Field(
        default="sqlite:///var/feedmill.db",
        description="SQLite database: `sqlite:///` and a file, relative to the installation folder.",
    )


class PublishTable(Table):
    """What is published, and where."""

    to: Annotated[list[f.Target], Field(min_length=1)] = Field(
        default=list(_PUBLISH.to),
        description="The folder to publish to, which later runs read back; and behind it buckets that hold "
        "the same (`s3://bucket/prefix`).",
    )
    formats: list[f.Format] = Field(
        default=list(_PUBLISH.formats),
        description="Files made for each topic; `json` is made in any case.",
    )
    items: Annotated[int, Field(ge=1, le=1000)] = Field(
        default=_PUBLISH.items,
        description="How many items a live feed holds, unless a topic says its own number.",
    )
    gzip: bool = Field(
        default=_PUBLISH.gzip,
        description="Put a packed copy (`.gz`) beside every file, which web servers hand out as it is.",
    )
    reasons: bool = Field(
        default=_PUBLISH.reasons,
        description="Pages tell, for whoever asks, which words of an article put it into a topic, and which "
        "clauses of the filter asked for them.",
    )
    websub: list[f.Url] = Field(
        default=list(_PUBLISH.websub),
        description="WebSub hubs that the feeds name, and that are told when a feed changed.",
    )


class ScheduleTable(Table):
    """When `feedmill schedule` runs a cycle: `cron` or `every`, not both; by default every hour."""

    cron: f.Cron | None = Field(
        default=None,
        description="Minute, hour, day, month, day of the week (Sunday is 0, 7 or sun).",
    )
    every: f.Period | None = Field(default=None, description="Time from one cycle's start to the next.")
    timezone: f.Zone = Field(default=_SCHEDULE.timezone, description="Zone that `cron` is read in.")


class FetchTable(Table):
    """How sources are asked."""

    concurrency: Annotated[int, Field(ge=1, le=1000)] = Field(
        default=_FETCH.concurrency,
        description="Requests under way at once, never more than one on a host; slow ones lend their slot.",
    )
    timeout: f.Period = Field(
        default=_FETCH.timeout, description="Time for one whole request, redirects and body included."
    )
    min_interval: f.Floor = Field(
        default=_FETCH.min_interval,
        description="Least time between two requests to one public URL, even if a source's `every` is less. "
        "At least 15m.",
    )
    host_gap: f.Duration = Field(
        default=_FETCH.host_gap,
        description="Least time between the starts of two requests on one public host.",
    )
    max_bytes: Annotated[int, Field(ge=1)] = Field(
        default=_FETCH.max_bytes, description="Longest body that is read, in bytes after decompression."
    )
    max_new: Annotated[int, Field(ge=1)] = Field(
        default=_FETCH.max_new,
        description="New items a feed may bring in one run; the rest wait. Seeds have no such limit.",
    )
    allow_private: list[f.Network] = Field(
        default=list(_FETCH.allow_private),
        description="Networks of your own that may be asked; other private addresses are refused. "
        "A host in them that is named by its address, or as `localhost`, has no `min_interval` and no "
        "`host_gap` but those you write down; a host that is named by a name keeps both.",
    )


class RunTable(Table):
    """When a run counts as failed."""

    max_failed: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.5,
        description="Share of due sources that may fail; above it a run exits with 3.",
    )


class CheckTable(Table):
    """What `feedmill check` warns of, beside what is odd in the files themselves."""

    max_matched: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.5,
        description="Share of the stored articles that a topic may match without a warning; 1 = any.",
    )


class DedupeTable(Table):
    """How copies are told and which one is shown."""

    seeds_first: bool = Field(
        default=_DEDUPE.seeds_first, description="Show a seed before any other copy of it."
    )
    window: f.Duration = Field(
        default=_DEDUPE.window, description="Texts that were published further apart are no near copies."
    )
    close: f.Duration = Field(
        default=_DEDUPE.close,
        description="Texts that were published further apart are near copies only if they share `apart`.",
    )
    words: Annotated[int, Field(ge=5, le=1000)] = Field(
        default=_DEDUPE.words, description="Texts of fewer words are compared only as a whole."
    )
    found: f.Share = Field(
        default=_DEDUPE.found,
        description="Least share of the shorter text's words in sentences that stand in the longer text.",
    )
    runs: f.Share = Field(
        default=_DEDUPE.runs, description="Least share of its runs of five words that stand there unchanged."
    )
    untitled: f.Share = Field(
        default=_DEDUPE.untitled,
        description="Least of both shares where neither titles nor figures speak of the same.",
    )
    apart: f.Share = Field(
        default=_DEDUPE.apart, description="Least share of runs in texts that are not `close`."
    )
    edited: f.Share = Field(
        default=_DEDUPE.edited,
        description="Numbers and names may be missing as often as other words, up to this share of them.",
    )
    story_window: f.Duration = Field(
        default=_DEDUPE.story_window,
        description="Different texts that were published further apart are not one story.",
    )
    story: f.Share = Field(
        default=_DEDUPE.story,
        description="Least likeness of what two different texts say, to be one story.",
    )
    story_named: f.Share = Field(
        default=_DEDUPE.story_named,
        description="The same, where they share names and numbers that few other events have.",
    )


class FeedmillFile(Table):
    """The installation as a whole. The file may be missing; every key is optional."""

    site: SiteTable = SiteTable()
    store: StoreTable = StoreTable()
    publish: PublishTable = PublishTable()
    schedule: ScheduleTable = ScheduleTable()
    fetch: FetchTable = FetchTable()
    run: RunTable = RunTable()
    check: CheckTable = CheckTable()
    dedupe: DedupeTable = DedupeTable()


class SourceTable(Table):
    """Keys of every source, whatever its kind."""

    kind: f.Kind = Field(description="What the source is; each kind has keys of its own.")
    title: f.Line = Field(
        default="", description='Shown in "Also in"; by default the feed\'s own title, else the id.'
    )
    weight: Annotated[int, Field(ge=0, le=100)] = Field(
        default=10, description="Of copies, that of the highest weight is shown."
    )
    language: f.Language = Field(
        default="", description="Language of its articles, over what the source declares."
    )
    tags: list[f.Text] = Field(default_factory=list, description="Tags for all of its articles.")
    every: f.Period | None = Field(
        default=None,
        description="How often to ask, `[fetch] min_interval` or more apart; by default when news is likely.",
    )
    cron: f.Cron | None = Field(default=None, description="When to ask, in UTC, instead of `every`.")
    headers: f.Headers = Field(
        default_factory=dict, description="Request headers, such as an API key from `${NAME}`."
    )
    enabled: bool = Field(default=True, description="`false`: not asked; its articles stay.")
    formerly: list[f.Slug] = Field(
        default_factory=list, description="Earlier ids of this source; its articles keep their ids."
    )


class TermSet(RootModel[Annotated[list[f.Text], Field(min_length=1)]]):
    """Words and phrases under one name, used in a filter as `#name`."""

    model_config = ConfigDict(strict=True, frozen=True)


class TermTable(Table):
    """
    The same with more to say, `donors = { file = "terms/donors.txt" }`.

    Of a file every line is an entry; what follows a `#` that begins the line or comes after a space is none.
    """

    words: list[f.Text] = Field(default=[], description="Its entries, as in a list; those of a file follow.")
    file: f.Beside = Field(default="", description="A text file (UTF-8) with more entries, in `config/`.")
    stem: f.Stem = Field(
        default="",
        description="Language whose forms of the words count too, but for entries that name one themselves.",
    )


class DuplicatesTable(Table):
    """What becomes of copies: `fold` shows one and names the others, `drop` shows one, `keep` shows all."""

    item: _Policy = Field(default="fold", description="The same item in several sources.")
    text: _Policy = Field(default="fold", description="The same or nearly the same text.")
    story: _Policy = Field(default="keep", description="Other texts about the same event.")


class ExampleTable(Table):
    """One test of the filter; `feedmill check` runs them all."""

    text: f.Block | None = Field(default=None, description="Text of an article; it has this or a title.")
    title: f.Line = Field(default="", description="Its title.")
    url: f.Url | None = Field(default=None, description="Its address.")
    source: f.Line = Field(default="", description="Id of the source that it comes from.")
    language: f.Language = Field(default="", description="Its language; none if it is not named.")
    date: f.Day | None = Field(default=None, description="Day on which it is published and first seen.")
    tags: list[f.Text] = Field(
        default=[],
        description="Its publisher's labels, which are tags too; others are given to it besides.",
    )
    matches: bool = Field(default=True, description="Whether the filter must match it.")


class TopicTable(Table):
    """A filter, and the feed that it fills."""

    filter: f.Block = Field(description="Which articles are in the feed, in the filter language.")
    title: f.Line = Field(default="", description="Title of the feed; by default the slug.")
    description: f.Line = Field(default="", description="One sentence about the feed.")
    language: f.Language = Field(default="", description="Language of the feed; by default the site's.")
    items: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        default=None, description="How many items the live feed holds; by default `[publish] items`."
    )
    max_age: f.Period | None = Field(
        default=None, description="Items older than the newest one by more than this leave the live feed."
    )
    visibility: Literal["public", "unlisted"] = Field(
        default="public",
        description="`unlisted`: published, but named neither on the index page nor in OPML.",
    )
    enabled: bool = Field(
        default=True, description="`false`: not published any more; its items stay remembered."
    )
    formerly: list[f.Slug] = Field(
        default=[],
        description="Earlier slugs of this topic; its items keep their ids. The files of an old slug are "
        "removed, so tell your subscribers the new addresses.",
    )
    reasons: bool | None = Field(
        default=None,
        description="Whether pages tell why an article is in this topic; by default `[publish] reasons`.",
    )
    duplicates: DuplicatesTable = Field(default=DuplicatesTable(), description="What becomes of copies.")
    retag: Literal["append", "silent", "as-new"] = Field(
        default="append",
        description="How stored articles come into the feed that a change of the config brings in: `append` "
        "by their own dates, `silent` not at all, `as-new` on top, as if they had just appeared.",
    )
    examples: list[ExampleTable] = Field(default=[], description="Tests of the filter.")


class DecisionTable(Table):
    """One decision about one article."""

    article: f.Text = Field(description="Id of the article.")
    topic: f.Line = Field(default="", description="Slug of the topic it is about; by default every topic.")


class DecisionsFile(Table):
    """What a person decided. `feedmill pin`, `ban` and `release` write this file; it may be missing."""

    pin: list[DecisionTable] = Field(
        default=[], description="Articles that are in the feed whatever its filter says."
    )
    ban: list[DecisionTable] = Field(
        default=[], description="Articles that are not published; a ban beats a pin."
    )
