"""Term sets as lists, tables and files: what they hold, and where their mistakes are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from feedmill.errors import ConfigError
from feedmill.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[..., Path]

_USED = "[topics.g7]\nfilter = '#donors'\n"


def _write(installation: Write, terms: str, lines: str | bytes | None = None) -> Path:
    folder = installation(topics=f"[terms]\ndonors = {terms}\n{_USED}")
    if lines is not None:
        (folder / "config" / "terms").mkdir(exist_ok=True)
        content = lines.encode() if isinstance(lines, str) else lines
        (folder / "config" / "terms" / "donors.txt").write_bytes(content)
    return folder


def _mistakes(folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, {})
    return list(caught.value.mistakes)


def test_a_table_of_words(installation: Write) -> None:
    """A table may say the language of its words; an entry may say another one."""
    folder = _write(installation, '{ words = ["donor", ".de:Geber", "-blood donor"], stem = "en" }')

    assert {"donors": (".en:donor", ".de:Geber", "-.en:blood donor")} == load(folder, {}).vocabulary


def test_a_file_of_terms(installation: Write) -> None:
    """Lines are entries, after those that are written out; comments and empty lines are none."""
    lines = "\ufeff# Donors\r\nUSAID\r\n\r\n  World Bank  # the group\n-World Bank Open\nC#4\n\t# end"
    folder = _write(installation, '{ words = ["ECHO"], file = "terms/donors.txt" }', lines)

    assert {"donors": ("ECHO", "USAID", "World Bank", "-World Bank Open", "C#4")} == load(
        folder, {}
    ).vocabulary


def test_thousands_of_terms(installation: Write) -> None:
    """A file may hold thousands of lines."""
    folder = _write(installation, '{ file = "terms/donors.txt" }', "\n".join(f"term{n}" for n in range(5000)))

    assert 5000 == len(load(folder, {}).vocabulary["donors"])


@pytest.mark.parametrize(
    ("terms", "lines", "expected"),
    [
        ("{}", None, "topics.toml:2:1: terms.donors: has no terms; write words"),
        ("{ words = [] }", None, "topics.toml:2:1: terms.donors: has no terms; write words"),
        (
            '{ word = ["x"] }',
            None,
            'topics.toml:2:12: terms.donors: unknown key "word" (did you mean "words"?)',
        ),
        ('{ words = ["x", "—"] }', None, 'topics.toml:2:26: terms.donors.words[1]: "—" holds no letter'),
        (
            '{ words = ["x"], stem = "uk" }',
            None,
            'topics.toml:2:27: terms.donors.stem: "uk" is no language that',
        ),
        (
            '{ words = ["a b*"], stem = "en" }',
            None,
            'topics.toml:2:21: terms.donors.words[0]: in "a b*" every',
        ),
        ('["-donor"]', None, 'topics.toml:2:1: terms.donors: every entry begins with "-"'),
        (
            '{ file = "../x.txt" }',
            None,
            'topics.toml:2:12: terms.donors.file: "../x.txt" must be a file in config/',
        ),
        (
            '{ file = "/etc/passwd" }',
            None,
            'topics.toml:2:12: terms.donors.file: "/etc/passwd" must be a file',
        ),
        (
            '{ file = "terms/donors.txt" }',
            None,
            'terms.donors.file: "config/terms/donors.txt" cannot be read: there is no such file',
        ),
        (
            '{ file = "terms" }',
            "x",
            'topics.toml:2:12: terms.donors.file: "config/terms" cannot be read: Is a dir',
        ),
        ('{ file = "terms/donors.txt" }', "# none\n", 'terms.donors.file: "terms/donors.txt" holds no term'),
        ('{ file = "terms/donors.txt" }', b"a\n\xff", "config/terms/donors.txt:2:1: not UTF-8"),
        ('{ file = "terms/donors.txt" }', "a\n*b", 'config/terms/donors.txt:2:1: in "*b" the * must stand'),
    ],
)
def test_mistakes(installation: Write, terms: str, lines: str | bytes | None, expected: str) -> None:
    """Each mistake is told once, at its key or its line."""
    (told,) = _mistakes(_write(installation, terms, lines))

    assert expected in told


def test_every_bad_line_is_told(installation: Write) -> None:
    """All bad lines of a file are told at once, sound ones between them are not."""
    told = _mistakes(_write(installation, '{ file = "terms/donors.txt" }', "—\nfine\na*b\n-\n.xx:y"))

    assert [1, 3, 4, 5] == [int(line.split(":")[1]) for line in told]


def test_a_changed_file_is_a_changed_filter(installation: Write) -> None:
    """What was found sound before is read again when a file changed, and when it did not it is not."""
    folder = _write(installation, '{ file = "terms/donors.txt" }', "USAID")
    sound = load(folder, {}).filters_hash

    assert sound == load(folder, {}, sound=sound).filters_hash
    _write(installation, '{ file = "terms/donors.txt" }', "US—AID\n—")
    with pytest.raises(ConfigError):
        load(folder, {}, sound=sound)


def test_entries_that_change_nothing(installation: Write) -> None:
    """Warned of are entries that stand twice, bars that no term meets, and terms that are always barred."""
    lines = "aid\nAID\n-first aid\n-football\nfood\n-food\n"
    warnings = load(_write(installation, '{ file = "terms/donors.txt" }', lines), {}).warnings

    assert [
        'config/terms/donors.txt:2:1: "AID" stands in line 1 too',
        'config/terms/donors.txt:4:1: no term of the set stands in "-football", so it bars nothing',
        'config/terms/donors.txt:5:1: "food" is barred wherever it stands, so it finds nothing',
    ] == [line for line in warnings if "donors.txt" in line]
