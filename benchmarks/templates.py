"""
Reports that share a template, and copies with a tenth of their words edited, made from news articles.

`python benchmarks/templates.py` writes pairs as JSON lines, as `feedmill dedupe eval` reads them;
with `--measure` it lets the judge decide and prints a table instead. Articles are those of Reuters-21578
(which is for research only: nothing of it is kept here) whose id hashes to the upper half, and whose id and
title are not in `near-duplicates-*.jsonl.gz`, on which the thresholds were chosen. Seeded: the same pairs
always.
"""

from __future__ import annotations

import argparse
import calendar
import gzip
import hashlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from feedmill.model import DedupeSettings
from feedmill.pairs import Judged, Score, decide_pairs, intervals

SEED = 20261124
#: Words of an article: shorter texts have their own rule, longer ones are no daily report.
LEAST, MOST = 60, 400
#: Numbers and names that a template must have, each of them distinct.
SLOTS = 4
#: Figures that change when a template is filled in anew, at least.
FILLED = 2

# In English: nothing here sets a locale.
MONTHS = list(calendar.month_name)[1:]
DAYS = list(calendar.day_name)
NUMBER = re.compile(r"\d(?:[\d,./]*\d)?")
#: Capitalised within a sentence.
NAME = re.compile(r"(?<=[a-z,] )[A-Z][A-Za-z&-]+")
WORD = re.compile(r"\S+")

Article = Mapping[str, str]
Pair = dict[str, object]


def main() -> None:
    """Write the pairs, or what the judge makes of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="where the news lie")
    parser.add_argument("--each", type=int, default=150, help="pairs of each kind")
    parser.add_argument("--measure", action="store_true", help="print a table, not the pairs")
    wanted = parser.parse_args()
    pairs = list(make(list(chosen(wanted.data)), wanted.each))
    if wanted.measure:
        tell(measure(pairs))
    else:
        sys.stdout.writelines(f"{json.dumps(pair)}\n" for pair in pairs)


def chosen(data: Path) -> Iterator[Article]:
    """Give the articles that no threshold has seen, and that could be a template."""
    seen = {
        key
        for path in sorted(data.glob("near-duplicates-*.jsonl.gz"))
        for pair in lines(path)
        for side in "ab"
        for key in (pair[side].get("id", ""), plain(pair[side]["title"]))
    }
    for one in lines(data / "reuters21578.jsonl.gz"):
        upper = hashlib.sha256(one["id"].encode()).digest()[0] >= 128
        fits = LEAST <= len(one["body"].split()) <= MOST
        if upper and fits and not {one["id"], plain(one["title"])} & seen and is_template(one["body"]):
            yield one


def lines(path: Path) -> Iterator[Any]:
    """Read JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def plain(title: str) -> str:
    """Reduce a title to its letters and digits."""
    return "".join(filter(str.isalnum, title.lower()))


def is_template(body: str) -> bool:
    """Say whether a text has numbers and names enough."""
    names = {*NAME.findall(body)} - {*MONTHS, *DAYS}
    return min(len({*NUMBER.findall(body)}), len(names)) >= SLOTS


def make(articles: list[Article], each: int) -> Iterator[Pair]:
    """Make *each* pairs of every kind, from articles in an order that is drawn."""
    random = Random(SEED)
    random.shuffle(articles)
    names = sorted({name for one in articles for name in NAME.findall(one["body"])} - {*MONTHS, *DAYS})
    words = [word for one in articles for word in one["body"].split() if word.isalpha() and word.islower()]
    for kind, work in kinds(random, names, words).items():
        made = (pair for one in articles if (pair := work(one, kind)) is not None)
        yield from islice(made, each)


def kinds(
    random: Random, names: list[str], words: list[str]
) -> dict[str, Callable[[Article, str], Pair | None]]:
    """Give what is made, by its name in the table."""

    def filled(share: float, *, numbers: bool, people: bool) -> Callable[[Article, str], Pair | None]:
        return lambda one, kind: fill(
            one, kind, random, names if people else [], share=share, numbers=numbers
        )

    return {
        "template: numbers, names, dates": filled(1, numbers=True, people=True),
        "template: numbers, dates": filled(1, numbers=True, people=False),
        "template: names": filled(1, numbers=False, people=True),
        "template: half of all": filled(0.5, numbers=True, people=True),
        "template: half of numbers, dates": filled(0.5, numbers=True, people=False),
        "template: half of names": filled(0.5, numbers=False, people=True),
        "copy: a tenth of the words": lambda one, kind: edit(one, kind, random, words, whatever=True),
        "copy: a tenth, no number or name": lambda one, kind: edit(one, kind, random, words, whatever=False),
    }


