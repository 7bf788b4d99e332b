"""
Sampled runs of words: which stored texts share them with new ones, and which count for nothing.

Runs are kept by the week that an article was published in (`segments`): what is asked lies together however
large the archive is, and a year's rows are never touched. A run of a text stands once in a week, whoever
published that text. This file knows tables, not what makes two texts alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, select

from feedmill.model import Article
from feedmill.text.samples import sample_of

from .dialect import Question, add
from .packing import write_moment
from .schema import ARTICLE, MARK

__all__ = [
    "DIGITS",
    "add_marks",
    "add_runs",
    "drop_runs",
    "mark_counts",
    "marks",
    "neighbours",
    "rename_marks",
]

#: Articles that are so many weeks apart are asked about at once: a week that is asked in vain costs less than
#: a question of its own.
_TOGETHER: Final = 3
_WEEK: Final = timedelta(days=7) // timedelta(microseconds=1)
#: Fewer shared runs make nobody a lookalike.
_SHARED: Final = 2
#: Hexadecimal digits of a text's key that stand for it beside a run: half the bytes, and of a thousand
#: million texts two begin alike with a chance of one in forty.
DIGITS: Final = 16


_MARKS: Final = Question(select(MARK.c.source, MARK.c.hash), MARK.c.source)

#: Asks a statement about many values: `queries.among`.
Among = Callable[[Connection, Select[Any], Any, Iterable[Any]], Iterator[Any]]


def neighbours(db: Connection, articles: Iterable[Article], window: timedelta) -> dict[str, frozenset[int]]:
    """Give how the keys begin of texts that share two runs or more with one of these, and the runs shared."""
    weeks = [
        (_week(article.published - window), _week(article.published + window), hashes)
        for article in articles
        if (hashes := _hashes(article))
    ]
    weeks.sort(key=itemgetter(0))
    shared: dict[int, set[int]] = defaultdict(set)
    while weeks:
        first = weeks[0][0]
        together = [one for one in weeks if one[0] < first + _TOGETHER]
        weeks = weeks[len(together) :]
        span = range(first, max(last for _, last, _ in together) + 1)
        runs = [hashes for _, _, hashes in together]
        for text, held in _shared(runs, _holders(db, span, runs)):
            shared[text] |= held
    return {_beginning(text): frozenset(hashes) for text, hashes in shared.items()}


def _holders(db: Connection, weeks: Sequence[int], runs: Iterable[bytes]) -> dict[int, set[int]]:
    # Late, as everywhere in this file: numpy takes a tenth of a second, and most runs bring nothing new.
    from .arrays import distinct
    from .segments import holders

    held: dict[int, set[int]] = defaultdict(set)
    for each, text in holders(db, weeks, distinct(runs)).tolist():
        held[each].add(text)
    return held


def _shared(runs: Sequence[bytes], holders: Mapping[int, set[int]]) -> Iterator[tuple[int, set[int]]]:
    from .arrays import met_by

    # Nearly no run stands in another text.
    for some in met_by(runs, holders):
        met = defaultdict[int, set[int]](set)
        for each in some:
            for text in holders[each]:
                met[text].add(each)
        yield from ((text, held) for text, held in met.items() if len(held) >= _SHARED)


def add_runs(db: Connection, articles: Iterable[Article]) -> None:
    """Let later texts find these; what stands already stays."""
    weeks: dict[int, list[tuple[bytes, int]]] = defaultdict(list)
    for article in articles:
        if hashes := _hashes(article):
            weeks[_week(article.published)].append((hashes, _number(article.fingerprint.text)))
    if weeks:
        from .arrays import paired
        from .segments import add as add_pairs

        add_pairs(db, {week: paired(held) for week, held in weeks.items()})


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
    weeks: dict[int, list[tuple[bytes, int]]] = defaultdict(list)
    for key, article in had.items():
        if sample := sample_of(article.text):
            weeks[_week(article.published)].append((sample, _number(key)))
    from .arrays import paired
    from .segments import remove

    for week, held in sorted(weeks.items()):
        remove(db, week, paired(held))


def marks(db: Connection, sources: Iterable[str]) -> dict[str, frozenset[int]]:
    """Give the runs that count for nothing in what each of these sources publishes."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in _MARKS.ask(db, sources):
        found[row.source].add(row.hash)
    return {source: frozenset(hashes) for source, hashes in found.items()}


def mark_counts(db: Connection) -> dict[str, int]:
    """Count the marks of each source that has any: they only ever grow."""
    counted = select(MARK.c.source, func.count().label("number")).group_by(MARK.c.source)
    return {row.source: row.number for row in db.execute(counted.order_by(MARK.c.source))}


def add_marks(db: Connection, marked: Iterable[tuple[str, int]]) -> None:
    """Mark runs for good, each for the source beside it."""
    add(db, MARK, [{"source": source, "hash": each} for source, each in sorted(marked)])


def rename_marks(db: Connection, old: str, new: str) -> None:
    """Hand the marks of one source over to another."""
    mine = db.execute(select(MARK.c.hash).where(MARK.c.source == old)).scalars().all()
    add_marks(db, [(new, each) for each in mine])
    db.execute(delete(MARK).where(MARK.c.source == old))


def _hashes(article: Article) -> bytes:
    keys = article.fingerprint
    return keys.shingles if keys.text else b""


def _number(key: str) -> int:
    """Give how a text's key begins, as a number that a column holds."""
    return int.from_bytes(bytes.fromhex(key[:DIGITS]), signed=True)


def _beginning(number: int) -> str:
    return number.to_bytes(DIGITS // 2, signed=True).hex()


def _week(moment: datetime) -> int:
    """Count whole weeks since 1970."""
    return write_moment(moment) // _WEEK
