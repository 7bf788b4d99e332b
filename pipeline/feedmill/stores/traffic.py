"""How what each host was asked lies in its table: counts that only grow, and the shortest gap ever."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from feedmill.model import Traffic

from .dialect import listed, one_of, put
from .packing import read_moment, write_moment
from .rows import Row
from .schema import TRAFFIC

__all__ = ["note_traffic", "traffic"]

_MICROSECOND = timedelta(microseconds=1)
#: Hosts at a time: a run may have asked ten thousands of them.
_AT_ONCE = 500


def traffic(db: Connection) -> tuple[Traffic, ...]:
    """Give what every host was asked, by host."""
    return tuple(_read(row) for row in db.execute(select(TRAFFIC).order_by(TRAFFIC.c.host)))


def note_traffic(db: Connection, told: Iterable[Traffic]) -> None:
    """Add what was counted to what stands, some hosts at a time."""
    left = iter(told)
    asked = select(TRAFFIC).where(one_of(TRAFFIC.c.host))
    while some := tuple(islice(left, _AT_ONCE)):
        stand = {row.host: _read(row) for row in db.execute(asked, listed([one.host for one in some]))}
        put(db, TRAFFIC, [_row(stand[one.host].plus(one) if one.host in stand else one) for one in some])


def _row(one: Traffic) -> Row:
    return {
        "host": one.host,
        "requests": one.requests,
        "not_modified": one.not_modified,
        "bytes": one.bytes,
        "too_many": one.too_many,
        "shortest_gap": None if one.shortest_gap is None else one.shortest_gap // _MICROSECOND,
        "first_start": write_moment(one.first_start),
        "last_start": write_moment(one.last_start),
    }


def _read(row: Any) -> Traffic:
    return Traffic(
        host=row.host,
        requests=row.requests,
        not_modified=row.not_modified,
        bytes=row.bytes,
        too_many=row.too_many,
        shortest_gap=None if row.shortest_gap is None else row.shortest_gap * _MICROSECOND,
        first_start=read_moment(row.first_start),
        last_start=read_moment(row.last_start),
    )
