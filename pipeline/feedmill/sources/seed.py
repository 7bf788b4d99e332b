"""
Kind `seed`: local articles, one in each .txt, .md or .html file of a folder.

    file ─ decode ─ front matter ─ its kind's reader ─ entry

Gives what the author wrote: a seed without a title or a summary gets them when it is normalised,
from its text. Touches no file: which files there are, and their bytes, is what was fetched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feedmill.model import Document, Entry, Fetched, Parsed, Problem
from feedmill.sources.encodings import decode, html_label
from feedmill.text.clean import legal

if TYPE_CHECKING:
    from feedmill.sources.seed_front import Front

__all__ = ["ADDRESS", "LOCAL", "Settings", "parse"]

ADDRESS = "path"
LOCAL = True

#: Code points of a seed: ten times the longest article anybody reads.
MAX_LENGTH = 1_000_000
#: Lines of a seed; each costs up to 20 µs, whatever it holds.
MAX_LINES = 100_000
#: What Markdown is marked up with, and how much of it: each costs up to 50 µs (markdown-it-py 4), so that
#: a million would hold up a run for half a minute. A megabyte of prose has some 20,000, with line breaks.
MARKS = "[]*_`!&<\\~|#\n"
MAX_MARKS = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The keys of a folder's table in sources.toml that only this kind knows."""

    path: str


def parse(fetched: Fetched) -> Parsed:
    """
    Read every seed that can be read, in the order of their names; the others are problems.

    Never raises. Of seeds that share a name none is read, since either might be meant. A problem
    `seed-unreadable` is about a seed that is left out, `seed-note` about one that was read.
    """
    documents = sorted(fetched.documents, key=lambda document: document.name)
    seeds = [_read(document) for document in documents]
    twins = _twins(seeds)
    entries = (seed.entry for seed in seeds if seed.entry and _known_as(seed.entry) not in twins)
    problems = [problem for seed in seeds for problem in seed.problems]
    problems += [_same_name(guid, names) for guid, names in twins.items()]
    return Parsed(entries=tuple(entries), problems=tuple(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seed:
    """One file: its entry, or None, and what is wrong with it."""

    name: str
    entry: Entry | None = None
    problems: tuple[Problem, ...] = ()


# Loaded with the first seed of their kind: every run knows the settings above, few read a seed.


def _plain(text: str, *, headed: bool) -> Entry:
    from feedmill.sources.seed_text import read_text

    return read_text(text, headed=headed)


def _markdown(text: str, *, headed: bool) -> Entry:
    from feedmill.sources.seed_markdown import read_markdown

    return read_markdown(text, headed=headed)


def _html(text: str, *, headed: bool) -> Entry:
    from feedmill.sources.seed_html import read_html

    return read_html(text, headed=headed)


_READERS = {".txt": _plain, ".md": _markdown, ".html": _html, ".htm": _html}
_FENCED = frozenset({".txt", ".md"})


def _read(document: Document) -> _Seed:
    from feedmill.sources.seed_front import Front, front_matter

    stem, dot, ending = document.name.rpartition("/")[2].rpartition(".")
    kind = (dot + ending).lower()
    if kind not in _READERS:
        return _unreadable(
            document, "is no seed; seeds are .txt, .md and .html files: rename it or move it away"
        )
    decoded = decode(document.body, declared=html_label(document.body) if kind not in _FENCED else "")
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    trouble = _trouble(text) or (_marked_up(text) if kind == ".md" else "")
    if trouble:
        return _unreadable(document, trouble)
    front = front_matter(text, document.name) if kind in _FENCED else Front(body=text)
    if isinstance(front, Problem):
        return _Seed(name=document.name, problems=(front,))
    notes = (
        ()
        if decoded.sound
        else (_note(document, "is not UTF-8 and was read as Windows-1252: save it as UTF-8"),)
    )
    return _entry(document, kind, front, default=Entry(guid=stem), notes=notes)


def _entry(
    document: Document, kind: str, front: Front, *, default: Entry, notes: tuple[Problem, ...]
) -> _Seed:
    """Read the body, then lay over it what the front matter says."""
    from feedmill.sources.seed_front import entry_with

    try:
        body = _READERS[kind](front.body, headed="title" in front.values)
    except Exception as error:  # noqa: BLE001 - one seed must not cost the others; parsers promise nothing
        return _unreadable(document, f"cannot be read ({type(error).__name__}): make it simpler")
    entry, more = entry_with(replace(body, guid=default.guid), front.values, document.name)
    if not entry.title.strip() and not entry.content.strip():
        return _unreadable(document, "holds no text: write the article, or delete the file")
    return _Seed(name=document.name, entry=entry, problems=(*notes, *more))


def _trouble(text: str) -> str:
    """Say why this cannot be a seed's text, or "" if it can."""
    if not text.strip("\ufeff \t\n"):
        return "is empty: write the article, or delete the file"
    if "\0" in text:
        return "is no text, or text in an encoding that does not say so: save it as UTF-8"
    if len(text) > MAX_LENGTH:
        return f"has more than {MAX_LENGTH:,} characters: split it"
    if text.count("\n") > MAX_LINES:
        return f"has more than {MAX_LINES:,} lines: split it, or write longer ones"
    return ""


def _marked_up(text: str) -> str:
    """Say that a Markdown text has more marks than it may; they are counted, not read."""
    if sum(map(text.count, MARKS)) <= MAX_MARKS:
        return ""
    return f"has more than {MAX_MARKS:,} marks of Markdown (such as [ * _ | or a line break): split it"


def _twins(seeds: Iterable[_Seed]) -> dict[str, list[str]]:
    """Give the guids that several seeds have, each with their files."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for seed in seeds:
        if seed.entry:
            names[_known_as(seed.entry)].append(seed.name)
    return {guid: files for guid, files in names.items() if len(files) > 1}


def _known_as(entry: Entry) -> str:
    """Give the guid as an id is made of it: names may differ in what no id can hold."""
    return legal(entry.guid).strip()


def _same_name(guid: str, files: list[str]) -> Problem:
    named = f"{', '.join(files[:-1])} and {files[-1]}"
    both = "both" if len(files) == 2 else "all"  # noqa: PLR2004 - the word depends on the number
    message = f"{named} are {both} called {guid!r}, so none of them is read: rename one, or give it an id"
    return Problem(code="seed-unreadable", message=message, where=files[0])


def _unreadable(document: Document, trouble: str) -> _Seed:
    problem = Problem(code="seed-unreadable", message=f"{document.name} {trouble}", where=document.name)
    return _Seed(name=document.name, problems=(problem,))


def _note(document: Document, what: str) -> Problem:
    return Problem(code="seed-note", message=f"{document.name} {what}", where=document.name)
