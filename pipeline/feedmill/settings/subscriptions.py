"""
Subscriptions of a feed reader (OPML), taken over into `config/sources.toml`.

OPML is somebody else's text: no entity is resolved, nothing is fetched, and nothing of it may reach
the environment through `${NAME}`.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from typing import TYPE_CHECKING

from feedmill.errors import UsageError
from feedmill.model import ParseError
from feedmill.settings import files
from feedmill.settings.editing import replace_file
from feedmill.settings.environment import MARK
from feedmill.settings.notes import Notes, quoted
from feedmill.sources.encodings import decode, xml_label
from feedmill.sources.guard import measure
from feedmill.sources.mend import mend
from feedmill.text.clean import clean_line
from feedmill.text.urls import redact

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from lxml import etree

    from feedmill.settings.notes import Document

__all__ = ["import_sources"]

_ID_LENGTH = 40
#: Bytes of a file: a hundred thousand subscriptions.
MAX_BYTES = 50_000_000
#: Addresses that are named in one error.
_NAMED = 10
_ADVICE = "export your subscriptions as OPML from your feed reader, and give that file"
_FIRST_ELEMENT = re.compile(rb"<([A-Za-z][A-Za-z0-9:._-]*)")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
#: An element that comes later than this stands in a text about something.
_LONGEST_HEAD = 4_000
_FEEDS = frozenset({"rss", "feed", "rdf"})
_FINDINGS = {
    "nothing": "is empty",
    "binary": "is no text, or damaged",
    "json": "is JSON",
    "text": "is text without any element",
    "html": "is a web page",
}
#: `feed:https://…` and `feed://…`, as readers once wrote (the draft "feed: URI scheme" of 2006).
_FEED_SCHEME = re.compile(r"^feed:(?=https?://)|^feed://", re.IGNORECASE)


def import_sources(folder: Path, opml: bytes) -> tuple[str, ...]:
    """
    Append every subscription of *opml* that is not listed yet to `sources.toml`; give the new ids.

    Raises:
        ConfigError: `sources.toml` cannot be read.
        UsageError: *opml* is no OPML or names what no source can be; or the file cannot be written.
            Nothing was written.
    """
    before = _read(folder)
    listed = before.table.get("sources", {})
    taken = set(listed) | {old for raw in listed.values() for old in raw.get("formerly", ())}
    addresses = {raw.get("url") for raw in listed.values()}
    tables: dict[str, dict[str, str]] = {}
    numbers: dict[str, int] = {}
    for url, title in _sound(dict(_subscriptions(opml))).items():
        if url not in addresses:
            new = _free_id(title or url, taken, numbers)
            taken.add(new)
            tables[new] = _table(url, title)
    if tables:
        _write(folder, before, tables)
    return tuple(tables)


def _read(folder: Path) -> Document:
    files.require_config(folder)
    mistakes = Notes()
    document = files.read(folder, files.SOURCES, mistakes)
    listed = document.table.get("sources", {})
    if not isinstance(listed, dict) or not all(isinstance(raw, dict) for raw in listed.values()):
        mistakes.add(document, ("sources",), "expected tables")
    mistakes.raise_mistakes()
    return document


def _write(folder: Path, before: Document, tables: dict[str, dict[str, str]]) -> None:
    above = before.text if before.text.endswith("\n") or not before.text else f"{before.text}\n"
    below = "\n".join(_written(source, table) for source, table in tables.items())
    text = f"{above}\n{below}" if above else below
    expected = {**before.table, "sources": {**before.table.get("sources", {}), **tables}}
    try:
        sound = tomllib.loads(text) == expected
    except tomllib.TOMLDecodeError:
        sound = False
    if not sound:
        raise UsageError(
            f"{files.SOURCES} cannot be added to; write each source as a table of its own, [sources.example]"
        )
    replace_file(folder / files.SOURCES, text)


def _written(source: str, table: dict[str, str]) -> str:
    """Write a table of texts: a hundred times as fast as a writer of any TOML."""
    pairs = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items())
    return f"[sources.{source}]\n{''.join(pairs)}"


def _subscriptions(opml: bytes) -> Iterator[tuple[str, str]]:
    """Yield address and title of each outline that names a feed, folders aside."""
    from lxml import etree

    if len(opml) > MAX_BYTES:
        raise UsageError(f"this was not read: it is larger than {MAX_BYTES:,} bytes; {_ADVICE}")
    text = decode(opml, declared=xml_label(opml)).text
    # A parser takes the square of the number of an element's attributes: 100,000 took 43 seconds.
    shape = measure(text)
    if isinstance(shape, ParseError):
        raise UsageError(f"this was not read, for safety: {shape.message.partition(';')[0]}; {_ADVICE}")
    try:
        root = _root(text)
    except (etree.XMLSyntaxError, ValueError) as error:
        # Readers, too, write bare ampersands into addresses.
        mended = mend(text)
        try:
            root = _root(text if isinstance(mended, ParseError) else mended.text)
        except (etree.XMLSyntaxError, ValueError):
            raise UsageError(_refusal(_found(opml), getattr(error, "lineno", None))) from None
    name = etree.QName(root).localname.lower()
    if name != "opml":
        raise UsageError(_refusal(name))
    for outline in root.iter("{*}outline"):
        attributes = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        url = _FEED_SCHEME.sub(
            lambda match: "http://" if match[0].endswith("/") else "", attributes.get("xmlurl", "").strip()
        )
        if url:
            yield url, clean_line(attributes.get("title") or attributes.get("text") or "")


def _root(text: str) -> etree._Element:
    from lxml import etree

    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    return etree.fromstring(text.encode("utf-8", "replace"), parser)


def _found(content: bytes) -> str:
    """Give the name of the first element, as far as there is one; else what there is instead."""
    if not content.strip():
        return "nothing"
    if b"\0" in content:
        return "binary"
    if content.lstrip().startswith((b"{", b"[")):
        return "json"
    first = _FIRST_ELEMENT.search(_COMMENT.sub(b"", content[:_LONGEST_HEAD]))
    return first[1].decode("ascii").rpartition(":")[2].lower() if first else "text"


def _refusal(found: str, line: int | None = None) -> str:
    """Say what was found instead of OPML, and what to do."""
    if found == "opml":
        where = f"at line {line}" if line else "somewhere"
        return f"this is no OPML: it begins as such, but is damaged {where}; {_ADVICE}"
    if found in _FEEDS:
        return "this is no OPML: it is a feed; write its address into config/sources.toml as a source"
    return f"this is no OPML: it {_FINDINGS.get(found, f'begins with <{found}>')}; {_ADVICE}"


def _sound(subscriptions: dict[str, str]) -> dict[str, str]:
    """
    Give *subscriptions*, if a source can have every address.

    Raises:
        UsageError: With each address that is none, without its secrets.
    """
    from feedmill.settings.fields import read_url

    bad = []
    for url in subscriptions:
        try:
            sound = MARK not in read_url(url)
        except ValueError:
            sound = False
        if not sound:
            bad.append(quoted(redact(url)))
    if bad:
        more = f", and {len(bad) - _NAMED:,} more" if len(bad) > _NAMED else ""
        named = ", ".join(bad[:_NAMED]) + more
        raise UsageError(f"take these out of the OPML file first, they are no web addresses: {named}")
    return subscriptions


def _table(url: str, title: str) -> dict[str, str]:
    title = title.replace(MARK, "$ {")
    return {"kind": "feed", "url": url} | ({"title": title} if title else {})


def _free_id(name: str, taken: Collection[str], numbers: dict[str, int]) -> str:
    """
    Give an id like *name* that is not taken: "Київ Пост" and "Kyiv Post!" become "feed", "kyiv-post".

    *numbers* holds, for each such id, the number to try next.
    """
    plain = unicodedata.normalize("NFKD", name.removeprefix("https://").removeprefix("http://"))
    words = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower())
    base = words.strip("-")[:_ID_LENGTH].strip("-") or "feed"
    number = numbers.get(base, 1)
    while (free := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    numbers[base] = number + 1
    return free
