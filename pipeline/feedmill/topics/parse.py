"""
Filters: text in, query out, or one error that points at the spot.

Every name (`#terms`, `topic:`) is resolved here, so that a query needs nothing but an article.
Does not look at articles, and does not judge a query that can be read (see `check`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from dataclasses import field as having
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from feedmill.errors import FilterError
from feedmill.text.entries import all_forms
from feedmill.text.phrases import phrase_set, read_phrase
from feedmill.text.quoting import shortened
from feedmill.text.stems import check_language

from .grammar import error_at, read, suggestion
from .query import (
    Age,
    And,
    AnyTerm,
    At,
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
from .values import (
    read_age,
    read_comparison,
    read_day,
    read_days,
    read_host,
    read_language,
    read_minimum,
    read_pattern,
    read_weight,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from lark import Token, Tree

    from feedmill.text.phrases import Phrase, PhraseSet

__all__ = ["ElsewhereError", "Names", "parse"]


class ElsewhereError(ValueError):
    """What a name stands for has a mistake, which is told where it is."""


_Value = TypeVar("_Value")


def _no_topic(slug: str) -> Query:
    raise ValueError(f'topic "{slug}" cannot be asked here')


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a filter may refer to."""

    terms: Mapping[str, PhraseSet] = having(default_factory=dict)
    slugs: frozenset[str] = frozenset()
    #: Gives the query of another topic, or raises a ValueError that says why it cannot.
    topic: Callable[[str], Query] = _no_topic


_NO_NAMES = Names()


def parse(text: str, names: Names = _NO_NAMES) -> Query:
    """
    Read a filter.

    Raises:
        FilterError: What cannot be read, with its line and column; of names and values that are wrong,
            not of signs that stand where they cannot, the first few together.
    """
    tree = read(text)
    return _Builder(text, names).build(tree.children[0], "", 0)


# --- from the tree to clauses ---------------------------------------------------------------------

#: Deeper parentheses are a mistake, and would exhaust Python's stack.
_DEEPEST = 50

#: Mistakes of one filter that are told at once, or few more: whoever mends so many looks again.
_MOST_MISTAKES = 20

_WHERE = {"": Where.BOTH, "text": Where.BOTH, "title": Where.TITLE, "lead": Where.LEAD, "body": Where.BODY}
_LABELS = {"tag": Labels.TAG, "category": Labels.CATEGORY, "author": Labels.AUTHOR}


