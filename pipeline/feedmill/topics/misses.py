"""
Why a query does not match: the first clause that fails, and what would make it match.

What it says is complete for that clause: an article that gains all of it satisfies the clause.
It never proposes to change the filter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from feedmill.model import Miss
from feedmill.text.phrases import occurs

from .evaluate import evaluate, site_of
from .places import places
from .query import (
    Age,
    And,
    AnyTerm,
    AtLeast,
    Everything,
    InTopic,
    Labelled,
    Labels,
    Language,
    Near,
    Not,
    Or,
    Published,
    Query,
    Regex,
    Site,
    SourceIs,
    UrlHolds,
    Where,
    Words,
)
from .scores import changes, plain, score
from .subject import LEAD, label_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feedmill.text.phrases import Phrase

    from .places import Place, Wordy
    from .subject import Subject

__all__ = ["miss", "named", "where_words"]

#: Clauses that hold no other clause.
_Circumstance: TypeAlias = SourceIs | Language | Site | UrlHolds | Published | Age
_Leaf: TypeAlias = Words | AnyTerm | Near | Regex | Labelled | _Circumstance

_PLURAL = {Labels.AUTHOR: "authors", Labels.CATEGORY: "categories", Labels.TAG: "tags"}

#: Terms of a set that a sentence lists.
_LISTED = 6

#: Characters of a weighed group that a sentence has room for.
_GROUP = 60

#: Characters of another topic's needs that a sentence has room for; more is said by that topic itself.
_ROOM = 200


def miss(query: Query, subject: Subject) -> Miss:
    """Give the first failing clause of *query*, which must not match, and what it needs."""
    if isinstance(query, And):
        return miss(next(part for part in query.parts if not evaluate(part, subject)), subject)
    return Miss(clause=query.at.text, needs=_sentence(_needs(query, subject, wanted=True)))


def _needs(query: Query, subject: Subject, *, wanted: bool) -> str:  # noqa: PLR0911 - one return for each kind
    """Say what must change so that *query* matches (or, not *wanted*, no longer matches)."""
    match query:
        case Not(part=part):
            return _needs(part, subject, wanted=not wanted)
        case And(parts=parts) | Or(parts=parts):
            wrong = [part for part in parts if evaluate(part, subject) is not wanted]
            # All of an AND must match, and all of an OR must fail; else one of them is enough.
            if isinstance(query, And) is wanted:
                return _all_of([_needs(part, subject, wanted=wanted) for part in wrong])
            return _one_of(wrong, subject, wanted=wanted)
        case AtLeast():
            return _scored(query, subject, wanted=wanted)
        case InTopic(slug=slug):
            inner = _needs(query.query, subject, wanted=wanted)
            verb = "match" if wanted else "not match"
            return f'it must {verb} the topic "{slug}"' + (f" ({inner})" if len(inner) <= _ROOM else "")
        case Everything():
            return "nothing can match this, for * matches every article"
        case _:
            return _lacks(query, subject) if wanted else _has(query, subject)


def _all_of(needs: list[str]) -> str:
    """Name all that is needed; alternatives among it are held together by brackets."""
    told = tuple(dict.fromkeys(needs))
    return ", and ".join(f"({one})" if "; or " in one else one for one in told) if len(told) > 1 else told[0]


def _one_of(wrong: list[Query], subject: Subject, *, wanted: bool) -> str:
    """Name every alternative, the cheapest first; plain words that may stand in one place together."""
    told: dict[str, list[Phrase]] = {}
    if wanted:
        wrong = list(_opened(wrong))
    for part in sorted(wrong, key=lambda part: _cost(part, subject, wanted=wanted)):
        if wanted and isinstance(part, Words):
            told.setdefault(where_words(part.where), []).append(part.phrase)
        else:
            told.setdefault(_bracketed(_needs(part, subject, wanted=wanted)), [])
    return "; or ".join(
        f"{start} must contain {_listed(tuple(phrases), len(phrases))}" if phrases else start
        for start, phrases in told.items()
    )


def _scored(query: AtLeast, subject: Subject, *, wanted: bool) -> str:
    """Name the fewest parts that would bring the score to the minimum, or below it."""
    has, asked = plain(score(query, subject).sum), plain(query.minimum)
    verb = f"rise from {has} to {asked}" if wanted else f"fall from {has} below {asked}"
    parts = changes(query, subject, lambda part: _cost(part, subject, wanted=wanted), wanted=wanted)
    if not parts:
        return f"its score in {_group(query)} must {verb}, which nothing can bring about"
    needs = [_needs(part, subject, wanted=not evaluate(part, subject)) for part in parts]
    return f"its score in {_group(query)} must {verb}: {_all_of(needs)}"


def _group(query: AtLeast) -> str:
    """Name a weighed group as it was written, or by its ends where that is long."""
    text = query.at.text
    if len(text) <= _GROUP:
        return text
    return f"{text[: text.index('(')]}( … {text[text.rindex(')') :]}"


def _opened(alternatives: Iterable[Query]) -> Iterator[Query]:
    """Yield alternatives, those of an OR among them one by one."""
    for one in alternatives:
        if isinstance(one, Or):
            yield from _opened(one.parts)
        else:
            yield one


def _cost(query: Query, subject: Subject, *, wanted: bool) -> int:  # noqa: PLR0911 - one return for each kind
    """Count the clauses that would have to change."""
    if evaluate(query, subject) is wanted:
        return 0
    match query:
        case Not(part=part):
            return _cost(part, subject, wanted=not wanted)
        case And(parts=parts) | Or(parts=parts):
            costs = [_cost(part, subject, wanted=wanted) for part in parts]
            if isinstance(query, And) is wanted:
                return sum(costs)
            return min(costs)
        case AtLeast():
            turned = changes(query, subject, lambda _: 1, wanted=wanted)
            return sum(_cost(part, subject, wanted=not evaluate(part, subject)) for part in turned)
        case InTopic():
            return _cost(query.query, subject, wanted=wanted)
        case _:
            return 1


# --- what one clause lacks ------------------------------------------------------------------------


def _lacks(query: _Leaf, subject: Subject) -> str:
    match query:
        case Words(where=where, phrase=phrase):
            return f"{where_words(where)} must contain {named(phrase)}"
        case Near(where=where, phrase=phrase, distance=distance):
            listed = (
                f'all of "{phrase.written}" in any form ({phrase.stem})'
                if phrase.stem
                else " and ".join(
                    dict.fromkeys(_part(part.norm, prefix=part.prefix) for part in phrase.parts)
                )
            )
            return f"{where_words(where)} must contain {listed} within {distance} words of each other"
        case AnyTerm(where=where, name=name, phrases=phrases):
            lacking = f"{where_words(where)} must contain a term of #{name}: {_listed(phrases.phrases)}"
            return lacking + _barred(query, subject)
        case Regex(where=where, pattern=pattern):
            return f"{where_words(where)} must match the regular expression /{pattern}/"
        case Labelled(labels=labels, phrases=phrases):
            now = ", ".join(f'"{label}"' for label in label_texts(subject.article, labels))
            asked = _listed(phrases.phrases)
            return f"one of its {_PLURAL[labels]} must contain {asked} (it has {now or 'none'})"
        case _:
            return _lacks_about(query, subject)


def _barred(query: AnyTerm, subject: Subject) -> str:
    """Name a term that stands there but does not count; empty if there is none."""
    barred = query.phrases.barred
    for _, passage in subject.passages[query.where] if barred else ():
        term = next((each for each in query.phrases.phrases if occurs(each, passage)), None)
        around = next((each for each in barred.phrases if occurs(each, passage)), None) if barred else None
        if term and around:
            return f' (its "{term.written}" stands only within "{around.written}", where it does not count)'
    return ""


def _lacks_about(query: _Circumstance, subject: Subject) -> str:
    """Say what the article's circumstances would have to be."""
    article = subject.article
    match query:
        case SourceIs(id=name):
            return f'it must come from the source "{name}" (it comes from "{article.source}")'
        case Language(code=code):
            return f'its language must be "{code}" (it is "{article.language or "unknown"}")'
        case Site(host=host):
            return f'its URL must be on "{host}" (it is on "{site_of(article.url) or "no host"}")'
        case UrlHolds(part=part):
            return f'its URL must contain "{part}" (it is "{article.url or "none"}")'
        case Published(first=first, last=last):
            return f"it must be published {_days(first, last)} (it was on {article.published.date()})"
        case _:
            age, asked = article.first_seen - article.published, f"{query.sign} {query.limit}"
            return f"the time between publication and first sight must be {asked} (it is {age})"


