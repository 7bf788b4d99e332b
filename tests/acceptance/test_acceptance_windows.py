"""Windows of thousands of items: the newest come first, the rest wait, and nothing is lost meanwhile."""

from __future__ import annotations

from html import escape

import pytest

from feedmill import ingest
from installation import Mill, item
from loopback import Loopback, Reply

MOST = 10


def configure(mill: Mill, most: int = MOST) -> None:
    """Let a source bring so many new items in a run."""
    mill.write(
        "config/feedmill.toml",
        f'[site]\nid_domain = "example.org"\n[fetch]\nallow_private = ["127.0.0.0/8"]\nmax_new = {most}\n',
    )


def serve(server: Loopback, *items: str) -> int:
    """Serve these items, and little beside them; give their bytes."""
    body = f'<rss version="2.0"><channel><title>t</title>{"".join(items)}</channel></rss>'
    server.routes["/f"] = Reply(body=body.encode())
    return len(body)


def tiny(*numbers: int) -> list[str]:
    """Give items of a few bytes each."""
    return [f"<item><guid>{number}</guid></item>" for number in numbers]


@pytest.fixture
def source(mill: Mill, server: Loopback) -> Mill:
    """Give a mill with one source."""
    configure(mill)
    mill.sources(a=server.url("/f", host="127.0.0.2"))
    return mill


def news(mill: Mill, runs: int) -> list[int]:
    """Give how many new articles of the source each run stores."""
    return [mill.run("--force")["entries"]["new"] for _ in range(runs)]


def test_eight_megabytes_of_ten_thousand_items_are_read(source: Mill, server: Loopback) -> None:
    """Within a worker's memory; the first `max_new` are stored, the health of the source says what waits."""
    configure(source, 200)
    source.in_processes = True
    html = escape(
        '<p>They met in <a href="https://good.example/1?a=1&amp;b=2">Hiroshima</a> &amp; spoke.</p>' * 5
    )
    size = serve(
        server,
        *(
            item(str(number), f"G7 item {number}", link=f"https://good.example/{number}", text=html)
            for number in range(10_000)
        ),
    )
    report = source.run()
    health = source.do("sources", "--json").json["sources"]

    assert 8_000_000 < size < 10_485_760
    assert [] == report["failures"]
    assert 200 + 1 == report["entries"]["new"], "and the seed"
    assert "9800 new items wait for the next run (see [fetch] max_new)" == health["a"]["note"]


def test_a_change_beyond_the_new_ones_is_stored(source: Mill, server: Loopback) -> None:
    """The last item of a long window was stored long ago: what its publisher mends is seen at once."""
    serve(server, item("old", "G7 as it was"))
    source.run()
    serve(
        server,
        *(item(str(number), f"G7 item {number}") for number in range(3 * MOST)),
        item("old", "G7 as it was mended"),
    )
    report = source.run("--force")

    assert (MOST, 1) == (report["entries"]["new"], report["entries"]["changed"])
    assert "G7 as it was mended" in source.titles("g7")


def test_what_workers_are_not_told_of_takes_no_place(source: Mill, server: Loopback) -> None:
    """Of tiny items, workers know only some; the others are asked for, lest what is new wait for ever."""
    serve(server, *tiny(*range(4 * MOST)))
    source.run()
    assert [MOST, MOST, MOST, 0] == news(source, 4)
    serve(server, *tiny(*range(4 * MOST)), *tiny(1_000))

    assert [1, 0] == news(source, 2)


def test_control_else_they_take_every_place(
    source: Mill, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without that second look, stored items that workers are not told of keep the new one out."""
    serve(server, *tiny(*range(4 * MOST)))
    news(source, 4)
    monkeypatch.setattr(ingest, "_read_again", lambda *_: {})
    serve(server, *tiny(*range(4 * MOST)), *tiny(1_000))

    assert [0, 0, 0] == news(source, 3)
