"""
Sampled runs of words: which stored texts share them with new ones, and which count for nothing.

Rows are led by the week that an article was published in: what is asked lies together however large the
archive is, and a year's rows are never touched. One row stands for a run in a text in a week, whoever
published that text. This file knows tables, not what makes two texts alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, select

from feedmill.model import Article
from feedmill.text.homoglyphs import plain_letters
from feedmill.text.words import fold

from .dialect import add
from .packing import write_moment
from .schema import ARTICLE, MARK, SHINGLE

__all__ = ["add_marks", "add_runs", "drop_runs", "marks", "neighbours"]

#: Fewer shared runs make nobody a lookalike.
_SHARED: Final = 2
_WEEK: Final = timedelta(days=7) // timedelta(microseconds=1)


#: Asks a statement about many values: `queries.among`.
Among = Callable[[Connection, Select[Any], Any, Iterable[Any]], Iterator[Any]]


def neighbours(
    db: Connection, among: Among, articles: Iterable[Article], window: timedelta
) -> dict[str, frozenset[int]]:
    """Give the keys of texts that share two runs or more with one of these, and the runs shared."""
    asked: dict[int, set[int]] = defaultdict(set)
    runs: dict[str, frozenset[int]] = {}
    for article in articles:
        if hashes := _hashes(article):
            runs[article.id] = hashes
            for week in range(_week(article.published - window), _week(article.published + window) + 1):
                asked[week] |= hashes
    return _shared(runs.values(), _holders(db, among, asked))


def _holders(db: Connection, among: Among, asked: dict[int, set[int]]) -> dict[int, set[bytes]]:
    holders: dict[int, set[bytes]] = defaultdict(set)
    for week, hashes in asked.items():
        found = select(SHINGLE.c.hash, SHINGLE.c.text).where(SHINGLE.c.week == week)
        for row in among(db, found, SHINGLE.c.hash, hashes):
            holders[row.hash].add(row.text)
    return holders


def _shared(runs: Iterable[frozenset[int]], holders: dict[int, set[bytes]]) -> dict[str, frozenset[int]]:
    shared: dict[bytes, set[int]] = defaultdict(set)
    for hashes in runs:
        counted = Counter(text for each in hashes for text in holders.get(each, ()))
        near = {text for text, times in counted.items() if times >= _SHARED}
        for each in hashes:
            for text in holders.get(each, set()) & near:
                shared[text].add(each)
    return {text.hex(): frozenset(hashes) for text, hashes in shared.items()}


def add_runs(db: Connection, articles: Iterable[Article]) -> None:
    """Let later texts find these; what stands already stays."""
    runs = [
        (week, each, text)
        for article in articles
        if (hashes := _hashes(article))
        for week, text in [(_week(article.published), bytes.fromhex(article.fingerprint.text))]
        for each in hashes
    ]
    # In the order in which they lie: neighbours in the table share pages.
    add(db, SHINGLE, [{"week": week, "hash": each, "text": text} for week, each, text in sorted(runs)])


def drop_runs(db: Connection, among: Among, articles: Iterable[Article]) -> None:
    """Forget the texts that these articles had, as far as no stored article has them now."""
    had = {article.fingerprint.text: article for article in articles if article.fingerprint.text}
    standing = select(ARTICLE.c.text_key).where(ARTICLE.c.withdrawn_at.is_(None))
    had = {
        key: had[key]
        for key in had.keys() - {row.text_key for row in among(db, standing, ARTICLE.c.text_key, had)}
    }
    if not had:
        return
    # Imported late: numpy takes a tenth of a second, and few runs lose a text.
    from feedmill.text.shingles import sampled

    gone = [
        {"a_week": _week(article.published), "a_hash": each, "a_text": bytes.fromhex(key)}
        for key, article in had.items()
        for each in _numbers(sampled(plain_letters(fold(article.text))))
    ]
    if gone:
        one = (SHINGLE.c.week == bindparam("a_week")) & (SHINGLE.c.hash == bindparam("a_hash"))
        db.execute(delete(SHINGLE).where(one & (SHINGLE.c.text == bindparam("a_text"))), gone)


def marks(db: Connection, among: Among, sources: Iterable[str]) -> dict[str, frozenset[int]]:
    """Give the runs that count for nothing in what each of these sources publishes."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in among(db, select(MARK.c.source, MARK.c.hash), MARK.c.source, sources):
        found[row.source].add(row.hash)
    return {source: frozenset(hashes) for source, hashes in found.items()}


def add_marks(db: Connection, marked: Iterable[tuple[str, int]]) -> None:
    """Mark runs for good, each for the source beside it."""
    add(db, MARK, [{"source": source, "hash": each} for source, each in sorted(marked)])


def _hashes(article: Article) -> frozenset[int]:
    keys = article.fingerprint
    return frozenset(_numbers(keys.shingles)) if keys.text else frozenset()


def _numbers(shingles: bytes) -> list[int]:
    return memoryview(shingles).cast("q").tolist()


def _week(moment: datetime) -> int:
    """Count whole weeks since 1970."""
    return write_moment(moment) // _WEEK
