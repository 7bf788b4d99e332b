"""T6-T10, T12, T17: no document hurts the mill, whatever it is; each costs one source at most."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest

from chores import digest_and_peak
from feedmill.digest import Desk, Digest, Job, crashed, digest, warm_up
from feedmill.model import Document, Fetched, Site, Source
from feedmill.topics import compile_filters
from feedmill.workers.inline import inline_map
from feedmill.workers.pipes import PipeWorkers
from hostile_documents import ENCODINGS, LONG, VECTORS, document, feed
from unsafe_html import dangers

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
DESK = Desk(site=Site(), filters=compile_filters((), {}), taggers=(), now=NOW)
COUNT = 2_400 if LONG else 160
MARGIN = 64 * 1024 * 1024
GOOD = feed("<item><guid>g</guid><title>Good</title><link>https://good.example/1</link></item>")
#: Asks for all that is loaded late, the model of languages above all: that is ours, and no document's doing.
WORDY = feed(f"<item><guid>w</guid><description>{'The leaders spoke of aid. ' * 40}</description></item>")
CODES = {"malformed", "not-a-feed", "empty", "crashed"}


def job(body: bytes, name: str = "bad") -> Job:
    """Give the job of reading *body*."""
    source = Source(id=name, kind="feed", address=f"https://{name}.example/feed")
    one = Document(name=source.address, body=body)
    return Job(fetched=Fetched(source=name, url=source.address, documents=(one,)), source=source, hashed="")


@pytest.fixture
def workers() -> Iterator[PipeWorkers]:
    """Give workers as the mill has them."""
    with PipeWorkers(
        2, memory_bytes=MARGIN, cpu_seconds=20, wall_seconds=30, on_crash=crashed, warm=warm_up
    ) as made:
        yield made


def read(body: bytes) -> Digest:
    """Read *body* in this process."""
    return next(inline_map(functools.partial(digest, DESK), [job(body)]))


def live(one: Digest) -> list[str]:
    """Give what would run in a browser, of all that is published of a document."""
    found = []
    for article in one.articles:
        found += dangers(article.html)
        links = [article.url, *(enclosure.url for enclosure in article.enclosures)]
        found += [link for link in links if link and not link.startswith(("http://", "https://", "mailto:"))]
    return found


def test_no_document_hurts_the_others(
    workers: PipeWorkers, record_property: Callable[[str, object], None]
) -> None:
    """Each gives a digest within its time, every tenth is a good one and is read, nothing of it is live."""
    record_property("inputs", COUNT)
    bodies = [GOOD if number % 10 == 9 else document(number) for number in range(COUNT)]
    before, slowest = time.monotonic(), 0.0
    for number, one in enumerate(workers(functools.partial(digest, DESK), map(job, bodies))):
        slowest, before = max(slowest, time.monotonic() - before), time.monotonic()
        assert one.error is None or one.error.code in CODES, number
        assert [] == live(one), number
        assert "root:" not in repr(one), number
        assert all(article.published <= NOW for article in one.articles), number
        if number % 10 == 9:
            assert ["Good"] == [article.title for article in one.articles], number

    assert slowest < 40, "a document took longer than its worker may live"


def test_worker_memory_stays_within_its_margin() -> None:
    """The peak of a worker is no more than that of an idle one and the margin, whatever it read."""
    with PipeWorkers(
        1, memory_bytes=MARGIN, cpu_seconds=20, wall_seconds=30, on_crash=lambda *_: 0, warm=warm_up
    ) as one:
        measure = functools.partial(digest_and_peak, DESK)
        idle = max(one(measure, [job(GOOD), job(WORDY)] * 2))
        peaks = list(one(measure, (job(document(number)) for number in range(COUNT // 2))))

    assert idle > 0
    assert max(peaks) > idle, "nothing was heavy"
    assert max(peaks) <= idle + MARGIN


def test_control_without_the_margin_memory_grows() -> None:
    """The measure does see a document that wants more: the limit is what stops it."""
    large = feed(f"<item><guid>1</guid><title>{'The leaders spoke  of aid. ' * 380_000}</title></item>")
    with PipeWorkers(
        1, memory_bytes=1 << 40, cpu_seconds=60, wall_seconds=60, on_crash=lambda *_: 0, warm=warm_up
    ) as one:
        measure = functools.partial(digest_and_peak, DESK)
        idle, peak = max(one(measure, [job(GOOD), job(WORDY)] * 2)), max(one(measure, [job(large)]))

    assert peak > idle + MARGIN


@pytest.mark.parametrize("shape", ["escaped", "cdata"])
def test_large_honest_feed_is_read(workers: PipeWorkers, shape: str) -> None:
    """Eight thousand articles in six megabytes, dense with links, are read within the limits of a worker."""
    html = "".join(
        f'<p>They met in Hiroshima to speak of aid. <a href="https://good.example/{n}?a=1&amp;b=2">More</a></p>'
        for n in range(5)
    )
    text = f"<![CDATA[{html}]]>" if shape == "cdata" else escape(html)
    items = (
        f"<item><guid>{n}</guid><title>Good {n} &amp; more</title><link>https://good.example/{n}?a=1&amp;b=2</link>"
        "<pubDate>Fri, 30 Jan 2026 10:00:00 GMT</pubDate><category>a</category>"
        f"<description>{text}</description></item>"
        for n in range(8_000)
    )
    body = feed("<language>en</language>", *items)
    (one,) = workers(functools.partial(digest, DESK), [job(body)])

    assert 5_500_000 < len(body) < 7_000_000
    assert one.error is None
    assert [f"Good {n} & more" for n in range(8_000)] == [article.title for article in one.articles]


@pytest.mark.parametrize("label", ENCODINGS)
def test_encoding(label: str) -> None:
    """T7: no declared encoding raises; a document in plain ASCII is read or refused."""
    one = read(feed("<item><guid>1</guid><title>Plain</title></item>", label=label))

    assert one.error is None or one.error.code in CODES - {"crashed"}
    if one.error is None:
        assert [] == live(one)


def test_vectors(record_property: Callable[[str, object], None]) -> None:
    """T9: in seven fields, nothing of 500 ways to run a script is live afterwards."""
    vectors = VECTORS if LONG else VECTORS[::4]
    record_property("inputs", len(vectors) * 7)
    assert len(VECTORS) >= 500
    for vector in vectors:
        cdata = f"<![CDATA[{vector.replace(']]>', ']] >')}]]>"
        inner = "".join(
            f"<{field}>{cdata}</{field}>"
            for field in ("title", "description", "author", "category", "link", "guid", "comments")
        )
        one = read(feed(f"<item>{inner}</item>"))
        assert [] == live(one), vector


def test_control_vectors_are_live_before() -> None:
    """The judge sees most of them, so that it is not blind; some are dead in a browser, too."""
    seen = sum(bool(dangers(vector)) for vector in VECTORS)

    assert seen > len(VECTORS) / 2


def test_of_a_long_window_only_so_many_articles_are_made() -> None:
    """Ten thousand in nine megabytes: with a limit to the new ones they are read, within the margin."""
    html = escape(
        '<p>They met in <a href="https://good.example/1?a=1&amp;b=2">Hiroshima</a> to speak.</p>' * 7
    )
    items = (
        f"<item><guid>{n}</guid><title>Good {n}</title><link>https://good.example/{n}</link>"
        f"<description>{html}</description></item>"
        for n in range(10_000)
    )
    whole = job(feed("<language>en</language>", *items))
    assert 9_000_000 < len(whole.fetched.documents[0].body) < 10_485_760

    with PipeWorkers(
        1, memory_bytes=MARGIN, cpu_seconds=20, wall_seconds=30, on_crash=lambda *_: None, warm=warm_up
    ) as one:
        measure = functools.partial(digest_and_peak, DESK)
        idle = max(one(measure, [job(GOOD)] * 2))
        (peak,) = one(measure, [replace(whole, most_new=200)])
        limited, unlimited = one(functools.partial(digest, DESK), [replace(whole, most_new=200), whole])

    assert 0 < idle < peak <= idle + MARGIN
    assert (200, 9_800) == (len(limited.articles), len(limited.waiting))
    assert unlimited is None, "the control: all of them at once have no room"
