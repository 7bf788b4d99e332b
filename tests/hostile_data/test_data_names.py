"""T18: no name of a topic, source, tag, seed or item leads out of the shelf, and no two share a file."""

from __future__ import annotations

import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedmill.errors import ConfigError, PublishError
from feedmill.settings import fields, load, tables
from feedmill.settings.topics_file import RESERVED
from feedmill.shelf import local
from feedmill.shelf.local import LocalShelf
from hostile_documents import LONG
from installation import Mill, item, rss
from loopback import Loopback, Reply
from unsafe_html import dangers

#: What has led somewhere it should not, somewhere.
NAMES = (
    "..", ".", "", " ", "../escaped", "../../escaped", "/etc/escaped", "a/../../escaped", "..\\escaped",
    "C:\\escaped", "\\\\host\\share", "//host/share", "~root", "$HOME", "${HOME}", "%2e%2e%2fescaped",
    "..%2fescaped", "..%c0%afescaped", "a\0b", "a\nb", "a\rb", "a\tb", "a\x7fb", "a\x1bb", "a\u2028b",
    ".hidden", "-rf", "--help", "-", "g7-", "-g7", "G7", "g7.rss", "g7.html", "g7 ", " g7", "g7/", "g7#x",
    "g7?x", "g7&x", "g7;x", "con", "nul", "aux.txt", "com1", "lpt1", "a:b", "a*b", "a|b", "a<b>", '"a"',
    "'a'", "`id`", "$(id)", "x" * 101, "x" * 300, "\u00e9" * 200, "\U0001f600" * 80, "e\u0301", "\u00e9",
    "\u202egpj.exe", "\u200bg7", "\ufeffg7", "\uff47\uff17", "\u212a", "\u0131ndex", "\u017fearch",
    "g\u200d7", "\u0433\u0437", "index", "INDEX", "Index", "feeds", "articles", "ARTICLES", "all", "search",
    "console", "api", "static", "<script>alert(1)</script>", "{{7*7}}", "%s", "%n", "{0}", "xn--g7", "0",
    "true", "null", "__proto__", "constructor",
)  # fmt: skip
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
ANY_NAME = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.text("./\\~%-_aA0 \u0130\u0131\u017f\u212a", max_size=8),
    st.sampled_from(NAMES),
    st.from_regex(NAME, fullmatch=True).filter(lambda name: len(name) < 200),
)
MANY = settings(
    max_examples=20_000 if LONG else 200, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def key(name: str) -> str:
    """Write a name as a quoted key of TOML."""
    return json.dumps(name, ensure_ascii=True).replace("\\ud", "\\uD") if name.isascii() else _long_key(name)


def _long_key(name: str) -> str:
    """Write every character by its number: TOML knows no pairs of halves."""
    return '"' + "".join(f"\\U{ord(character):08x}" for character in name) + '"'


def escaped(mill: Mill) -> list[str]:
    """List what lies where nothing of a run may lie."""
    around = mill.folder.parent
    return [
        *(str(path) for path in around.rglob("*escaped*") if path.parent != mill.folder / "seeds"),
        *(str(path) for path in around.iterdir() if path != mill.folder),
        *(
            str(path)
            for path in mill.folder.iterdir()
            if path.name not in {"config", "seeds", "feeds", "var"}
        ),
    ]


@pytest.mark.parametrize("where", ["topics", "sources", "terms", "formerly"])
def test_names_of_config_in_whole_runs(mill: Mill, where: str, record_property: Callable[..., None]) -> None:
    """A name is refused by file, line and column, or its files lie in the shelf under that very name."""
    names = NAMES if LONG else NAMES[::4]
    record_property("inputs", len(names))
    for name in names:
        if where == "topics":
            mill.write("config/topics.toml", f"[topics.{key(name)}]\ntitle = 'T'\nfilter = 'g7'\n")
        elif where == "terms":
            mill.write(
                "config/topics.toml",
                f"[terms]\n{key(name)} = ['g7']\n[topics.a]\ntitle = 'A'\nfilter = 'g7'\n",
            )
        elif where == "formerly":
            mill.write(
                "config/topics.toml",
                f"[topics.b]\ntitle = 'B'\nfilter = 'g7'\nformerly = [{key(name)}]\n",
            )
        else:
            mill.write("config/sources.toml", f"[sources.{key(name)}]\nkind = 'seed'\npath = 'seeds'\n")
        answer = mill.do("run")

        assert answer.code in {0, 2}, (name, answer.err)
        assert "Traceback" not in answer.err, name
        assert [] == escaped(mill), name
        if answer.code == 2:
            assert re.search(r"(topics|sources)\.toml:\d+:\d+: ", answer.err), (name, answer.err)
        elif where == "topics":
            assert NAME.fullmatch(name), name
            assert (mill.folder / "feeds" / f"{name}.rss").is_file(), name
    folded = [path.casefold() for path in mill.tree()]
    assert sorted(set(folded)) == sorted(folded)


@MANY
@given(st.lists(ANY_NAME, min_size=1, max_size=4, unique=True))
def test_any_topic_names(names: list[str]) -> None:
    """Of any names, those that pass are plain, not reserved, and no two are one where case is folded."""
    passed = _passed(names)

    for name in passed or ():
        assert NAME.fullmatch(name), name
        assert name not in RESERVED, name
    folded = {unicodedata.normalize("NFKC", name).casefold() for name in passed or ()}
    assert len(folded) == len(passed or ())


def _passed(names: list[str]) -> tuple[str, ...] | None:
    """Load topics of these names; None = they are refused."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "config")
        config.mkdir()
        config.joinpath("feedmill.toml").write_text("[site]\nid_domain = 'example.org'\n")
        config.joinpath("sources.toml").write_text("[sources.s]\nkind = 'seed'\npath = 'seeds'\n")
        written = (f"[topics.{key(name)}]\ntitle = 'T'\nfilter = 'g7'\n" for name in names)
        config.joinpath("topics.toml").write_text("".join(written))
        try:
            return tuple(topic.slug for topic in load(Path(folder), {}).topics)
        except ConfigError:
            return None


def test_control_without_the_rule_names_lead_out(mill: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shelf is a second guard: without either, a topic's name writes outside, and the judge sees it."""
    mill.write("config/topics.toml", "[topics.'../../escaped']\ntitle = 'T'\nfilter = 'g7'\n")
    assert 2 == mill.do("run").code
    monkeypatch.setattr(tables, "read_slug", str)
    monkeypatch.setattr(fields, "_SLUG", re.compile(r"(?s).*"))
    second = mill.do("run")
    assert (1, []) == (second.code, escaped(mill)), second.err
    monkeypatch.setattr(local, "checked", str)
    monkeypatch.setattr(LocalShelf, "_refuse_escape", lambda *_: None)

    mill.do("run", "--force")

    assert [] != escaped(mill)


SEED_NAMES = (
    "-rf", "--help", "con", "nul", "a:b", "a*b", "a|b", "<script>alert(1)</script>"[:8], '"onmouseover="x',
    "'", "`id`", "$(id)", "..%2f..%2fescaped", "%2e%2e", "..\\..\\escaped", "\u202egpj", "\u200bzero",
    "\u00e9", "e\u0301", "Case", "case", "CASE", "\u017f", "s", "\u212a", "k", "a\nb", "a\x1b[2Jb",
    "a b", " lead", "trail ", "\U0001f600", "x" * 250, "\u00e9" * 120, "{{7*7}}", "%s", "&amp;", "a#b", "a?b",
    "index", "articles", "feeds",
)  # fmt: skip
#: Hidden ones are none of the mill's business.
SEEDS_READ = sum(not name.startswith(".") for name in SEED_NAMES)


def test_names_of_seeds(mill: Mill, record_property: Callable[..., None]) -> None:
    """Each seed has a page of its own within `articles/`, whatever its name; hidden ones have none."""
    record_property("inputs", len(SEED_NAMES))
    for number, name in enumerate(SEED_NAMES):
        mill.write(f"seeds/{name}.txt", f"The G7 seed number {number}\n\nText {number}.")
    # Two that no id can tell apart: neither is read, and both are named.
    mill.write("seeds/a\nc.txt", "The G7 twin\n\nText.")
    mill.write("seeds/a\rc.txt", "The G7 twin\n\nText.")
    mill.write("seeds/.hidden.txt", "The G7 hidden\n\nText.")
    mill.write("seeds/..hidden.txt", "The G7 hidden\n\nText.")
    raw = os.fsdecode(b"\xff\xfe.txt")
    mill.write(f"seeds/{raw}", "The G7 raw\n\nText.")
    report = mill.run()

    (failure,) = report["failures"]
    assert "a\\nc.txt and a\\rc.txt are both called" in failure["message"].encode("unicode_escape").decode()
    assert 0 == report["entries"]["rejected"]
    assert SEEDS_READ + 2 == report["entries"]["new"]
    _one_page_each(mill, SEEDS_READ + 2)
    assert not {"The G7 hidden", "The G7 twin"} & set(mill.titles("g7"))


def _one_page_each(mill: Mill, count: int) -> None:
    """Judge the pages of articles: as many as there are, under plain names, alike in no file system, safe."""
    published = [path for path in mill.tree() if path.startswith("articles/")]
    pages = [path for path in published if not path.endswith(".gz")]
    assert count == len(pages)
    # Beside each lies its packed copy, and nothing else.
    assert {*pages, *(f"{path}.gz" for path in pages)} == set(published)
    assert count == len({path.casefold() for path in pages})
    assert all(re.fullmatch(r"articles/[a-z0-9-]+-[0-9a-f]{16}\.html", path) for path in pages)
    assert [] == escaped(mill)
    for one in mill.feed("g7")["items"]:
        assert [] == dangers(one.get("content_html", ""))
        assert one["id"].isascii()
        assert len(one["id"].encode()) < 1_400  # 100 characters of four bytes, each written as three


IDS = (
    *(name for name in NAMES if name.strip() and "\0" not in name),
    "x" * 100, "x" * 101, "x" * 100_000, "tag:victim.example,2026:seeds/honest", "https://mill.example/g7.rss",
    "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd",
)  # fmt: skip


def test_guids_of_items_without_a_page(
    mill: Mill, server: Loopback, record_property: Callable[..., None]
) -> None:
    """An item's page is named by its source and a hash of its id, whatever its publisher calls it."""
    record_property("inputs", len(IDS))
    items = [{"id": name, "title": f"G7 {n}", "content_text": f"Text {n}."} for n, name in enumerate(IDS)]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items}
    server.routes["/bad"] = Reply(body=json.dumps(feed).encode())
    mill.sources(bad=server.url("/bad"))
    report = mill.run()

    assert [] == report["failures"]
    assert report["entries"]["new"] + report["entries"]["rejected"] == len(IDS) + 1
    assert report["entries"]["new"] > len(IDS) * 0.9
    _one_page_each(mill, sum("url" in one and "/articles/" in one["url"] for one in mill.feed("g7")["items"]))


