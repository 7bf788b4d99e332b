"""What a run does is in proportion to what is new, not to what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from feedmill import ingest, normalise
from feedmill.model import Entry
from feedmill.stores.sql import SqlStore
from installation import Mill, item, rss
from loopback import Loopback, Reply

#: All of three digits, so that every document is as long as the others.
FIRST = 100
RUNS, WINDOW = 6, 10


def window(first: int) -> bytes:
    """Give a feed of the items from *first* on, each as long as items are."""
    return rss(
        *(
            item(str(number), f"G7 {number}", "Words. " * 40)
            for number in range(FIRST + first, FIRST + first + WINDOW)
        )
    )


def hashes_handed_over(mill: Mill, server: Loopback, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Run while a feed's window moves on; give how many hashes of stored articles each reading was told."""
    told: list[int] = []
    asked = SqlStore.newest_hashes

    def counted(store: SqlStore, limits: Mapping[str, int]) -> dict[str, dict[str, str]]:
        found = asked(store, limits)
        told.append(len(found.get("one", {})))
        return found

    monkeypatch.setattr(SqlStore, "newest_hashes", counted)
    mill.sources(one=server.url("/one"))
    for number in range(RUNS):
        server.routes["/one"] = Reply(body=window(number * (WINDOW - 1)))
        assert 0 == mill.run()["sources"]["failed"]
    return told


def test_only_what_is_new_is_normalised(
    mill: Mill, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One item more in a feed costs one item's work."""
    made: list[str] = []
    draft = normalise.draft

    def counted(entry: Entry, **more: Any) -> normalise.Draft:
        made.append(entry.guid)
        return draft(entry, **more)

    server.routes["/one"] = Reply(body=window(0))
    mill.sources(one=server.url("/one"))
    mill.run()
    monkeypatch.setattr(normalise, "draft", counted)
    server.routes["/one"] = Reply(body=window(1))

    report = mill.run()

    assert [str(FIRST + WINDOW)] == made
    assert (1, WINDOW - 1) == (report["entries"]["new"], report["entries"]["unchanged"])


def test_what_is_known_of_a_source_does_not_grow_with_its_archive(
    mill: Mill, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reading is told of as many stored articles as its document may hold."""
    told = hashes_handed_over(mill, server, monkeypatch)

    assert WINDOW <= max(told) <= len(window(0)) // 200 + 1


def test_control_of_what_is_known(mill: Mill, server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without that bound a reading is told of the whole archive."""
    monkeypatch.setattr(ingest, "_ENTRY_BYTES", 1)

    told = hashes_handed_over(mill, server, monkeypatch)

    assert max(told) > len(window(0)) // 200 + 1