def fill(
    one: Article, kind: str, random: Random, names: list[str], *, share: float, numbers: bool
) -> Pair | None:
    """Fill a *share* of a template's slots in anew; None where hardly anything would change."""
    slots = sorted({*NUMBER.findall(one["body"])}) if numbers else []
    named = sorted({*NAME.findall(one["body"])}) if names else []
    anew = {slot: other_number(slot, random) for slot in slots if random.random() < share}
    anew |= {name: random.choice(names) for name in named if name not in MONTHS and random.random() < share}
    if numbers:
        anew |= {day: random.choice([*{*DAYS} - {day}]) for day in DAYS if day in one["body"]}
        anew |= {month: random.choice([*{*MONTHS} - {month}]) for month in MONTHS if month in one["body"]}
    if len(anew) < FILLED:
        return None
    shout = {old.upper(): new.upper() for old, new in anew.items()}
    return pair_of(one, refilled(one["title"], anew | shout), refilled(one["body"], anew), kind, random)


def other_number(number: str, random: Random) -> str:
    """Draw a number of the same shape."""
    while True:
        drawn = "".join(random.choice("123456789") if sign.isdigit() else sign for sign in number)
        if drawn != number:
            return drawn


def refilled(text: str, anew: Mapping[str, str]) -> str:
    """Put the new figures into their slots, each old one by the same new one."""
    slots = "|".join(re.escape(old) for old in sorted(anew, key=len, reverse=True))
    return re.sub(rf"(?<![\w.,/])(?:{slots})(?![\w/]|[.,]\d)", lambda found: anew[found[0]], text)


def edit(one: Article, kind: str, random: Random, words: list[str], *, whatever: bool) -> Pair:
    """Replace, drop or misspell a tenth of the words; *whatever* they are, or ordinary ones alone."""
    body = one["body"]
    places = [
        found.span()
        for found in WORD.finditer(body)
        if whatever or (found[0].isalpha() and found[0].islower())
    ]
    count = round(len(body.split()) / 10)
    for start, end in sorted(random.sample(places, min(count, len(places))), reverse=True):
        body = body[:start] + edited(body[start:end], random, words) + body[end:]
    return pair_of(one, one["title"], body, kind, random) | {"duplicate": True}


def edited(word: str, random: Random, words: list[str]) -> str:
    """Put another word in a word's place, or none, or the word with a letter less."""
    lot = random.random()
    if lot < 0.5:
        return random.choice(words)
    place = random.randrange(len(word))
    return "" if lot < 0.75 else word[:place] + word[place + 1 :]


def pair_of(one: Article, title: str, body: str, kind: str, random: Random) -> Pair:
    """Give a pair of an article and another one, of the same day or the next."""
    date = datetime(2026, 3, 2, 9, tzinfo=UTC)
    later = date + (timedelta(days=1) if random.random() < 0.5 and "copy" not in kind else timedelta(hours=2))
    return {
        "a": {"title": one["title"], "body": one["body"], "date": date.isoformat(), "source": "first"},
        "b": {"title": title, "body": body, "date": later.isoformat(), "source": "second"},
        "duplicate": False,
        "edit": kind,
    }


def measure(pairs: list[Pair]) -> dict[str, list[Judged]]:
    """Let the judge decide, under the thresholds that Feedmill ships with."""
    named = ((f"pair {number}", pair) for number, pair in enumerate(pairs, 1))
    found: dict[str, list[Judged]] = defaultdict(list)
    for one in decide_pairs(named, DedupeSettings(), datetime(2026, 3, 4, tzinfo=UTC)):
        found[one.edit].append(one)
    return found


def tell(found: Mapping[str, list[Judged]]) -> None:
    """Print how many pairs of each kind were tied, with the 95 % interval of their share."""
    print(f"{'kind':<36}{'pairs':>6}{'tied':>6}  share   95 %")
    templates = [one for decisions in found.values() for one in decisions if not one.expected]
    for kind, decisions in (*found.items(), ("template: all of them", templates)):
        tied = sum(one.duplicate for one in decisions)
        # The share of tied pairs is what recall is of pairs that are all duplicates.
        within = intervals(Score(tp=tied, fn=len(decisions) - tied)).recall or (0.0, 0.0)
        share = f"{tied / len(decisions):.3f}   {within[0]:.3f}-{within[1]:.3f}"
        print(f"{kind:<36}{len(decisions):>6}{tied:>6}  {share}")


if __name__ == "__main__":
    main()