class _Builder:
    """Turns one filter's tree into a query; `field` is the field whose group a clause stands in."""

    def __init__(self, text: str, names: Names) -> None:
        self._text = text
        self._names = names

    def build(  # noqa: PLR0911 - one return for each kind of node
        self, node: Tree[Token] | Token, field: str, depth: int
    ) -> Query:
        if isinstance(node, str):
            return self._value(node, field)
        if depth > _DEEPEST:
            raise self._error(node, f"parentheses and NOTs are nested more than {_DEEPEST} deep")
        match node.data:
            case "and" | "or":
                parts = self._each(node.children, field, depth + 1)
                return (And if node.data == "and" else Or)(at=self._at(node), parts=parts)
            case "not":
                return Not(at=self._at(node), part=self.build(node.children[0], field, depth + 1))
            case "group":
                return self._group(node, field, depth)
            case "boosted":
                return self._boosted(node, field, depth)
            case "fielded":
                name, value = node.children
                return self._fielded(node, self._field(name), value, depth)
            case _:
                return self._special(node, field)

    def _each(self, nodes: Iterable[Tree[Token] | Token], field: str, depth: int) -> tuple[Query, ...]:
        """Build clauses that stand side by side; of those that are wrong, raise the mistakes together."""
        parts: list[Query] = []
        mistakes: list[FilterError] = []
        for node in nodes:
            try:
                parts.append(self.build(node, field, depth))
            except FilterError as error:
                mistakes += error.each()
            if len(mistakes) >= _MOST_MISTAKES:
                break
        if mistakes:
            first, *others = mistakes
            first.others = tuple(others)
            raise first
        return tuple(parts)

    def _fielded(self, node: Tree[Token], field: str, value: Tree[Token] | Token, depth: int) -> Query:
        if isinstance(value, str):
            return self._value(value, field, whole=node)
        return self._spanning(node, self.build(value, field, depth + 1))

    def _group(self, node: Tree[Token], field: str, depth: int) -> Query:
        """Build what stands in parentheses; with a minimum score after them, its alternatives are weighed."""
        inside, *minimum = node.children
        if not minimum:
            return self.build(inside, field, depth + 1)
        alternatives = inside.children if not isinstance(inside, str) and inside.data == "or" else [inside]
        parts = self._each(alternatives, field, depth + 1)
        return AtLeast(
            at=self._at(node),
            parts=parts,
            weights=tuple(Decimal(1) if part.at.boost is None else part.at.boost for part in parts),
            minimum=self._worth(_token(minimum[0]), read_minimum),
        )

    def _boosted(self, node: Tree[Token], field: str, depth: int) -> Query:
        part, token = node.children
        query = self.build(part, field, depth + 1)
        return self._spanning(node, query, self._worth(_token(token), read_weight))

    def _spanning(self, node: Tree[Token], query: Query, boost: Decimal | None = None) -> Query:
        """Let a clause be known by all that was written of it; weights of weights multiply, as in Lucene."""
        inner = query.at.boost
        both = boost if inner is None else inner if boost is None else inner * boost
        return replace(query, at=replace(self._at(node), boost=both))

    def _field(self, token: Tree[Token] | Token) -> str:
        """Give the field that a token names; of `title.en:`, "title.en"."""
        name = str(token)[:-1]
        base, dot, language = name.partition(".")
        if dot and isinstance(token, str):
            try:
                check_language(language)
            except ValueError as error:
                raise error_at(self._text, (token.start_pos or 0) + len(base) + 1, str(error)) from None
        return name

    def _special(self, node: Tree[Token], field: str) -> Query:
        """Build what is written in a way of its own: `*`, dates and ages."""
        tokens = [child for child in node.children if isinstance(child, str)]
        if node.data == "published":
            first, last = self._days(node, tokens)
            return Published(at=self._at(node), first=first, last=last)
        if node.data == "age":
            sign, limit = self._worth(tokens[0], read_age)
            return Age(at=self._at(node), sign=sign, limit=limit)
        if field:
            raise self._error(
                node, f'* means everything and cannot stand in {field}:; write * without "{field}:"'
            )
        return Everything(at=self._at(node))

    def _days(self, node: Tree[Token], tokens: list[Token]) -> tuple[date | None, date | None]:
        """Read a range, one day, or what is short for a range: its first and its last day."""
        if tokens[0].type == "COMPARED":
            return self._worth(tokens[0], read_comparison)
        days = [self._worth(token, read_day) for token in tokens if token.type == "DAY"]
        if len(tokens) == 1:
            if days == [None]:
                raise self._error(
                    tokens[0], "* is no day; write published:[2023-05-01 TO *], or leave it out"
                )
            return days[0], days[0]
        try:
            return read_days(str(tokens[0]), days[0], days[1], str(tokens[-1]))
        except ValueError as error:
            raise self._error(node, str(error)) from None

    # --- values of fields

    def _value(self, token: Token, field: str, whole: Tree[Token] | None = None) -> Query:
        at = self._at(whole or token)
        base, _, language = field.partition(".")
        self._refuse_foreign(token, base)
        self._refuse_bad_number(token)
        if base in _WHERE:
            return self._wordy(token, _WHERE[base], at, language)
        if field in _LABELS:
            phrases, terms = self._label_phrases(token, field)
            return Labelled(at=at, labels=_LABELS[field], phrases=phrases, terms=terms)
        return self._named(token, field, at)

    def _refuse_bad_number(self, token: Token) -> None:
        if token.type not in ("REGEX", "ADDRESS") and (found := _BAD_NUMBER.search(token)):
            raise error_at(
                self._text,
                (token.start_pos or 0) + found.start(1),
                "after \\u come the four digits of a character, as in \\u00e9; write u alone for the letter",
            )

    def _wordy(self, token: Token, where: Where, at: At, language: str) -> Query:
        match token.type:
            case "TERMS":
                name, terms = str(token)[1:], self._terms(token)
                return AnyTerm(at=at, where=where, name=name, phrases=all_forms(terms, language))
            case "REGEX":
                if language:
                    raise self._error(token, f'a regular expression finds no forms; leave out ".{language}"')
                return Regex(at=at, where=where, pattern=self._worth(token, read_pattern))
            case "NEAR":
                return self._near(token, where, at, language)
            case _:
                return Words(at=at, where=where, phrase=self._phrase(token, language))

    def _near(self, token: Token, where: Where, at: At, language: str) -> Query:
        quoted, _, digits = str(token).rpartition("~")
        phrase = self._read(token, _literal(quoted[1:-1]), stem=language)
        if len(digits) > 4:  # noqa: PLR2004 - no article has more than 9,999 words between two that belong together
            raise self._error(token, "a distance is at most 9999 words")
        if int(digits) == 0 or len(phrase.parts) == 1:
            return Words(at=at, where=where, phrase=phrase)
        return Near(at=at, where=where, phrase=phrase, distance=int(digits))

    def _label_phrases(self, token: Token, field: str) -> tuple[PhraseSet, str]:
        if token.type in ("NEAR", "REGEX"):
            raise self._error(
                token, f"{field}: takes words, phrases and #terms, no ~ and no regular expression"
            )
        if token.type == "TERMS":
            return self._terms(token), str(token)[1:]
        return phrase_set([self._phrase(token)]), ""

    def _named(self, token: Token, field: str, at: At) -> Query:
        """Build a clause whose value is a name as it stands, not words."""
        value = str(token) if token.type == "ADDRESS" else _literal(_unquoted(token))
        if token.type not in ("WORD", "QUOTED", "ADDRESS") or (field != "url" and "*" in value):
            raise self._error(token, f"{field}: takes a name as it stands, as in {_SAMPLES[field]}")
        match field:
            case "source":
                return SourceIs(at=at, id=value)
            case "lang":
                return Language(at=at, code=self._worth(token, read_language, value))
            case "site":
                return Site(at=at, host=self._worth(token, read_host, value))
            case "url":
                return UrlHolds(at=at, part=value)
            case _:
                return InTopic(at=at, slug=value, query=self._topic(token, value))

    # --- pieces

    def _phrase(self, token: Token, stem: str = "") -> Phrase:
        exact = token.type.startswith("EXACT")
        return self._read(token, _literal(_unquoted(token)), exact=exact, stem=stem)

    def _read(self, token: Token, written: str, *, exact: bool = False, stem: str = "") -> Phrase:
        return self._worth(token, lambda text: read_phrase(text, exact=exact, stem=stem), written)

    def _terms(self, token: Token) -> PhraseSet:
        name = str(token)[1:]
        if name not in self._names.terms:
            hint = suggestion(name, self._names.terms) or "; term sets stand under [terms]"
            raise self._error(token, f'unknown term set "#{shortened(name)}"{hint}')
        return self._names.terms[name]

    def _topic(self, token: Token, slug: str) -> Query:
        if slug not in self._names.slugs:
            raise self._error(
                token, f'unknown topic "{shortened(slug)}"{suggestion(slug, self._names.slugs)}'
            )
        return self._worth(token, self._names.topic, slug)

    def _worth(self, token: Token, reader: Callable[[str], _Value], text: str | None = None) -> _Value:
        """Read a value by *reader*, whose ValueError becomes an error at *token*."""
        try:
            return reader(str(token) if text is None else text)
        except ValueError as error:
            mistake = self._error(token, str(error))
            mistake.is_borrowed = isinstance(error, ElsewhereError)
            raise mistake from None

    def _refuse_foreign(self, token: Token, field: str) -> None:
        """Refuse what Lucene would understand inside a word and this language does not."""
        if token.type != "WORD" or field not in (*_WHERE, *_LABELS):
            return
        if found := re.search("[?~]", re.sub(r"\\.", "__", token, flags=re.DOTALL)):
            raise error_at(self._text, (token.start_pos or 0) + found.start(), _FOREIGN[found.group()])

    def _at(self, node: Tree[Token] | Token) -> At:
        where = node if isinstance(node, str) else node.meta
        start, end = where.start_pos or 0, where.end_pos or 0
        return At(
            text=re.sub(r"\s*\n\s*", " ", self._text[start:end]),
            line=where.line or 1,
            column=where.column or 1,
        )

    def _error(self, node: Tree[Token] | Token, message: str) -> FilterError:
        start = node.start_pos if isinstance(node, str) else node.meta.start_pos
        return error_at(self._text, start or 0, message)


