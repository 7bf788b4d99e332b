"""`feedmill explain` shows a person what it tells a program: marked words, what would do, and who decided."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from installation import Mill

_TOPICS = """\
[topics.g7]
filter = 'G7 AND NOT hearing AND NOT chord'
[topics.aid]
filter = 'aid'
"""
_ID = "tag:example.org,2026-01-01:seeds/one"
_TEXT = "A hearing \x1b31mabout\u202e aid and the chiefs of the G-7’s countries, at a hearing in the harbour."


@pytest.fixture
def mill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Mill:
    """Give a mill with one article."""
    made = Mill(folder=tmp_path, capture=capsys)
    made.write("config/feedmill.toml", "[site]\nid_domain = 'example.org'\n")
    made.write("config/topics.toml", _TOPICS)
    made.sources()
    made.write("seeds/one.txt", f"More aid\n\n{_TEXT}\n")
    made.run()
    return made


def _terminal(mill: Mill, *words: str, **environ: str) -> str:
    """Run a command in a terminal of 60 columns, and give what it shows."""
    ours, theirs = os.openpty()
    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    child = subprocess.Popen(
        [sys.executable, "-m", "feedmill", "-C", str(mill.folder), *words],
        env=plain | {"FEEDMILL_NOW": mill.now, "COLUMNS": "60", "TERM": "xterm-256color"} | environ,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # Linux tells the end of a terminal so
        pass
    os.close(ours)
    assert 0 == child.wait()
    return shown.decode().replace("\r\n", "\n")


def test_explanations_in_plain_lines(mill: Mill) -> None:
    """Where there is no terminal, matched words stand in brackets, and no line is broken."""
    lines = mill.do("explain", _ID).out.splitlines()

    assert "aid: matches" in lines
    assert "    aid: title: More [aid]  (and 1 more)" in lines
    assert "g7: does not match" in lines
    assert any(line.startswith("    NOT hearing: The title or the text must not contain") for line in lines)
    places = [at.start() for at in re.finditer("hearing", "A hearing")]
    assert any(
        line.startswith(f'    the smallest change: remove "hearing" (text {places[0]}–') for line in lines
    )
    assert any(line.startswith("      text: A [hearing] ") for line in lines)
    assert any("at a [hearing] in the harbour" in line for line in lines)


def test_the_change_is_in_the_json(mill: Mill) -> None:
    """A program gets the same: what to do, in which field, and every place of it."""
    said = mill.do("explain", _ID, "g7", "--json").json
    ((edit,), text) = said["topics"]["g7"]["fails"][0]["change"], said["article"]["text"]

    assert ("remove", "text", "hearing", "NOT hearing") == (
        edit["do"],
        edit["field"],
        edit["term"],
        said["topics"]["g7"]["fails"][0]["clause"],
    )
    assert ["hearing"] * 2 == [text[place["start"] : place["end"]] for place in edit["places"]]


def test_explanations_on_a_terminal(mill: Mill) -> None:
    """A terminal gets colours and lines that fit; NO_COLOR takes the colours."""
    coloured, plain = _terminal(mill, "explain", _ID), _terminal(mill, "explain", _ID, NO_COLOR="1")

    assert "\x1b[1;30;43maid\x1b[0m" in coloured
    assert "\x1b" not in plain
    assert "[aid]" in plain
    assert "\u202e" not in coloured + plain
    assert max(map(len, plain.splitlines())) <= 60
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == plain.replace("[", "").replace("]", "").split()


def test_who_decided_which_copy_is_shown(mill: Mill) -> None:
    """Of a folded copy it is told what made the other the one shown."""
    text = (
        "Food and medical aid left the port on Monday for three towns in the north, the ministry said. " * 4
    )
    for name in ("two", "three"):
        mill.write(f"seeds/{name}.txt", f"Aid leaves port\n\n{text}\n")
    mill.run()
    said = mill.do("explain", f"{_ID.removesuffix('one')}two", "aid", "--json").json["topics"]["aid"]["group"]
    words = mill.do("explain", f"{_ID.removesuffix('one')}two", "aid").out

    roles = {one["id"].rpartition("/")[2]: (one["role"], one.get("preferred_by")) for one in said["members"]}
    assert {"two": ("shown", None), "three": ("named", "first-seen")} == roles
    assert "the one shown was seen first" in words
