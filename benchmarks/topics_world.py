"""
Articles and filters made up for measuring percolation: a function of their seeds alone.

Words are drawn as in news: a Zipf-Mandelbrot law over 40,000 made-up words, of which each article
repeats a few of its own. Two sets of filters: *random* ones, of every operator, and *topical* ones, such as
people write: many variants of the same themes, all of which ask for the same common words too.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from feedmill.model import Article, Fingerprint, Topic

__all__ = ["World"]

_NOW = datetime(2026, 11, 1, tzinfo=UTC)
_WORDS = 40_000
#: The exponent and the shift of the law as they are given for English prose (Mandelbrot 1953).
_EXPONENT, _SHIFT = 1.07, 2.7
#: Filters ask for no more frequent words than the one of this rank, but for the common words of themes.
_TOLD = 800
_SYLLABLES = """
ba be bo ca ce co cu da de di do fa fe fi ga ge go ha he hi in is ka ke la le li lo ma me mi mo na ne ni no
or pa pe pi po ra re ri ro sa se si so st ta te ti to tr un ur va ve vi wa we ment tion ing er ed al ly ous
"""
_SMALL = """
the of to in and a for on that is with by as at from it be was are has an have its will not said this but
which he his who or they their were been one had would more than about up also after new year two all
"""
_LABELS = ("economy", "sport", "war and peace", "Politics", "climate", "culture")


class World:
    """Words with their frequencies, and what is made of them."""

    def __init__(self, seed: int) -> None:
        """Make the words, from the most frequent to the rarest."""
        self._seed = seed
        random = Random(f"{seed} words")
        known = dict.fromkeys(_SMALL.split())
        syllables = _SYLLABLES.split()
        while len(known) < _WORDS:
            known["".join(random.choices(syllables, k=random.choice((2, 2, 3, 3, 3, 4))))] = None
        self.words = tuple(known)
        self._weights = tuple(accumulate((rank + _SHIFT) ** -_EXPONENT for rank in range(_WORDS)))
        self._themes = [[self._term(random) for _ in range(14)] for _ in range(40)]
        self.vocabulary = {
            f"set{number}": tuple(self._entry(random) for _ in range(random.choice((5, 12, 40))))
            for number in range(40)
        }

    def articles(self, number: int, length: int = 400) -> list[Article]:
        """Make *number* articles of *length* words; a third of them with typographic marks."""
        return [self._article(Random(f"{self._seed} article {each}"), each, length) for each in range(number)]

    def random_filters(self, number: int) -> list[Topic]:
        """
        Make *number* filters of every operator; every fiftieth has a pattern in it.

        An article matches about one in 130, as in the measurements that the targets come from (one in 130
        of 1,000, one in 200 of 10,000).
        """
        random = Random(f"{self._seed} filters")
        return [Topic(slug=f"r{each:05}", filter=self._filter(random, each)) for each in range(number)]

    def topical_filters(self, number: int) -> list[Topic]:
        """Make *number* variants of forty themes that share their terms, and common words with all others."""
        random = Random(f"{self._seed} topical")
        common = [self.words[random.randrange(60, 400)] for _ in range(25)]
        return [
            Topic(slug=f"t{each:05}", filter=self._topical(random, random.choice(self._themes), common))
            for each in range(number)
        ]

    # --- words

    def _rare(self, random: Random) -> str:
        """Draw a word as filters ask for: their ranks are spread evenly over the orders of magnitude."""
        return self.words[int(_TOLD * (_WORDS / _TOLD) ** random.random()) - 1]

    def _entry(self, random: Random) -> str:
        kind = random.random()
        if kind < 0.6:
            return self._rare(random)
        if kind < 0.8:
            return f"{self._rare(random)} {self._rare(random)}"
        return f"{self._rare(random)[:5]}*" if kind < 0.9 else f"={self._rare(random).title()}"

    def _term(self, random: Random) -> str:
        kind = random.random()
        word = self._rare(random)
        if kind < 0.6:
            return word
        if kind < 0.85:
            return f'"{word} {self._rare(random)}"'
        return f"{word[:6]}*" if kind < 0.95 else f"={word.title()}"

    # --- filters

    def _topical(self, random: Random, theme: list[str], common: list[str]) -> str:
        terms = random.sample(theme, random.randint(3, 9))
        text = f"({' OR '.join(terms)})"
        kind = random.random()
        if kind < 0.5:
            text += f" AND ({' OR '.join(random.sample(common, random.randint(2, 5)))})"
        elif kind < 0.7:
            text = f"title:{random.choice(common)} OR {text} AND {random.choice(common)}"
        if random.random() < 0.4:
            text += f" NOT (title:{random.choice(common)} OR {self._rare(random)})"
        if random.random() < 0.15:
            text += f" AND NOT source:s{random.randrange(50)}"
        return text

    def _filter(self, random: Random, number: int) -> str:
        if number % 500 == 499:
            return f"NOT {self._rare(random)} AND NOT source:s{random.randrange(50)} AND lang:xx"
        if number % 50 == 49:
            return f"{self._pattern(random)} AND {self._leaf(random)}"
        if number % 100 == 20 and number > 100:
            return f"topic:r{random.randrange(100) * 100 % number // 100 * 100:05} AND {self._leaf(random)}"
        kind = random.random()
        first = self._clause(random)
        if kind < 0.1:
            return self._rare(random)
        if kind < 0.2:
            return f"{first} OR {self._clause(random)}"
        text = f"{first} AND {self._clause(random)}"
        if kind > 0.7:
            text += f" AND {self._clause(random)}"
        if random.random() < 0.3:
            text += f" NOT {self._leaf(random)}"
        if random.random() < 0.1:
            text += f" AND {self._circumstance(random)}"
        return text

    def _clause(self, random: Random) -> str:
        if random.random() < 0.6:
            return self._leaf(random)
        inner = [self._leaf(random) for _ in range(random.randint(2, 4))]
        return f"({' OR '.join(inner)})" if random.random() < 0.8 else f"({' AND '.join(inner)})"

    def _leaf(self, random: Random) -> str:
        kind = random.random()
        word = self._rare(random)
        made = (
            (0.60, word),
            (0.72, f'"{word} {self._rare(random)}"'),
            (0.78, f"{word[: max(4, len(word) - 2)]}*"),
            (0.82, f"={word.title()}"),
            (0.87, f'"{word} {self._rare(random)}"~10'),
            (0.90, f"#set{random.randrange(40)}"),
            (0.96, f"title:{word}"),
            (0.98, f"body:{word}"),
            (0.99, f'tag:"{random.choice(_LABELS)}"'),
            (1.00, f"category:{random.choice(_LABELS).split()[0]}"),
        )
        return next(text for bound, text in made if kind < bound)

    def _pattern(self, random: Random) -> str:
        word = self._rare(random)
        return random.choice((f"/{word}s?/", rf"/\b{word}\b/", f"/(?i){word}.{{0,20}}{self._rare(random)}/"))

    def _circumstance(self, random: Random) -> str:
        return random.choice(
            (
                f"source:s{random.randrange(50)}",
                random.choice(("lang:en", "lang:uk")),
                "site:example.org",
                "url:news",
                "published:[2026-10-01 TO *]",
                "age:<2d",
            )
        )

    # --- articles

    def _article(self, random: Random, number: int, length: int) -> Article:
        words = random.choices(self.words, cum_weights=self._weights, k=length)
        own = [self._rare(random) for _ in range(8)]
        own += [word for word in random.sample(random.choice(self._themes), 4) if word.isalpha()]
        for place in random.sample(range(length), length // 6):
            words[place] = random.choice(own)
        title = " ".join(
            [random.choice(own).title(), *random.choices(self.words, cum_weights=self._weights, k=8)]
        )
        published = _NOW - timedelta(hours=random.randrange(1000))
        return Article(
            id=f"a{number}",
            source=f"s{random.randrange(50)}",
            published=published,
            updated=published,
            first_seen=_NOW,
            fingerprint=Fingerprint(),
            title=title,
            text=_prose(random, words, typographic=number % 3 == 0),
            language=random.choice(("en", "en", "uk", "de")),
            url=random.choice(("https://www.example.org/a", "https://example.com/news/b")),
            tags=tuple(random.sample(_LABELS, 2)),
            categories=tuple(random.sample(_LABELS, 1)),
        )


def _prose(random: Random, words: list[str], *, typographic: bool) -> str:
    """Set *words* as sentences and paragraphs, with names, numbers and quotations."""
    apostrophe, opening, closing, dash = "’“”—" if typographic else '\'""-'
    pieces: list[str] = []
    place = 0
    while place < len(words):
        sentence = words[place : place + random.randint(8, 25)]
        place += len(sentence)
        for each in range(len(sentence)):
            chance = random.random()
            if each == 0 or chance < 0.06:
                sentence[each] = sentence[each].title()
            elif chance < 0.08:
                sentence[each] += f"{apostrophe}s"
            elif chance < 0.10:
                sentence[each] = random.choice(("1,200", "7.6", "2023", "G-7", "U.S."))
            elif chance < 0.17:
                sentence[each] += ","
            elif chance < 0.18:
                sentence[each] = f"{opening}{sentence[each]}{closing}"
            elif chance < 0.19:
                sentence[each] += f" {dash}"
        pieces += [" ".join(sentence), random.choice((". ", ". ", ". ", ".\n"))]
    return "".join(pieces)
