"""Whether a query matches an article. Nothing is relative to the clock: the answer never ages."""

from __future__ import annotations

import operator
from datetime import UTC
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feedmill.text.hosts import ascii_host
from feedmill.text.phrases import occurs_any

from .places import holds
from .query import (
    Age,
    And,
    AnyTerm,
    AtLeast,
    Everything,
    InTopic,
    Labelled,
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
    Words,
)

if TYPE_CHECKING:
    from .subject import Subject

__all__ = ["evaluate", "site_of"]

_SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def evaluate(query: Query, subject: Subject) -> bool:  # noqa: PLR0911 - one return for each kind of clause
    """Say whether *query* matches."""
    match query:
        case Words() | AnyTerm() | Near() | Regex():
            return holds(query, subject)
        case And(parts=parts):
            return all(evaluate(part, subject) for part in parts)
        case Or(parts=parts):
            return any(evaluate(part, subject) for part in parts)
        case AtLeast():
            return _sum(query, subject) >= query.minimum
        case Not(part=part):
            return not evaluate(part, subject)
        case InTopic():
            return _in_topic(query, subject)
        case Labelled(labels=labels, phrases=phrases):
            return any(occurs_any(phrases, label) for label in subject.labels(labels))
        case Everything():
            return True
        case _:
            return _about(query, subject)


def _sum(query: AtLeast, subject: Subject) -> Decimal:
    """Sum the weights of the parts that match."""
    pairs = zip(query.parts, query.weights, strict=True)
    return sum((weight for part, weight in pairs if evaluate(part, subject)), Decimal())


def site_of(url: str) -> str:
    """Give the host of *url* in lower case; empty when there is none."""
    try:
        return ascii_host((urlsplit(url).hostname or "").rstrip("."))
    except ValueError:
        return ""


def _about(
    query: SourceIs | Language | Site | UrlHolds | Published | Age,
    subject: Subject,
) -> bool:
    """Evaluate what asks about the article's circumstances rather than its words."""
    article = subject.article
    match query:
        case SourceIs(id=name):
            return article.source == name
        case Language(code=code):
            return article.language.lower().partition("-")[0] == code
        case Site(host=host):
            return f".{site_of(article.url)}".endswith(f".{host}")
        case UrlHolds(part=part):
            return part.lower() in article.url.lower()
        case Published(first=first, last=last):
            day = article.published.astimezone(UTC).date()
            return (first is None or first <= day) and (last is None or day <= last)
        case _:
            return bool(_SIGNS[query.sign](article.first_seen - article.published, query.limit))


def _in_topic(query: InTopic, subject: Subject) -> bool:
    """Ask another topic's filter, once for each article however many refer to it."""
    if query.slug not in subject.verdicts:
        subject.verdicts[query.slug] = evaluate(query.query, subject)
    return subject.verdicts[query.slug]