def test_names_cannot_speak_to_a_terminal(mill: Mill) -> None:
    """What a run says of a file holds no control character, and each failure is one line."""
    for name in ("a\x1b[2Jb", "c\nd", "e\rf", "g\x9b31mh", "i\u202ej"):
        mill.write(f"seeds/{name}.txt", "")
    said = [mill.do(*words) for words in (("run",), ("run", "--json"), ("sources",), ("sources", "--json"))]

    for answer in said:
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", answer.out + answer.err), answer


@pytest.mark.parametrize("words", NAMES[::3], ids=ascii)
def test_tags_and_titles(mill: Mill, server: Loopback, words: str) -> None:
    """What is only shown may be anything that a line of text can be: it leads nowhere and runs nothing."""
    shown = words.replace("\0", "")
    mill.write(
        "seeds/tagged.md",
        f"---\ntitle: {json.dumps('G7 ' + shown)}\ntags: [{json.dumps(shown)}]\n---\nText.\n",
    )
    item_ = item("1", "G7 item").replace("</title>", f"</title><category><![CDATA[{words}]]></category>")
    server.routes["/bad"] = Reply(body=rss(item_))
    mill.sources(bad=server.url("/bad"))
    mill.do("run")

    assert {"G7 item", "The honest G7 seed"} <= set(mill.titles("g7"))
    assert [] == escaped(mill)
    page = (mill.folder / "feeds" / "g7.html").read_text("utf-8")
    assert "<script" not in page.partition("<main")[2]


