"""
Entries of term sets: how a term is written there, and sets made of them.

An entry is a word, words in a row, `prefix*` or `=Exact`; `.de:Hilfe` is any form of the word in that
language; `-G7 chord` is where a term does not count. This file knows no filter and reads no file, and
loads what reads words only when it is to read some: settings name entries in every run.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedmill.text.phrases import Phrase, PhraseSet

__all__ = ["all_forms", "in_language", "is_barred", "read_entry", "read_terms"]

#: How an entry names its language.
_LANGUAGE = re.compile("[.]([a-z]+):")


def read_entry(entry: str) -> Phrase:
    """
    Read the words of an entry; see `is_barred` for what they are there for.

    Raises:
        ValueError: As for `read_phrase`.
    """
    from feedmill.text.phrases import read_phrase

    sign, stem, written = _taken_apart(entry)
    if sign and not written:
        raise ValueError("a - must stand before words, as in -G7 chord")
    exact = written.startswith("=")
    return read_phrase(written[1:] if exact else written, exact=exact, stem=stem)


def is_barred(entry: str) -> bool:
    """Say whether terms do not count where the words of *entry* stand round them."""
    return entry.startswith("-")


def in_language(entry: str, language: str) -> str:
    """Let *entry* stand for all forms of its words in *language*, unless it names one itself."""
    sign, stem, written = _taken_apart(entry)
    return entry if stem or not language else f"{sign}.{language}:{written}"


def read_terms(entries: Iterable[str]) -> PhraseSet:
    """
    Make a set of entries, whose order is kept; those that are barred are no terms.

    Raises:
        ValueError: The first mistake.
    """
    from feedmill.text.phrases import phrase_set

    terms: list[Phrase] = []
    barred: list[Phrase] = []
    for entry in entries:
        (barred if is_barred(entry) else terms).append(read_entry(entry))
    return phrase_set(terms, barred)


def all_forms(terms: PhraseSet, language: str) -> PhraseSet:
    """
    Let *terms* stand for all forms of their words in *language*; an empty one changes nothing.

    Those that name a language keep it. Exact ones, and those with a `*`, are found as they are.
    """
    if not language:
        return terms
    from feedmill.text.phrases import phrase_set

    barred = terms.barred.phrases if terms.barred else ()
    return phrase_set(
        (_any_form(each, language) for each in terms.phrases), (_any_form(each, language) for each in barred)
    )


def _any_form(phrase: Phrase, language: str) -> Phrase:
    if phrase.stem or any(part.prefix or part.exact for part in phrase.parts):
        return phrase
    from feedmill.text.phrases import read_phrase

    return read_phrase(phrase.written, stem=language)


def _taken_apart(entry: str) -> tuple[str, str, str]:
    """Give sign, language and the rest of an entry."""
    sign = "-" if is_barred(entry) else ""
    rest = entry[len(sign) :].lstrip()
    named = _LANGUAGE.match(rest)
    return (sign, named[1], rest[named.end() :].lstrip()) if named else (sign, "", rest)
