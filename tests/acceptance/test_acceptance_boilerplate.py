"""What a source repeats in everything it publishes: told late, it counts for nothing from the start."""

from __future__ import annotations

from contextlib import closing

import pytest

from feedmill.model import Relation
from feedmill.stores.sql import open_store
from installation import Mill, item, rss
from loopback import Loopback, Reply


def word(number: int) -> str:
    """Give a word of letters alone: numbers and names would part copies."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:05}")


FOOTER = " ".join(
    f"The {' '.join(word(line * 10 + place) for place in range(10))} ends." for line in range(24)
)


def post(number: int) -> str:
    """Write an item that is its source's boilerplate but for a line: taken alone, a near copy of others."""
    own = " ".join(word(1000 + number * 10 + place) for place in range(8))
    when = f"Fri, 30 Jan 2026 1{number % 10}:00:00 GMT"
    return item(str(number), "The morning brief", f"And {own}. {FOOTER}", date=when)


def relations(mill: Mill) -> tuple[Relation, ...]:
    """Give all relations that are stored."""
    with closing(open_store(f"sqlite:///{mill.folder / 'var' / 'feedmill.db'}")) as store:
        return store.linked(["near", "cut-of", "update-of", "contained-in"])


def run(mill: Mill, server: Loopback, now: str, first: int, after: int) -> None:
    """Run once, with these posts in the feed."""
    mill.now = now
    server.routes["/brief"] = Reply(body=rss(*(post(number) for number in range(first, after))))
    assert [] == mill.run("--force")["failures"]


@pytest.fixture
def briefed(mill: Mill, server: Loopback) -> Mill:
    """Give a mill in which eight posts were near copies before they were boilerplate."""
    mill.sources(brief=server.url("/brief", host="127.0.0.2"))
    run(mill, server, "2026-01-31T12:00:00Z", 0, 8)
    assert relations(mill)
    return mill


def test_what_was_judged_before_a_mark_is_judged_anew(briefed: Mill, server: Loopback) -> None:
    """As soon as a footer is told for one, it ties nothing, whenever that was published."""
    run(briefed, server, "2026-01-31T14:00:00Z", 8, 24)
    after = relations(briefed)
    briefed.do("retag")

    assert () == after
    assert after == relations(briefed)


def test_a_run_that_was_killed_before_judges_in_the_next_one(
    briefed: Mill, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marks that no judging followed are heeded later: nothing else tells that there is work left."""
    with monkeypatch.context() as patch:
        patch.setattr("feedmill.retag._heed_marks", lambda _: 0)
        run(briefed, server, "2026-01-31T14:00:00Z", 8, 24)
        assert relations(briefed)

    run(briefed, server, "2026-01-31T16:00:00Z", 8, 24)

    assert () == relations(briefed)
