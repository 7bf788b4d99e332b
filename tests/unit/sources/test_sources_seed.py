"""The kind `seed`: what no single file can show."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from feedmill.model import Document, Entry, Fetched, Parsed
from feedmill.sources import seed
from feedmill.sources.seed import ADDRESS, MAX_LENGTH, MAX_LINES, MAX_MARKS, Settings, parse

GIVEN = Path(__file__).parents[3] / "seeds" / "000_0ad42a7b434738a1.txt"


def read(**files: bytes | str) -> Parsed:
    """Read a folder of these files."""
    documents = [
        Document(name=name, body=body.encode() if isinstance(body, str) else body)
        for name, body in files.items()
    ]
    return parse(Fetched(source="seeds", url="/srv/seeds", documents=tuple(documents), complete=True))


def test_settings_name_the_address() -> None:
    """Seeds are read from a folder."""
    assert getattr(Settings(path="seeds"), ADDRESS) == "seeds"


def test_an_empty_folder_has_no_entries() -> None:
    """No files, no entries, no problems."""
    assert read() == Parsed(entries=())


def test_the_given_seed() -> None:
    """The given seed's related titles stand apart, and nothing of them is in its text."""
    (entry,) = read(**{GIVEN.name: GIVEN.read_bytes()}).entries

    assert entry.guid == "000_0ad42a7b434738a1"
    assert entry.related == (
        "G7 leaders reassure their support for Ukraine’s peace formula at the Hiroshima summit",
        "Bakhmut is not fully occupied by Russia as of today, Zelenskyy said",
        "Japan bans exports of steel and aerial vehicles to Russia",
    )
    assert "G7 Presidency" in entry.content
    assert entry.content.endswith("overpasses and railway infrastructure.")
    assert "Related" not in entry.content


def test_seeds_come_in_the_order_of_their_names() -> None:
    """Whatever order the files come in, the entries have that of their names."""
    parsed = read(**{"b.txt": "B", "sub/c.txt": "C", "a2.md": "A2", "a.html": "<p>A1</p>"})

    assert [entry.guid for entry in parsed.entries] == ["a", "a2", "b", "c"]


def test_of_two_seeds_with_one_name_neither_is_read() -> None:
    """The problem names both files; the others are read."""
    parsed = read(
        **{"x.txt": "One", "sub/x.md": "Two", "y.md": "---\nid: z\n---\nY", "z.txt": "Z", "a.txt": "A"}
    )

    assert [entry.guid for entry in parsed.entries] == ["a"]
    assert [(problem.code, problem.message) for problem in parsed.problems] == [
        (
            "seed-unreadable",
            "sub/x.md and x.txt are both called 'x', so none of them is read: rename one, or give it an id",
        ),
        (
            "seed-unreadable",
            "y.md and z.txt are both called 'z', so none of them is read: rename one, or give it an id",
        ),
    ]


def test_three_seeds_with_one_name() -> None:
    """The problem names all three."""
    (problem,) = read(**{"a/x.txt": "1", "b/x.txt": "2", "c/x.txt": "3"}).problems

    assert problem.message.startswith("a/x.txt, b/x.txt and c/x.txt are all called 'x'")


def test_an_unreadable_seed_is_nobodys_twin() -> None:
    """A seed that cannot be read does not keep its namesake from being read."""
    parsed = read(**{"x.txt": "", "sub/x.txt": "Text"})

    assert [entry.content for entry in parsed.entries] == ["Text"]
    assert [problem.where for problem in parsed.problems] == ["x.txt"]


def test_an_id_keeps_a_seed_through_a_move() -> None:
    """With an id in its front matter, a file may have any name."""
    before = read(**{"old.md": "---\nid: spring\n---\nText."})
    after = read(**{"2026/new.md": "---\nid: spring\n---\nText."})

    assert before == after


def test_what_a_reader_raises_costs_one_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error out of a parser is that file's problem; the others are read."""

    def broken(_: str, *, headed: bool) -> Entry:
        raise RecursionError(headed)

    monkeypatch.setitem(seed._READERS, ".md", broken)
    parsed = read(**{"a.md": "A", "b.txt": "B"})

    assert [entry.guid for entry in parsed.entries] == ["b"]
    assert [problem.message for problem in parsed.problems] == [
        "a.md cannot be read (RecursionError): make it simpler"
    ]


@pytest.mark.parametrize(
    ("name", "text", "more", "what"),
    [
        ("x.txt", "G7" + "\n" * MAX_LINES, "\n", "lines: split it"),
        ("x.html", "G7" + "\n" * MAX_LINES, "\n", "lines: split it"),
        ("x.md", "G7 " + "[" * MAX_MARKS, "|", "marks of Markdown"),
        ("x.md", "G7 " + "\n" * MAX_MARKS, "\n", "marks of Markdown"),
    ],
)
def test_what_costs_time_is_counted(name: str, text: str, more: str, what: str) -> None:
    """So many lines and marks are read, one more is refused by name; marks are nothing to other kinds."""
    good, bad = read(**{name: text}), read(**{name: text + more})

    assert (1, ()) == (len(good.entries), good.problems)
    assert () == bad.entries
    assert what in bad.problems[0].message
    assert 1 == len(read(**{"x.txt": "G7 " + "[" * MAX_MARKS * 2}).entries)


HOSTILE = {
    "long.txt": "x" * (MAX_LENGTH + 1),
    "dashes.txt": "---\n" * 200_000,
    "labels.txt": "Related:\n- x\n" * 50_000,
    "brackets.md": "[" * 50_000,
    "quotes.md": ">" * 50_000,
    "stars.md": "*a " * 50_000,
    "lists.md": "- " * 20_000,
    "links.md": "[a](" * 20_000,
    "ticks.md": "`" * 50_000 + "a",
    "flow.md": "---\na: " + "[" * 60_000 + "\n---\nx",
    "indents.md": "---\n" + "".join(" " * i + "a:\n" for i in range(300)) + "---\nx",
    "dots.md": "+++\n" + "a." * 15_000 + "a = 1\n+++\nx",
    "front.md": "---\na: " + "x" * 100_000 + "\n---\nx",
    "deep.html": "<body>" + "<div>" * 100_000,
    "comments.html": "<!--" * 200_000,
    "metas.html": "<meta " * 100_000,
    "titles.html": "<title>" * 100_000,
    "headings.html": "<body>" + "<h1>" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_seeds_cost_little(name: str) -> None:
    """Bombs and nests are read or refused within a few seconds, and the seed beside them is read."""
    before = time.process_time()
    parsed = read(**{name: HOSTILE[name], "good.txt": "Good"})

    assert "good" in {entry.guid for entry in parsed.entries}
    assert time.process_time() - before < 10
