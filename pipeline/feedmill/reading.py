"""
Which of a document's entries become articles, and which are known, rejected or left for the next run.

The part of `digest` between parsing and tagging. Pure: it cleans and names nothing itself (`normalise`
does), knows no store, and is told what the store holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from feedmill.model import Article, Entry, Hints, Match, Site, Source
from feedmill.text.clean import legal
from feedmill.text.ids import article_id, article_key
from feedmill.text.urls import absolute, match_key

if TYPE_CHECKING:
    from feedmill.normalise import Draft

__all__ = ["Read", "Reading", "read"]

#: So many articles, or the first with which they have so many characters, are finished at once.
_AT_ONCE = 32
_CHARACTERS = 65_536

_Tagged = tuple[Article, tuple[Match, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the entries of one document are read with."""

    source: Source
    site: Site
    #: URL of the document.
    address: str
    hints: Hints
    now: datetime
    #: Raw hash → article id of what is stored, where the same entry makes the same article.
    known: Mapping[str, str]
    #: Ids of what is stored.
    stored: frozenset[str]
    #: Raw hash → the id that an entry without a guid was seen under.
    ids: Mapping[str, str]
    #: So many articles that are not stored are made; 0 = all.
    most_new: int


@dataclass(slots=True)
class Read:
    """What became of the entries; filled as they are read."""

    #: With their topics, in document order.
    articles: list[_Tagged] = field(default_factory=list)
    #: Ids of entries that are stored as they are.
    known: list[str] = field(default_factory=list)
    #: Raw hashes of those beyond `most_new`, of which no article was made.
    waiting: list[str] = field(default_factory=list)
    #: How many had a key that another entry had before, or none at all.
    rejected: int = 0
    new: int = 0
    taken: set[str] = field(default_factory=set)
    #: What is not finished yet, and how many characters of title and text it has.
    drafts: list[Draft] = field(default_factory=list)
    characters: int = 0


def read(entries: list[Entry], reading: Reading, finish: Callable[[Article], _Tagged]) -> Read:
    """
    Make articles of what the store does not hold; of two entries with one id the first wins.

    Takes *entries*, which are in reverse order, one by one off the list. *finish* is given each article
    while its words, which its fingerprint needed, are still at hand; fingerprints are taken of many at once.

    What is stored and has changed is made however many are new. Beyond `most_new`, a new entry is told by
    its guid before anything is made of it; without one it is made, and not kept.
    """
    # Late: the process that hands out the jobs never cleans a text.
    from feedmill.normalise import is_dated, raw_hash

    done = Read()
    undated = 0
    shared = _shared_keys(entries, reading.address)
    while entries:
        entry = entries.pop()
        if _is_blank(entry):
            done.rejected += 1
            continue
        hashed = raw_hash(entry)
        stored = reading.known.get(hashed)
        if stored is not None:
            if _is_first(stored, done):
                done.known.append(stored)
        elif late := _late_id(entry, reading, done):
            if _is_first(late, done):
                done.waiting.append(hashed)
        else:
            _take(_made(entry, reading, hashed, undated, shared), reading, done)
            if len(done.drafts) == _AT_ONCE or done.characters >= _CHARACTERS:
                _finish(done, finish)
        undated += not is_dated(entry)
    if done.drafts:
        _finish(done, finish)
    return done


def _take(draft: Draft, reading: Reading, done: Read) -> None:
    key = draft.fields["id"]
    if not _is_first(key, done):
        return
    is_new = not _is_stored(key, reading)
    if is_new and _is_full(reading, done):
        done.waiting.append(draft.fields["raw_hash"])
        return
    done.new += is_new
    done.drafts.append(draft)
    done.characters += len(draft.fields["title"]) + len(draft.fields["text"])


def _finish(done: Read, finish: Callable[[Article], _Tagged]) -> None:
    from feedmill.normalise import finished

    done.articles += map(finish, finished(done.drafts))
    done.drafts.clear()
    done.characters = 0


def _made(entry: Entry, reading: Reading, hashed: str, undated: int, shared: frozenset[str]) -> Draft:
    from feedmill.normalise import draft

    made = draft(
        entry,
        source=reading.source,
        site=reading.site,
        address=reading.address,
        hints=reading.hints,
        now=reading.now,
        undated=undated,
        shared_link=not entry.guid and _link_key(entry, reading.address) in shared,
        hashed=hashed,
    )
    if not entry.guid:
        # Its id hangs on what else the document holds: the very entry keeps the one that it has.
        made.fields["id"] = reading.ids.get(hashed, made.fields["id"])
    return made


def _is_first(key: str, done: Read) -> bool:
    """Say whether no entry had the id before; a second one is rejected."""
    if key in done.taken:
        done.rejected += 1
        return False
    done.taken.add(key)
    return True


def _is_full(reading: Reading, done: Read) -> bool:
    return 0 < reading.most_new <= done.new


def _is_stored(key: str, reading: Reading) -> bool:
    """Say whether an article is known to be stored, under this key of its source or an earlier one."""
    own = reading.source.id
    return key in reading.stored or any(
        key.replace(f":{own}/", f":{old}/", 1) in reading.stored for old in reading.source.formerly
    )


def _late_id(entry: Entry, reading: Reading, done: Read) -> str:
    """Give the id of an entry that must wait, if its guid tells that; else nothing."""
    guid = legal(entry.guid).strip() if _is_full(reading, done) else ""
    if not guid:
        return ""
    key = article_key(guid, "", "", "", shared_link=False)
    own = article_id(reading.site.id_domain, reading.site.id_date, reading.source.id, key)
    return "" if _is_stored(own, reading) else own


def _is_blank(entry: Entry) -> bool:
    """Say whether nothing tells the entry from any other: it could not even be given an id."""
    return not (
        entry.guid.strip()
        or entry.link.strip()
        or entry.title.strip()
        or entry.summary.strip()
        or entry.content.strip()
    )


def _shared_keys(entries: Iterable[Entry], address: str) -> frozenset[str]:
    """Give the link keys that several entries without a guid share: the title must tell those apart."""
    keys = Counter(_link_key(entry, address) for entry in entries if not entry.guid)
    return frozenset(key for key, times in keys.items() if key and times > 1)


def _link_key(entry: Entry, address: str) -> str:
    return match_key(absolute(entry.link, entry.base or address))
