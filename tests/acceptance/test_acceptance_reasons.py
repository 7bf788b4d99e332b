"""Pages tell why an article is in a topic, where the operator turned that on, and nowhere else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from installation import Mill

_ON = "[site]\nid_domain = 'example.org'\n[publish]\nreasons = true\n"
_OFF = "[site]\nid_domain = 'example.org'\n"
_TERMS = "[terms]\ng7 = ['G7', 'Group of Seven']\n"
_TOPICS = (
    _TERMS + "[topics.g7]\ntitle = 'G7 & more'\nfilter = '#g7'\n[topics.all-of]\nfilter = 'NOT cricket'\n"
)


@pytest.fixture
def mill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Mill:
    """Give a mill with one seed, whose text holds what must be escaped."""
    made = Mill(folder=tmp_path, capture=capsys)
    made.write("config/feedmill.toml", _ON)
    made.write("config/topics.toml", _TOPICS)
    made.sources()
    made.write(
        "seeds/one.txt",
        "Tea <b> for the G-7’s chiefs\n\nThe Group of Seven & <script>alert(1)</script> met.\n",
    )
    return made


def _told(mill: Mill, page: str) -> list[str]:
    """Give what a page tells of reasons: each row, matched words in brackets."""
    tree = LexborHTMLParser((mill.folder / "feeds" / page).read_text(encoding="utf-8"))
    for mark in tree.css(".why mark"):
        mark.replace_with(f"[{mark.text()}]")
    return [" ".join(row.text().split()) for row in tree.css(".why li, .why > p")]


def _page(mill: Mill) -> str:
    return next(f"articles/{path.name}" for path in (mill.folder / "feeds/articles").glob("*.html"))


_ROWS = [
    "#g7 in the title Tea <b> for the [G-7’s] chiefs",
    "#g7 in the text The [Group of Seven] & <script>alert(1)</script> met.",
]
_NO_WORDS = "None of its words decided: the topic asks for other things, such as where it comes from."


def test_pages_tell_why(mill: Mill) -> None:
    """Topic and article pages show the matched words under the clauses that asked for them, all escaped."""
    mill.run()

    assert _ROWS == _told(mill, "g7.html")
    assert [_NO_WORDS] == _told(mill, "all-of.html")
    assert [*_ROWS, _NO_WORDS] == _told(mill, _page(mill))
    page = LexborHTMLParser((mill.folder / "feeds" / _page(mill)).read_text(encoding="utf-8"))
    assert ["../g7.html", "../all-of.html"] == [link.attributes["href"] for link in page.css("details h2 a")]
    assert not page.css("script")


def test_a_second_run_writes_nothing(mill: Mill) -> None:
    """What pages tell depends on no clock: the same input gives the same bytes."""
    mill.run()
    before = mill.tree()
    mill.now = "2026-02-01T12:00:00Z"

    assert 0 == mill.run("--force")["published"]["written"]
    assert before == mill.tree()


def test_by_default_nothing_is_told(mill: Mill) -> None:
    """Without the key no page tells anything, and turning it off takes everything away."""
    mill.run()
    mill.write("config/feedmill.toml", _OFF)
    mill.run()

    assert [] == _told(mill, "g7.html") + _told(mill, _page(mill))
    assert not [path for path in (mill.folder / "feeds").rglob("*.html") if "Why" in path.read_text()]


def test_a_topic_may_differ(mill: Mill) -> None:
    """A topic's own key stands before that of all; unlisted topics are told on no other page."""
    mill.write("config/feedmill.toml", _OFF)
    mill.write("config/topics.toml", _TOPICS.replace("filter = '#g7'", "filter = '#g7'\nreasons = true"))
    mill.run()
    assert (_ROWS, [], _ROWS) == tuple(_told(mill, page) for page in ("g7.html", "all-of.html", _page(mill)))

    mill.write("config/feedmill.toml", _ON)
    mill.write(
        "config/topics.toml", _TOPICS.replace("filter = '#g7'", "filter = '#g7'\nvisibility = 'unlisted'")
    )
    mill.run()
    assert (_ROWS, [_NO_WORDS]) == tuple(_told(mill, page) for page in ("g7.html", _page(mill)))


def test_incremental_is_rebuild(mill: Mill, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Another filter that matches the same articles, a pin, a ban: pages tell what they would at first."""
    mill.run()
    (name,) = [item["id"] for item in mill.feed("g7")["items"]]
    edits: list[Callable[[], object]] = [
        lambda: mill.write("config/topics.toml", _TOPICS.replace("'#g7'", "'chiefs OR #g7'")),
        lambda: mill.write("config/topics.toml", _TOPICS.replace("'G7', ", "'G7 chiefs', ")),
        lambda: mill.write("seeds/one.txt", "Chess for the Group of Seven\n\nThe text is another.\n"),
        lambda: mill.do("pin", name, "g7"),
        lambda: mill.write("config/topics.toml", _TOPICS.replace("'#g7'", "'cricket'")),
        lambda: mill.write("seeds/one.txt", "Chess for the Group of Seven\n\nIts text is a third one.\n"),
        lambda: mill.do("ban", name, "all-of"),
    ]
    seen = []
    for edit in edits:
        edit()
        mill.run()
        fresh = Mill(folder=tmp_path_factory.mktemp("fresh"), capture=mill.capture, now=mill.now)
        for part in ("config", "seeds"):
            shutil.copytree(mill.folder / part, fresh.folder / part)
        fresh.run()
        pages = ("g7.html", "all-of.html", _page(mill))

        shown = [
            (mill.folder / "feeds" / page).read_text("utf-8").partition("<main")[2] for page in pages[:1]
        ]
        assert shown == [
            (fresh.folder / "feeds" / page).read_text("utf-8").partition("<main")[2] for page in pages[:1]
        ]
        seen.append([_told(mill, page) for page in pages])
        assert seen[-1] == [_told(fresh, page) for page in pages]
    # A pin of what matches changes nothing that is told, nor does another text of what a person put there.
    assert len(seen) - 2 == len({repr(each) for each in seen})
    assert ["Nothing in the topic’s filter asks for it: it was put here by hand."] == seen[4][0]