# --- links that lie on the shelf before a run


def _outside(mill: Mill) -> Path:
    outside = mill.folder / "var" / "outside"
    outside.mkdir(parents=True)
    (outside / "kept.txt").write_text("kept")
    return outside


def test_linked_folder_of_the_shelf(mill: Mill) -> None:
    """Nothing is written through it: the run fails by its name (exit 1), what lies there is unharmed."""
    outside = _outside(mill)
    (mill.folder / "feeds").mkdir()
    (mill.folder / "feeds" / "articles").symlink_to(outside, target_is_directory=True)
    answer = mill.do("run")

    assert 1 == answer.code
    assert "symlink" in answer.err
    assert ["kept.txt"] == [path.name for path in outside.iterdir()]


@pytest.mark.parametrize("name", ["g7.rss", "g7.json", "g7.html", "index.html", "feeds.opml"])
def test_linked_file_of_the_shelf(mill: Mill, name: str) -> None:
    """It is replaced, never written through; `g7.json` is not believed either."""
    outside = _outside(mill)
    (mill.folder / "feeds").mkdir()
    (mill.folder / "feeds" / name).symlink_to(outside / "kept.txt")
    mill.run()

    assert "kept" == (outside / "kept.txt").read_text()
    assert not (mill.folder / "feeds" / name).is_symlink()
    assert "The honest G7 seed" in mill.titles("g7")