# --- what one excluded clause has -----------------------------------------------------------------


def _has(query: _Leaf, subject: Subject) -> str:
    """Name what is there and must not be, with its place where it has one."""
    there = _found(query, subject) if isinstance(query, Words | AnyTerm | Near | Regex) else ""
    if not there:
        return f"it must not match {query.at.text}, but it does"
    if isinstance(query, Words):
        return f"{where_words(query.where)} must not contain {named(query.phrase)}, but {there}"
    return f"it must not match {query.at.text}, but {there}"


def _found(query: Wordy, subject: Subject) -> str:
    """Say where each term first stands, and how often; empty where nothing has a place."""
    terms: dict[str, list[Place]] = {}
    for place in dict.fromkeys(places(query, subject)):
        terms.setdefault(place.term, []).append(place)
    said = [_standing(found, subject) for found in list(terms.values())[:_LISTED]]
    more = [f"{len(terms) - _LISTED} more terms stand there"] if len(terms) > _LISTED else []
    return ", and ".join([*said, *more])


def _standing(found: list[Place], subject: Subject) -> str:
    first = found[0]
    whole = subject.article.title if first.field == "title" else subject.article.text
    often = f" (in {len(found)} places)" if len(found) > 1 else ""
    return f'"{whole[first.start : first.end]}" stands at character {first.start} of the {first.field}{often}'


