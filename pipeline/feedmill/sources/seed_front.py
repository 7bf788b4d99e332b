"""
Front matter: what a seed's author says about it, above its text.

YAML between lines of `---`, or TOML between lines of `+++`. Of YAML, every value is the text that
was written: `no` is a word, `2026-01-03` a date as written, `007` an id. Aliases, which a bomb is
made of, are refused. Does not look at the body.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from difflib import get_close_matches

import yaml
from yaml.composer import ComposerError
from yaml.reader import ReaderError

from feedmill.model import Entry, Problem

__all__ = ["Front", "entry_with", "front_matter"]

#: Code points of a front matter.
MAX_LENGTH = 16_384
KEYS = ("id", "title", "date", "updated", "author", "authors", "tags", "url", "language", "summary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What stands above the body, and the body."""

    body: str
    values: Mapping[str, object] = field(default_factory=dict)


def front_matter(text: str, name: str) -> Front | Problem:
    """Part *text*, of the file *name*, into front matter and body; without front matter, all is body."""
    text = text.removeprefix("\ufeff")
    opening = _OPENING.match(text)
    closing = _CLOSING[opening[1]].search(text, opening.end() - 1) if opening else None
    if opening is None or (closing is None and not _KEY.match(text, opening.end())):
        return Front(body=text)
    if closing is None:
        return _problem(name, 1, 1, f"the front matter is never closed: end it with a line {opening[1]}")
    values = _values(opening[1], text[opening.end() : closing.start()], name)
    return values if isinstance(values, Problem) else Front(body=text[closing.end() :], values=values)


def entry_with(entry: Entry, values: Mapping[str, object], name: str) -> tuple[Entry, tuple[Problem, ...]]:
    """Lay *values* over *entry*; what cannot be used is noted and passed over."""
    notes = tuple(_notes(values, name))
    texts = {key: _text(value) for key, value in values.items()}
    lists = {key: _texts(value) for key, value in values.items()}
    summary = texts.get("summary") or ""
    title = texts.get("title") or ""
    return (
        replace(
            entry,
            guid=(texts.get("id") or "").strip() or entry.guid,
            title=title or entry.title,
            title_is_html=entry.title_is_html and not title,
            published=texts.get("date") or entry.published,
            updated=texts.get("updated") or entry.updated,
            authors=(*(lists.get("author") or ()), *(lists.get("authors") or ())) or entry.authors,
            categories=_split(lists.get("tags") or ()) or entry.categories,
            link=texts.get("url") or entry.link,
            language=texts.get("language") or entry.language,
            summary=summary or entry.summary,
            summary_is_html=entry.summary_is_html and not summary,
        ),
        notes,
    )


_OPENING = re.compile(r"(---|\+\+\+)[ \t]*\n")
_CLOSING = {
    "---": re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)"),
    "+++": re.compile(r"\n\+\+\+[ \t]*(?:\n|\Z)"),
}
_KEY = re.compile(r"[A-Za-z_-]{1,40}[ \t]*[:=]")


# --- the two languages ----------------------------------------------------------------------------


def _values(fence: str, written: str, name: str) -> dict[str, object] | Problem:
    if len(written) > MAX_LENGTH:
        return _problem(name, 1, 1, f"the front matter has more than {MAX_LENGTH:,} characters: shorten it")
    values = _yaml(written, name) if fence == "---" else _toml(written, name)
    if not isinstance(values, Problem) and _text(values.get("id")) is None:
        return _problem(name, 1, 1, '"id" is not a text: it decides which article this is, so mend it')
    return values


class _AsWritten(yaml.BaseLoader):
    """YAML without types, tags and aliases: mappings, lists, and text."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose a node that is no alias."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # the stubs lack it
            raise ComposerError(
                problem="aliases (*name) are not read; write the value out", problem_mark=mark
            )
        return super().compose_node(parent, index)


def _yaml(written: str, name: str) -> dict[str, object] | Problem:
    try:
        values = yaml.load(written, Loader=_AsWritten)  # noqa: S506 - makes text, lists and mappings, no objects
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 2, mark.column + 1) if mark else (1, 1)
        return _problem(
            name, line, column, f"the front matter is no valid YAML ({error.problem or error.context})"
        )
    except ReaderError as error:
        before = written[: error.position]
        line, column = before.count("\n") + 2, len(before) - before.rfind("\n")
        return _problem(
            name, line, column, "the front matter holds a character that no text file should: delete it"
        )
    except RecursionError:
        return _problem(name, 1, 1, _TOO_DEEP)
    if not written.strip() or values in ("", None):
        return {}
    if not isinstance(values, dict):
        return _problem(
            name, 2, 1, 'the front matter holds no keys: write lines like "title: …", or leave it out'
        )
    return {str(key): value for key, value in values.items()}


def _toml(written: str, name: str) -> dict[str, object] | Problem:
    try:
        return tomllib.loads(written)
    except RecursionError:
        return _problem(name, 1, 1, _TOO_DEEP)
    except ValueError as error:  # TOMLDecodeError, and Python's own limit on digits
        place = _PLACE.search(str(error))
        line, column = (int(place[1]) + 1, int(place[2])) if place else (1, 1)
        why = _PLACE.sub("", str(error)).strip()
        return _problem(name, line, column, f"the front matter is no valid TOML ({why})")


_TOO_DEEP = "the front matter nests too deep: it is a list of keys and texts"
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def _problem(name: str, line: int, column: int, what: str) -> Problem:
    return Problem(code="seed-unreadable", message=f"{name}:{line}:{column}: {what}", where=name)


# --- values ---------------------------------------------------------------------------------------


def _notes(values: Mapping[str, object], name: str) -> Iterator[Problem]:
    for key, value in values.items():
        lists = key in {"author", "authors", "tags"}
        if key not in KEYS:
            near = get_close_matches(key[:40], KEYS, n=1)
            meant = f' (did you mean "{near[0]}"?)' if near else f"; the keys are {', '.join(KEYS)}"
            yield _note(name, f'unknown key "{key[:40]}" in the front matter{meant}')
        elif (_texts(value) if lists else _text(value)) is None:
            wanted = "a text, or a list of texts" if lists else "a text"
            yield _note(name, f'"{key}" in the front matter is not {wanted}, and was passed over')


def _note(name: str, what: str) -> Problem:
    return Problem(code="seed-note", message=f"{name}: {what}", where=name)


#: TOML's integers have 64 bits; Python reads longer ones, but refuses to write those of 4,300 digits.
_TOO_LARGE = 2**63


def _text(value: object) -> str | None:
    """Give a value as text; "" for what YAML calls null, None for what is no single value."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return "" if value is None else None
    if isinstance(value, int) and abs(value) >= _TOO_LARGE:
        return None
    return "" if value in ("~", "null") else str(value)


def _texts(value: object) -> tuple[str, ...] | None:
    parts = value if isinstance(value, list) else [value]
    texts = [_text(part) for part in parts]
    return None if None in texts else tuple(text for text in texts if text and text.strip())


def _split(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Part tags that were written as one text, with commas between them."""
    parts = tags[0].split(",") if len(tags) == 1 else tags
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
