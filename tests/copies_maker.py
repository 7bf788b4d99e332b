"""
Labelled pairs for the judge of copies, made from articles and edits that were both written by hand.

`python tests/copies_maker.py` writes `pairs.jsonl` and `pairs-later.jsonl` of `tests/data/copies` anew from
`articles.txt` and `stories.jsonl` (the articles), `edits.txt` and `edits-later.txt` (what an editor made of
them). The later ones were written when the judge had been changed by what the first ones showed, and it has
not been changed since. Draws no random number: the same files give the same bytes. Does not ask the judge.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

__all__ = ["LATER", "PAIRS", "articles", "make", "render"]

DATA = Path(__file__).parent / "data" / "copies"
PAIRS = DATA / "pairs.jsonl"
LATER = DATA / "pairs-later.jsonl"

#: After a mark that ends a sentence (a quote may close with it), before no small letter ("5 a.m. at"), and
#: not after "4." as in German dates.
_SENTENCES = re.compile(
    r"(?:(?<=[.!?])|(?<=[.!?][\"»“]))(?<!\b\d\.)(?<!\b\d\d\.)\s+(?![a-zà-öа-яґєії])|(?<=。)(?!」)"
)
_UNITS = {"h": "hours", "d": "days"}
#: A copy appears in another outlet two hours later unless its edit says otherwise.
_ELSEWHERE = "partner-press"
_LATER = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One side of a pair, as an editor left it."""

    title: str
    body: str
    source: str
    date: datetime

    def as_json(self) -> dict[str, str]:
        """Give it as `dedupe eval` reads it."""
        return {
            "title": self.title,
            "body": self.body,
            "source": self.source,
            "date": self.date.isoformat(),
        }


def articles() -> dict[str, Text]:
    """Read every article, by its id."""
    found = dict(_written(DATA / "articles.txt"))
    for line in (DATA / "stories.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        found[one["id"]] = Text(
            title=one["title"],
            body=one["body"],
            source=one["source"],
            date=datetime.fromisoformat(one["date"]),
        )
    return found


def make(pairs: Path) -> list[dict[str, object]]:
    """Make every pair of a file, in the order of its edits."""
    known = articles()
    edits = DATA / f"{pairs.stem.replace('pairs', 'edits')}.txt"
    blocks = re.split(r"\n(?=# )", edits.read_text(encoding="utf-8").strip())
    return [pair for block in blocks for pair in _pairs(block, known)]


def render(pairs: Path) -> str:
    """Give the pairs of a file as JSON lines."""
    return "".join(f"{json.dumps(pair, ensure_ascii=False)}\n" for pair in make(pairs))


def _written(path: Path) -> Iterator[tuple[str, Text]]:
    for block in re.split(r"^-- ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, title, *lines = block.strip().split("\n")
        name, date, source = head.split()
        yield (
            name,
            Text(title=title, body="\n".join(lines), source=source, date=datetime.fromisoformat(date)),
        )


def _pairs(block: str, known: dict[str, Text]) -> Iterator[dict[str, object]]:
    """Give a block's pair, or each of those that it only names."""
    head, *lines = block.strip().split("\n")
    _, kind, label = head.split()
    orders = [line.partition("=")[::2] for line in lines if line.strip()]
    named = {key.strip(): value.strip() for key, value in orders}
    if "pairs" in named:
        sides = [tuple(known[name] for name in names.split()) for names in named["pairs"].split("|")]
    else:
        sides = [(_side("a", named, known), _side("b", named, known))]
    for one, other in sides:
        yield {"a": one.as_json(), "b": other.as_json(), "duplicate": label == "yes", "edit": kind}


def _side(side: str, orders: dict[str, str], known: dict[str, Text]) -> Text:
    """
    Edit one side: what is kept, then other words, then what stands before and after.

    Raises:
        LookupError: An edit names a sentence or words that are not there.
    """
    base = known[orders.get(side, orders["a"])]
    mine = {key[2:]: value for key, value in orders.items() if key.startswith(f"{side}.")}
    is_copy = side == "b" and "b" not in orders
    title, body = mine.get("title", base.title), base.body
    if "roundup" in mine:
        body = "\n".join(f"{known[name].title}\n{known[name].body}" for name in mine["roundup"].split())
    if "keep" in mine:
        body = _kept(body, mine["keep"])
    for swap in mine.get("swap", "").split(" | ") if "swap" in mine else ():
        body = _swapped(body, swap)
    body = "\n".join(part for part in (mine.get("before", ""), body, _after(mine, known)) if part)
    return Text(
        title=title,
        body=body,
        source=mine.get("source", _ELSEWHERE if is_copy else base.source),
        date=_moved(base.date, mine["date"]) if "date" in mine else base.date + _LATER * is_copy,
    )


def _kept(body: str, numbers: str) -> str:
    sentences = _SENTENCES.split(body)
    return ("" if "。" in body else " ").join(sentences[int(number) - 1] for number in numbers.split())


def _swapped(body: str, swap: str) -> str:
    old, arrow, new = swap.partition("=>")
    if not arrow or old.strip() not in body:
        message = f"no such words to swap: {swap!r} in {body[:60]!r}"
        raise LookupError(message)
    return body.replace(old.strip(), new.strip())


def _after(mine: dict[str, str], known: dict[str, Text]) -> str:
    after = mine.get("after", "")
    return known[after[1:]].body if after.startswith("@") else after


def _moved(date: datetime, to: str) -> datetime:
    """Read a date, or the distance to it ("-20h", "+7d")."""
    if to[0] not in "+-":
        return datetime.fromisoformat(to)
    return date + timedelta(**{_UNITS[to[-1]]: int(to[:-1])})


if __name__ == "__main__":
    for path in (PAIRS, LATER):
        path.write_text(render(path), encoding="utf-8")