# --- wording --------------------------------------------------------------------------------------


def named(phrase: Phrase) -> str:
    """Name a phrase in a sentence."""
    if any(part.exact for part in phrase.parts):
        return f'"{phrase.written}" in exactly this spelling'
    if phrase.stem:
        return f'"{phrase.written}" in any form ({phrase.stem})'
    last = phrase.parts[-1]
    if last.prefix and len(phrase.parts) == 1:
        return _part(phrase.written.rstrip("*"), prefix=True)
    return f'"{phrase.written}"'


def _part(word: str, *, prefix: bool) -> str:
    return f'a word that begins with "{word}"' if prefix else f'"{word}"'


def _listed(phrases: tuple[Phrase, ...], most: int = _LISTED) -> str:
    *first, last = [named(phrase) for phrase in phrases[:most]]
    if len(phrases) > most:
        first, last = [*first, last], f"{len(phrases) - most} more"
    return " or ".join([", ".join(first), last] if first else [last])


def _bracketed(needs: str) -> str:
    """Hold together what belongs together beside other alternatives."""
    return f"({needs})" if ", and " in needs or "; or " in needs else needs


def where_words(where: Where) -> str:
    """Name the texts that a clause looks in."""
    return {
        Where.BOTH: "the title or the text",
        Where.TITLE: "the title",
        Where.BODY: "the text",
        Where.LEAD: f"the first {LEAD} characters of the text",
    }[where]


def _days(first: object, last: object) -> str:
    if first is None or last is None:
        return f"on or after {first}" if last is None else f"on or before {last}"
    return f"from {first} to {last}"


def _sentence(needs: str) -> str:
    start = needs[: len(needs) - len(needs.lstrip("("))]
    return f"{start}{needs[len(start) :][:1].upper()}{needs[len(start) + 1 :]}."
