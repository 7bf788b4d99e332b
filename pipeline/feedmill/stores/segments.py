"""
Pairs of numbers by week, kept in sorted segments: a log-structured merge tree inside the database.

A row for each pair costs a page for each: what comes at random dirties pages all over a table, and more of
them the larger it is (O'Neil and others, The Log-Structured Merge-Tree, 1996,
https://doi.org/10.1007/s002360050048). Here a batch adds one segment to a week and merges it with those that
are no larger, so that a pair is written again only as often as its week doubles. A small segment lies in one
row; a larger one in blocks, with a head that tells which of them are worth reading. Everything is written
in the caller's transaction. This file knows no text and no article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, case, delete, func, select

from feedmill.text.hashes import xxh128_bytes

from .dialect import Question, add_sorted, put
from .filters import Head, Numbers, remembered
from .schema import BLOCK, SEGMENT

__all__ = ["Pairs", "add", "holders", "remove"]

#: Pairs, a row each, sorted by the first number; of equal ones nothing is said.
Pairs = NDArray[np.int64]

#: Pairs of a segment that is one row: as cheap to write anew as to add to.
_SMALL: Final = 1024
#: Pairs of a block of a larger one: two fill a page of the file.
_BLOCK: Final = 240
#: A segment grows no further: what a merge holds in memory is bounded (16 bytes a pair, some times over).
_MOST: Final = 1 << 19
#: A segment is merged with a new one of this share of its size, and with any if it is small.
_RATIO: Final = 2

_STANDING: Final = Question(
    select(
        SEGMENT.c.id,
        SEGMENT.c.week,
        SEGMENT.c.pairs,
        SEGMENT.c.first_block,
        SEGMENT.c.stamp,
        # The head of a larger one is long, and most often remembered.
        case((SEGMENT.c.stamp == "", SEGMENT.c.head)).label("head"),
    ),
    SEGMENT.c.week,
)
_HEAD: Final = Question(select(SEGMENT.c.head), SEGMENT.c.id)
_BLOCKS: Final = Question(select(BLOCK.c.id, BLOCK.c.pairs), BLOCK.c.id)
_IN_ORDER: Final = (
    select(BLOCK.c.pairs)
    .where(BLOCK.c.id.between(bindparam("first"), bindparam("last")))
    .order_by(BLOCK.c.id)
)
_FORGET: Final = delete(SEGMENT).where(SEGMENT.c.id == bindparam("gone"))
_DROP: Final = delete(BLOCK).where(BLOCK.c.id.between(bindparam("first"), bindparam("last")))


def add(db: Connection, new: Mapping[int, Pairs]) -> None:
    """Keep pairs, given by week, in any order; those that stand already change nothing."""
    if not new:
        return
    standing: dict[int, list[Any]] = defaultdict(list)
    for row in _STANDING.ask(db, new):
        standing[row.week].append(row)
    for week, pairs in sorted(new.items()):
        merged = _sorted(pairs)
        gone = []
        for row in sorted(standing[week], key=lambda row: (row.pairs, row.id)):
            if row.pairs + len(merged) > _MOST or row.pairs > max(_SMALL, len(merged) * _RATIO):
                break
            merged = _sorted(np.concatenate((_whole(db, row), merged)))
            gone.append(row)
        _replace(db, week, gone, merged)


def holders(db: Connection, weeks: Sequence[int], numbers: Numbers) -> Pairs:
    """Give the pairs of *weeks* whose first number is one of *numbers* (ascending), some of them twice."""
    standing = list(_STANDING.ask(db, weeks))
    wanted = [(row, _places(db, row, numbers)) for row in standing]
    read = dict(_read(db, [place for _, places in wanted for place in places]))
    met = [_with(_pairs(row.head), numbers) for row in standing if not row.stamp]
    met += [
        _with(_pairs(b"".join(read[place] for place in places)), numbers) for row, places in wanted if places
    ]
    return np.concatenate(met) if met else _pairs(b"")


def remove(db: Connection, week: int, pairs: Pairs) -> None:
    """Forget these pairs of a week, wherever they stand."""
    pairs = _sorted(pairs)
    for row in list(_STANDING.ask(db, [week])):
        if not row.stamp:
            kept = _without(_pairs(row.head), pairs)
            if len(kept) < row.pairs:
                _replace(db, week, [row], kept)
            continue
        # A head still tells the truth of blocks that hold less.
        some = list(_read(db, _places(db, row, pairs[:, 0])))
        put(db, BLOCK, [{"id": place, "pairs": _raw(_without(_pairs(raw), pairs))} for place, raw in some])


def _replace(db: Connection, week: int, gone: Sequence[Any], pairs: Pairs) -> None:
    """Write one segment in place of some."""
    if blocks := [_range(row) for row in gone if row.stamp]:
        db.execute(_DROP, blocks)
    if left := gone[1:] if len(pairs) else gone:
        db.execute(_FORGET, [{"gone": row.id} for row in left])
    if not len(pairs):
        return
    row = {"week": week, "pairs": len(pairs), **_laid(db, pairs)}
    if gone:
        put(db, SEGMENT, [{"id": gone[0].id, **row}])
    else:
        put(db, SEGMENT, [row])


def _laid(db: Connection, pairs: Pairs) -> dict[str, Any]:
    """Lay pairs down, in blocks if they are many; give what their segment's row says of it."""
    if len(pairs) <= _SMALL:
        return {"first_block": 0, "stamp": "", "head": _raw(pairs)}
    first = (db.execute(select(func.max(BLOCK.c.id))).scalar() or 0) + 1
    cut = range(0, len(pairs), _BLOCK)
    add_sorted(db, BLOCK, ((first + each // _BLOCK, _raw(pairs[each : each + _BLOCK])) for each in cut))
    head = Head.of(pairs[:, 0], _BLOCK).written
    return {"first_block": first, "stamp": xxh128_bytes(head), "head": head}


# --- reading


def _all_places(row: Any) -> range:
    if not row.stamp:
        return range(0)
    return range(row.first_block, row.first_block + -(-row.pairs // _BLOCK))


def _places(db: Connection, row: Any, numbers: Numbers) -> list[int]:
    """Give the blocks of a larger segment that may hold any of *numbers*."""
    if not row.stamp:
        return []

    def read() -> Head:
        (found,) = _HEAD.ask(db, [row.id])
        return Head.read(found.head, len(_all_places(row)))

    found: list[int] = (row.first_block + remembered(row.stamp, read).blocks(numbers)).tolist()
    return found


def _read(db: Connection, places: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    return ((row.id, row.pairs) for row in _BLOCKS.ask(db, places))


def _whole(db: Connection, row: Any) -> Pairs:
    if not row.stamp:
        return _pairs(row.head)
    return _pairs(b"".join(db.execute(_IN_ORDER, _range(row)).scalars()))


def _range(row: Any) -> dict[str, int]:
    return {"first": row.first_block, "last": _all_places(row)[-1]}


# --- arrays


def _pairs(raw: bytes) -> Pairs:
    return np.frombuffer(raw, "<i8").reshape(-1, 2)


def _raw(pairs: Pairs) -> bytes:
    return pairs.astype("<i8").tobytes()


def _sorted(pairs: Pairs) -> Pairs:
    """Sort by the first number, and drop pairs that stand twice one after the other."""
    # Stable: two sorted runs are merged, not sorted.
    ordered: Pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    again = np.all(ordered[1:] == ordered[:-1], axis=1)
    return ordered[np.concatenate(([True], ~again))] if again.any() else ordered


def _with(pairs: Pairs, numbers: Numbers) -> Pairs:
    """Give the pairs whose first number is one of *numbers*; both are ascending."""
    column = np.ascontiguousarray(pairs[:, 0])
    first = np.searchsorted(column, numbers)
    inside = first < len(column)
    first, some = first[inside], numbers[inside]
    hit = column[first] == some
    after = np.searchsorted(column, some[hit], "right")
    places = [np.arange(one, other) for one, other in zip(first[hit], after, strict=True)]
    return pairs[np.concatenate(places)] if places else pairs[:0]


def _without(pairs: Pairs, gone: Pairs) -> Pairs:
    named = set(map(tuple, gone.tolist()))
    keep = [tuple(pair) not in named for pair in pairs.tolist()]
    return pairs[keep]
