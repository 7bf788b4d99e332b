"""
Single steps by which an article may come to match a clause, or cease to; and articles after some of them.

A step adds a term, removes one wherever it stands, or sets a circumstance (source, language, host,
dates). Whether it really helps is for the filter to say (see `changes`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from dataclasses import field as having
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from feedmill.model import EditKind
from feedmill.text.phrases import occurs_any, passage, phrase_set

from .evaluate import site_of
from .places import places
from .query import (
    Age,
    AnyTerm,
    Labelled,
    Labels,
    Language,
    Near,
    Published,
    Query,
    Regex,
    Site,
    SourceIs,
    UrlHolds,
    Where,
    Words,
)
from .samples import sample
from .subject import label_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from feedmill.model import Article
    from feedmill.text.phrases import Phrase

    from .subject import Subject

__all__ = ["LABEL_FIELDS", "Moments", "Step", "after", "gains", "losses", "spans"]

LABEL_FIELDS = {Labels.AUTHOR: "authors", Labels.CATEGORY: "categories", Labels.TAG: "tags"}

#: Terms of a set that are tried: the foremost, for a person reads them.
_TERMS = 6

_Worth: TypeAlias = "str | timedelta | datetime"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; two that do the same are equal, whichever clause asks for them."""

    kind: EditKind
    field: str
    #: What is added, removed or set.
    value: _Worth
    #: It is put before the text rather than after it.
    first: bool = False
    #: As people write it.
    term: str = having(default="", compare=False)
    #: The clause that asks.
    clause: Query = having(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Dates and ages that the clauses of one filter draw a line at, with those just beyond."""

    days: tuple[datetime, ...] = ()
    ages: tuple[timedelta, ...] = ()
    sources: tuple[str, ...] = ()

    @classmethod
    def of(cls, leaves: Iterable[Query]) -> Moments:
        """Gather them from the leaves of a filter."""
        days: set[datetime] = set()
        ages: set[timedelta] = set()
        sources: set[str] = set()
        for leaf in leaves:
            match leaf:
                case Published(first=first, last=last):
                    ends = [datetime.combine(day, time(), UTC) for day in (first, last) if day]
                    days |= {one for end in ends for one in _around(end)}
                case Age(limit=limit):
                    ages |= {limit, limit + timedelta(seconds=1), max(limit - timedelta(seconds=1), _NONE)}
                case SourceIs(id=name):
                    sources.add(name)
                case _:
                    pass
        return cls(days=tuple(sorted(days)), ages=tuple(sorted(ages)), sources=tuple(sorted(sources)))


_NONE = timedelta()
#: A host that is nowhere (RFC 2606, section 2), and as good a name of a source that no filter asks for.
_ELSEWHERE = "elsewhere.invalid"
#: "No linguistic content" (ISO 639-2).
_NO_LANGUAGE = "zxx"
_DAY = timedelta(days=1)


def _around(day: datetime) -> list[datetime]:
    """Give a day and its neighbours, as far as the calendar goes."""
    days = [day]
    if day.year > 1:
        days.append(day - _DAY)
    if day.year < 9999:  # noqa: PLR2004 - the last year of `datetime`
        days.append(day + _DAY)
    return days


# --- steps that make a clause match ---------------------------------------------------------------


def gains(clause: Query, moments: Moments) -> tuple[Step, ...]:
    """Give steps each of which may make *clause* match, the likeliest first."""
    match clause:
        case Words(where=where, phrase=phrase):
            return _added(clause, where, [(phrase.written, _typed(phrase))])
        case AnyTerm(where=where, phrases=phrases):
            terms = [(one.written, _typed(one)) for one in phrases.phrases[:_TERMS]]
            return _added(clause, where, terms)
        case Near(where=where, phrase=phrase):
            return _added(clause, where, [(phrase.written, _typed(phrase))])
        case Regex(where=where, pattern=pattern):
            made = sample(pattern)
            return _added(clause, where, [(f"/{pattern}/", made)]) if made else ()
        case Labelled(labels=labels, phrases=phrases):
            return tuple(
                _step(clause, EditKind.ADD, LABEL_FIELDS[labels], _typed(one), one.written)
                for one in phrases.phrases[:_TERMS]
            )
        case _:
            return _settings(clause, moments)


_FIELDS = {
    Where.BOTH: ("text", "title"),
    Where.TITLE: ("title",),
    Where.BODY: ("text",),
    Where.LEAD: ("text",),
}


def _added(clause: Query, where: Where, terms: list[tuple[str, str]]) -> tuple[Step, ...]:
    fields = _FIELDS[where]
    last = [_step(clause, EditKind.ADD, name, made, term) for name in fields for term, made in terms]
    # Before it where what it ends with, or a pattern's ^, forbids to add after it.
    first = [replace(step, first=True) for step in last]
    return tuple(first if where is Where.LEAD else last + first)


def _typed(phrase: Phrase) -> str:
    """Give words that the phrase is found in: as written, or as its words are folded."""
    plain = phrase.written.replace("*", "")
    if occurs_any(phrase_set([phrase]), passage(plain)):
        return plain
    return " ".join(part.exact or part.norm for part in phrase.parts)


def _settings(clause: Query, moments: Moments) -> tuple[Step, ...]:  # noqa: PLR0911 - one return for each kind
    match clause:
        case SourceIs(id=name):
            return (_step(clause, EditKind.SET, "source", name, name),)
        case Language(code=code):
            return (_step(clause, EditKind.SET, "language", code, code),)
        case Site(host=host):
            return (_step(clause, EditKind.SET, "site", host, host),)
        case UrlHolds(part=part):
            return (_step(clause, EditKind.ADD, "url", part, part),)
        case Published(first=first, last=last):
            fitting = [
                day
                for day in moments.days
                if (not first or first <= day.date()) and (not last or day.date() <= last)
            ]
            return tuple(_dated(clause, day) for day in fitting)
        case Age():
            return tuple(_aged(clause, age) for age in moments.ages)
        case _:
            return ()


def _dated(clause: Query, day: datetime) -> Step:
    return _step(clause, EditKind.SET, "published", day, day.date().isoformat())


def _aged(clause: Query, age: timedelta) -> Step:
    return _step(clause, EditKind.SET, "age", age, _span(age))


def _span(age: timedelta) -> str:
    """Spell a span as filters do, by its largest unit that leaves no rest: 7d, 12h, 90s."""
    seconds = int(age.total_seconds())
    for unit, length in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds and not seconds % length:
            return f"{seconds // length}{unit}"
    return f"{seconds}s"


def _step(clause: Query, kind: EditKind, name: str, value: _Worth, term: str) -> Step:
    return Step(kind=kind, field=name, value=value, term=term, clause=clause)


# --- steps that make a clause fail ----------------------------------------------------------------


def losses(clause: Query, seen: Subject, moments: Moments) -> tuple[tuple[Step, ...], ...]:
    """Give ways to make *clause* fail, which matches: each is some steps that are all taken."""
    match clause:
        case Words(phrase=phrase):
            # What is taken from the lead may let the next one slip into it.
            wheres = (Where.LEAD, Where.BODY) if clause.where is Where.LEAD else (clause.where,)
            return tuple((_removal(replace(clause, where=where), phrase),) for where in wheres)
        case AnyTerm(phrases=phrases):
            found = dict.fromkeys(place.term for place in places(clause, seen))
            present = [one for one in phrases.phrases if one.written in found]
            return (tuple(_removal(clause, one) for one in present),)
        case Near(phrase=phrase):
            parts = dict.fromkeys(phrase.parts)
            return tuple(
                (_removal(clause, replace(phrase, written=p.exact or p.norm, parts=(p,))),) for p in parts
            )
        case Regex(pattern=pattern):
            return (
                (
                    Step(
                        kind=EditKind.REMOVE, field="words", value=pattern, term=f"/{pattern}/", clause=clause
                    ),
                ),
            )
        case Labelled(labels=labels, phrases=phrases):
            wrong = [one for one in label_texts(seen.article, labels) if occurs_any(phrases, passage(one))]
            name = LABEL_FIELDS[labels]
            return (tuple(_step(clause, EditKind.REMOVE, name, one, one) for one in dict.fromkeys(wrong)),)
        case _:
            return tuple((step,) for step in _unsettings(clause, moments))


def _removal(clause: Words | AnyTerm | Near, phrase: Phrase) -> Step:
    barred = clause.phrases.barred if isinstance(clause, AnyTerm) else None
    words: Words | AnyTerm = Words(at=clause.at, where=clause.where, phrase=phrase)
    if barred is not None and isinstance(clause, AnyTerm):
        # Where it does not count it need not go.
        words = replace(clause, phrases=phrase_set([phrase], barred.phrases))
    value = f"{clause.where} {phrase.parts!r} {barred and barred.phrases!r}"
    return Step(kind=EditKind.REMOVE, field="words", value=value, term=phrase.written, clause=words)


def _unsettings(clause: Query, moments: Moments) -> tuple[Step, ...]:  # noqa: PLR0911 - one return for each kind
    match clause:
        case SourceIs(id=name):
            others = [
                _step(clause, EditKind.SET, "source", one, one) for one in moments.sources if one != name
            ]
            return (_step(clause, EditKind.SET, "source", _ELSEWHERE, ""), *others)
        case Language():
            return (_step(clause, EditKind.SET, "language", _NO_LANGUAGE, ""),)
        case Site():
            return (_step(clause, EditKind.SET, "site", _ELSEWHERE, ""),)
        case UrlHolds(part=part):
            return (_step(clause, EditKind.REMOVE, "url", part, part),)
        case Published():
            return tuple(_dated(clause, day) for day in moments.days)
        case Age():
            return tuple(_aged(clause, age) for age in moments.ages)
        case _:
            return ()


# --- articles after some steps --------------------------------------------------------------------


def spans(step: Step, seen: Subject) -> list[tuple[str, int, int]]:
    """Give every place in title and text of what a step removes."""
    clause = step.clause
    if step.field != "words" or not isinstance(clause, Words | AnyTerm | Near | Regex):
        return []
    return sorted({(place.field, place.start, place.end) for place in places(clause, seen)})


def after(article: Article, steps: Iterable[Step], seen: Subject) -> Article:
    """Give *article*, as which *seen* was made ready, after all of *steps*, removals before all else."""
    steps = tuple(steps)
    gone = [span for step in steps for span in spans(step, seen)]
    changed = replace(
        article, title=_without(article.title, "title", gone), text=_without(article.text, "text", gone)
    )
    for step in steps:
        if step.kind is EditKind.REMOVE and step.field != "words":
            changed = _removed(changed, step)
    for step in steps:
        if step.kind is not EditKind.REMOVE:
            changed = _CHANGES[step.field](changed, step)
    return changed


def _without(whole: str, name: str, gone: Iterable[tuple[str, int, int]]) -> str:
    kept, end = [], 0
    for _, start, stop in sorted(one for one in gone if one[0] == name):
        kept.append(whole[end:start] if start > end else "")
        end = max(end, stop)
    return "".join([*kept, whole[end:]])


def _removed(article: Article, step: Step) -> Article:
    value = str(step.value)
    match step.field:
        case "url":
            at = article.url.lower().find(value.lower())
            return (
                replace(article, url=article.url[:at] + article.url[at + len(value) :])
                if at >= 0
                else article
            )
        case "tags":
            return replace(article, tags=tuple(one for one in article.tags if one != value))
        case "categories":
            return replace(article, categories=tuple(one for one in article.categories if one != value))
        case _:
            return replace(article, authors=tuple(one for one in article.authors if one != value))


def _with_text(article: Article, step: Step) -> Article:
    both = (str(step.value), article.text) if step.first else (article.text, str(step.value))
    return replace(article, text="\n\n".join(filter(None, both)))


def _with_title(article: Article, step: Step) -> Article:
    both = (str(step.value), article.title) if step.first else (article.title, str(step.value))
    return replace(article, title=" ".join(filter(None, both)))


def _on_host(article: Article, step: Step) -> Article:
    host = site_of(article.url)
    address = article.url.replace(host, str(step.value), 1) if host else f"https://{step.value}/"
    return replace(article, url=address)


def _published(article: Article, step: Step) -> Article:
    """Date it otherwise; its age when it was first seen stays."""
    moment = step.value if isinstance(step.value, datetime) else article.published
    return replace(
        article, published=moment, first_seen=_later(moment, article.first_seen - article.published)
    )


def _first_seen(article: Article, step: Step) -> Article:
    age = step.value if isinstance(step.value, timedelta) else _NONE
    return replace(article, first_seen=_later(article.published, age))


def _later(moment: datetime, span: timedelta) -> datetime:
    """Give a moment later by a span, at most the last that there is."""
    return moment + min(span, datetime.max.replace(tzinfo=UTC) - moment)


_CHANGES: dict[str, Callable[[Article, Step], Article]] = {
    "text": _with_text,
    "title": _with_title,
    "tags": lambda article, step: replace(article, tags=(*article.tags, str(step.value))),
    "categories": lambda article, step: replace(article, categories=(*article.categories, str(step.value))),
    "authors": lambda article, step: replace(article, authors=(*article.authors, str(step.value))),
    "url": lambda article, step: replace(article, url=article.url + str(step.value)),
    "source": lambda article, step: replace(article, source=str(step.value)),
    "language": lambda article, step: replace(article, language=str(step.value)),
    "site": _on_host,
    "published": _published,
    "age": _first_seen,
}
