"""
Term sets: `[terms]` of `topics.toml` and the files it names, each entry with its own place.

An entry's words are for `text.entries` to read; here they are gathered, told apart from comments,
and what is wrong with them gets a file and a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedmill.settings.checking import check
from feedmill.settings.files import read_lines
from feedmill.settings.models import TermSet, TermTable
from feedmill.settings.notes import quoted
from feedmill.text.entries import in_language, is_barred, read_entry, read_terms
from feedmill.text.passages import passage
from feedmill.text.quoting import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from feedmill.model import Vocabulary
    from feedmill.settings.files import Folder
    from feedmill.settings.notes import Document, Notes
    from feedmill.settings.places import KeyPath
    from feedmill.text.phrases import PhraseSet

__all__ = ["TermEntry", "check_entries", "read_term_sets", "vocabulary_of", "warn_of_entries"]

#: What can follow "#" in a filter.
_NAME = re.compile(r"""[^\s()"“”„:#^]+""")
#: A line's comment: a word may hold a "#", but none begins with one.
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TermEntry:
    """One entry, and where it stands."""

    text: str
    document: Document
    #: Its key in a TOML file, or its line in a file of terms.
    place: KeyPath | int

    def note(self, sentence: str, notes: Notes) -> None:
        """Note *sentence* at the entry."""
        if isinstance(self.place, int):
            notes.add_at(self.document, (self.place, 1), sentence)
        else:
            notes.add(self.document, self.place, sentence)

    def line(self) -> int:
        """Give its line."""
        return self.place if isinstance(self.place, int) else self.document.places.of(self.place)[0]


def read_term_sets(
    document: Document, folder: Path | Folder, mistakes: Notes
) -> dict[str, tuple[TermEntry, ...]]:
    """Give the entries of each set, in order; files are read from `config/` in *folder*."""
    terms = document.table.get("terms")
    sets: dict[str, tuple[TermEntry, ...]] = {}
    for name, raw in terms.items() if isinstance(terms, dict) else ():
        path = ("terms", name)
        if not _NAME.fullmatch(name):
            mistakes.add(document, path, "a filter cannot write this name; leave out spaces, quotes, ( ) : ^")
        if isinstance(raw, dict):
            found = _of_table(document, path, folder, mistakes)
        else:
            words = check(TermSet, raw, document, path, mistakes)
            found = None if words is None else tuple(_listed(words.root, document, path))
        if found:
            sets[name] = found
    return sets


def vocabulary_of(sets: Mapping[str, Iterable[TermEntry]]) -> Vocabulary:
    """Give the sets as filters and taggers take them."""
    return {name: tuple(entry.text for entry in entries) for name, entries in sets.items()}


def check_entries(sets: Mapping[str, Iterable[TermEntry]], mistakes: Notes) -> frozenset[str]:
    """Note every entry that cannot be read, and give the names of the sets that hold one."""
    wrong = set()
    for name, entries in sets.items():
        for entry in entries:
            try:
                read_entry(entry.text)
            except ValueError as error:
                entry.note(str(error), mistakes)
                wrong.add(name)
    return frozenset(wrong)


def warn_of_entries(sets: Mapping[str, tuple[TermEntry, ...]], warnings: Notes) -> None:
    """Warn of entries that change nothing: those that stand twice, and bars that no term meets."""
    for entries in sets.values():
        seen: dict[object, TermEntry] = {}
        for entry in entries:
            first = seen.setdefault((is_barred(entry.text), read_entry(entry.text).parts), entry)
            if first is not entry:
                entry.note(f"{_shown(entry)} stands in line {first.line()} too", warnings)
        if any(is_barred(entry.text) for entry in entries):
            _warn_of_bars(entries, warnings)


def _warn_of_bars(entries: Iterable[TermEntry], warnings: Notes) -> None:
    """Look for terms in what bars them, and for terms that are barred wherever they stand."""
    entries = tuple(entries)
    whole = read_terms(entry.text for entry in entries)
    terms = read_terms(entry.text for entry in entries if not is_barred(entry.text))
    for entry in entries:
        if is_barred(entry.text):
            if not any(terms.numbers(passage(read_entry(entry.text).written))):
                entry.note(f"no term of the set stands in {_shown(entry)}, so it bars nothing", warnings)
        elif not _counts(whole, entry):
            entry.note(f"{_shown(entry)} is barred wherever it stands, so it finds nothing", warnings)


def _counts(terms: PhraseSet, entry: TermEntry) -> bool:
    phrase = read_entry(entry.text)
    return any(terms.find(phrase, passage(phrase.written.replace("*", ""))))


def _of_table(
    document: Document, path: tuple[str, str], folder: Path | Folder, mistakes: Notes
) -> tuple[TermEntry, ...] | None:
    """Give the entries of `{ words = […], file = "…", stem = "…" }`."""
    table = check(TermTable, document.raw(path), document, path, mistakes)
    if table is None:
        return None
    found = [*_listed(table.words, document, (*path, "words"), table.stem)]
    if table.file:
        found += _filed(table, document, path, folder, mistakes)
    elif not table.words:
        mistakes.add(document, path, 'has no terms; write words = ["…"], or file = "…" for a file of them')
    return tuple(found)


def _listed(
    words: Iterable[str], document: Document, path: KeyPath, language: str = ""
) -> Iterator[TermEntry]:
    for index, entry in enumerate(words):
        yield TermEntry(text=in_language(entry, language), document=document, place=(*path, index))


def _filed(
    table: TermTable, document: Document, path: KeyPath, folder: Path | Folder, mistakes: Notes
) -> Iterator[TermEntry]:
    """Yield the entries of a set's file: one a line, what follows a "#" aside."""
    noted = len(mistakes.lines())
    text = read_lines(folder, f"config/{table.file}", document, (*path, "file"), mistakes)
    empty = True
    for number, line in enumerate(text.text.split("\n"), start=1):
        entry = _COMMENT.sub("", line).strip()
        if entry:
            empty = False
            yield TermEntry(text=in_language(entry, table.stem), document=text, place=number)
    if empty and noted == len(mistakes.lines()):
        mistakes.add(document, (*path, "file"), f"{quoted(table.file)} holds no term; write one a line")


def _shown(entry: TermEntry) -> str:
    return quoted(shortened(entry.text))