_SAMPLES = {
    "source": "source:bbc-world",
    "lang": "lang:uk",
    "site": "site:bbc.co.uk",
    "url": 'url:"/sport/"',
    "topic": "topic:g7",
}

_FOREIGN = {
    "?": 'there is no ? wildcard; write a prefix, as in "assist*", or put the word in quotes',
    "~": "there are no fuzzy words; a ~ stands only after a quote",
}


def _token(node: Tree[Token] | Token) -> Token:
    """Take a child that the grammar knows to be a token."""
    if not isinstance(node, str):
        raise TypeError(f"{node.data} stands where a token does")
    return node


def _unquoted(token: Token) -> str:
    """Strip the quotes and the "=" off a token."""
    bare = str(token)[1:] if token.type.startswith("EXACT") else str(token)
    return bare[1:-1] if token.type.endswith("QUOTED") else bare


#: A character after a backslash, or its number, as in Lucene.
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_BAD_NUMBER = re.compile(r"(?<!\\)(?:\\\\)*(\\u)(?![0-9A-Fa-f]{4})")


def _literal(written: str) -> str:
    r"""Take what follows a backslash literally, `\u0041` as an A; a `*` is then a sign and no prefix."""
    plain = _ESCAPED.sub(_taken_literally, written)
    # A character beyond the first 65,536 is two of Lucene's, which become one.
    return (
        plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if "\\u" in written
        else plain
    )


def _taken_literally(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16)) if found[1] else found[2]
    return character.replace("*", "\N{ASTERISK OPERATOR}")
