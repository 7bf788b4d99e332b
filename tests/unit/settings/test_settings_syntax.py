"""TOML that cannot be read, told in people's words at the place that has to be mended."""

from __future__ import annotations

import pytest

from feedmill.errors import ConfigError
from feedmill.settings.files import TOPICS, parse
from feedmill.settings.notes import Notes
from feedmill.settings.syntax import explained


def told(text: str) -> str:
    """Give the one mistake of a broken text, without the file's name."""
    notes = Notes()
    parse(TOPICS, text.encode(), notes)
    with pytest.raises(ConfigError) as caught:
        notes.raise_mistakes()
    (mistake,) = caught.value.mistakes
    return mistake.removeprefix("config/topics.toml:")


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            '[a]\nx = "abc\ny = "z"\n',
            "2:5: not TOML: the closing quote \" is missing; only '''…''' goes over several lines",
        ),
        ("[a]\nx = 'abc\ny = 'z'\n", "2:5: not TOML: the closing quote ' is missing; …"),
        ("[a]\nx = 'abc\n", "2:5: not TOML: the closing quote ' is missing; …"),
        ('x = "abc', '1:5: not TOML: the closing quote " is missing; …'),
        ("# it's \"\nx = 'a\n# it's\n", "2:5: not TOML: the closing quote ' is missing; …"),
        ("x = 'y'\nz = '''abc\n\n", "2:5: not TOML: the closing ''' of the text here is missing"),
        ('x = """a"""\ny = """abc\n"', '2:5: not TOML: the closing """ of the text here is missing'),
        (
            "[topics.g7]\nx = 1\n\n[topics.g7]\n",
            (
                "4:11: not TOML: [topics.g7] stands here a second time, first on line 1; "
                "make one table of the two, or rename one"
            ),
        ),
        ("a.b = 1\n[a]\n", "2:3: not TOML: [a] stands here a second time, first on line 1; …"),
        ("[[t]]\n[t.e]\n[t.e]\n", "3:5: not TOML: [t.e] stands here a second time; …"),
        (
            "[a]\nx = 1\n# t\nx = 2\n",
            "4:6: not TOML: a.x is given a second time, first on line 2; keep one of the two",
        ),
        (
            "[[b]]\nx.y = 1\n[[b]]\nx.y = 1\nx.y = [\n1,\n2]\n",
            "7:3: not TOML: b[1].x.y is given a second time, first on line 4; keep one of the two",
        ),
        ("a = 1\n[a]\n", "2:3: not TOML: a is given a second time, first on line 1; …"),
        ("a = 1\na = 2 b\n", "2:6: not TOML: this name has a value already; keep one of the two"),
        (
            "filter = 'Odesa's port'\n",
            (
                "1:17: not TOML: something stands after the value; write filters in single quotes '…', "
                "and in three of them, '''…''', if they hold one"
            ),
        ),
        ('filter = "x "y" z"\n', "1:14: not TOML: something stands after the value; …"),
        (
            "filter = G7\n",
            (
                "1:10: not TOML: no value stands here; put a text in straight quotes '…', "
                "and write true and false in small letters"
            ),
        ),
        ("enabled = True\n", "1:11: not TOML: no value stands here; …"),
        (
            "g7 = ['G7' 'x']\n",
            "1:12: not TOML: a list ends here without ]; put commas between its entries and ] at its end",
        ),
        (
            "d = { item = 'keep'\n}\n",
            (
                "1:20: not TOML: a table { … } ends here without }; keep it on one line, "
                "with commas between its entries"
            ),
        ),
        (
            "about aid\n",
            "1:7: not TOML: = is missing after a name; write name = value, and # before what is a comment",
        ),
        (
            "[my topic]\n",
            "1:5: not TOML: ] is missing; a header is [names.with.dots], without spaces in a name",
        ),
        ("[topics.g7", "1:11: not TOML: ] is missing; …"),
        (
            "[[topics.g7.examples]\n",
            "1:21: not TOML: ]] is missing; a header like [[topics.g7.examples]] has two on either side",
        ),
        (
            "!x = 1\n",
            "1:1: not TOML: neither a [header] nor name = value stands here; put # before what is a comment",
        ),
        ("[]\n", "1:2: not TOML: a name is missing here, or begins with what is no letter, digit, - or _"),
        (
            'filter = "/\\d+/"\n',
            (
                "1:14: not TOML: a \\ between double quotes has a meaning of its own; "
                "write the text in single quotes '…'"
            ),
        ),
        ('x = "\\u12"\n', "1:8: not TOML: a \\ between double quotes has a meaning of its own; …"),
        ("x = 2026-02-30\n", "1:5: not TOML: there is no such day or time; a date is written 2026-01-31"),
        ("x = { a = 1, a = 2 }\n", "1:19: not TOML: a name stands in this table twice; keep one of them"),
    ],
)
def test_common_mistakes_are_told_with_what_to_do(text: str, mistake: str) -> None:
    """Each at the place to mend: of a text without an end, where it begins; of two, the second."""
    if mistake.endswith("…"):  # as in a case above
        assert told(text).startswith(mistake.removesuffix("…"))
    else:
        assert mistake == told(text)


def test_what_has_no_words_here_is_passed_on() -> None:
    """The reader's own sentence is better than none."""
    assert told("a = [1]\n[[a]]\n") == "2:4: not TOML: Cannot mutate immutable namespace ('a',)"


def test_a_closing_quote_that_cannot_be_found_is_told_where_the_text_ends() -> None:
    """Should the reader see an end missing where no quote is open, its own place is told."""
    assert ((1, 3), "a closing quote is missing") == explained(
        "Unterminated string (at line 1, column 3)", "x=1"
    )