def test_temporary_names_that_lie_in_wait(mill: Mill) -> None:
    """A link under the name that is written first is swept away, not followed."""
    outside = _outside(mill)
    (mill.folder / "feeds").mkdir()
    for number in (os.getpid(), 1):
        (mill.folder / "feeds" / f".feedmill-{number}.tmp").symlink_to(outside / "kept.txt")
    mill.run()

    assert "kept" == (outside / "kept.txt").read_text()
    assert [] == list((mill.folder / "feeds").glob(".feedmill-*"))


def test_folder_in_place_of_a_file(mill: Mill) -> None:
    """The run fails by the file's name, and says what to do."""
    (mill.folder / "feeds" / "g7.rss" / "x").mkdir(parents=True)
    answer = mill.do("run")

    assert 1 == answer.code
    assert "g7.rss" in answer.err


def test_shelf_itself_may_be_a_link(mill: Mill) -> None:
    """Where the shelf lies is the operator's choice."""
    outside = _outside(mill)
    (mill.folder / "feeds").symlink_to(outside, target_is_directory=True)
    mill.run()

    assert (outside / "g7.rss").is_file()


def test_control_without_the_guard_links_lead_out(mill: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge of linked folders sees it."""
    outside = _outside(mill)
    (mill.folder / "feeds").mkdir()
    (mill.folder / "feeds" / "articles").symlink_to(outside, target_is_directory=True)
    monkeypatch.setattr(LocalShelf, "_refuse_escape", lambda *_: None)
    mill.do("run")

    assert ["kept.txt"] != [path.name for path in outside.iterdir()]


PARTS = st.text("./\\-_aZ0~% \0\n\u00e9", max_size=6) | st.sampled_from(
    ["..", "g7.rss", ".feedmill-1.tmp", "x" * 300]
)


@MANY
@given(st.lists(PARTS, min_size=1, max_size=4).map("/".join))
def test_any_path_on_the_shelf(path: str) -> None:
    """Whatever path it is given, the shelf puts a file within its folder or nothing at all."""
    with tempfile.TemporaryDirectory() as folder:
        shelf = LocalShelf(Path(folder, "a", "b"))
        try:
            shelf.put(path, b"x")
            held = shelf.read(path)
        except PublishError:
            held = None
        files = [Path(here, name) for here, _, names in os.walk(folder) for name in names]

        assert len(files) == (held is not None)
        assert all(Path(folder, "a", "b") in file.parents for file in files)


def test_every_two_reserved_names_are_refused() -> None:
    """In no case or width does a topic take the place of a page of ours."""
    for name in RESERVED:
        for form in (name, name.upper(), name.title(), f"{name} ", f"{name}.html"):
            assert _passed([form]) is None
