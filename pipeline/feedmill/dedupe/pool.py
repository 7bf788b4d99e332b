"""
Which of many articles may be copies of which: by their keys, and by sampled runs of words.

A run that more than a few distinct texts of one source hold is that source's boilerplate. From then on it
counts for nothing in what that source publishes, and for as much as before elsewhere.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar

import numpy as np

from feedmill.dedupe.relations import SHARED, lookalike
from feedmill.model import Article, Lookalike

__all__ = ["Marks", "Pool", "unmarked"]

#: A run in more distinct texts of one source is its boilerplate (the design, section 2).
_ORDINARY: Final = 15

#: Source → its boilerplate, as sampled runs.
Marks = Mapping[str, frozenset[int]]
_Either = TypeVar("_Either", Article, Lookalike)


class Pool:
    """Articles of a batch and stored ones, told by what they have in common; asked, never changed."""

    def __init__(
        self,
        articles: Iterable[Article],
        stored: Iterable[Lookalike],
        marks: Marks,
        dates: Mapping[str, datetime],
        *,
        finds: bool = True,
    ) -> None:
        """
        Hold *articles*, and of *stored* those that they do not replace.

        Args:
            articles: A batch, as their sources gave them.
            stored: What the store gave for these.
            marks: The boilerplate that is known so far.
            dates: By id, the dates that articles of the batch were given at first sight, and keep.
            finds: Look for boilerplate. Without, what is remembered is all that counts.
        """
        articles = list(articles)
        others = {one.id: one for one in stored}
        for article in articles:
            others.pop(article.id, None)
        mine = [lookalike(one) for one in articles]
        every = [*mine, *others.values()]
        met = _met(every)
        #: What these articles have shown to be boilerplate: (source, run), sorted.
        self.found = _boilerplate(met, marks) if finds else ()
        known = _together(marks, self.found)
        #: The articles without their boilerplate.
        self.articles = tuple(unmarked(one, known) for one in articles)
        self.batch = {one.id: _dated(unmarked(one, known), dates) for one in mine}
        self._by_id = self.batch | {name: unmarked(one, known) for name, one in others.items()}
        self._by_item: dict[str, list[str]] = defaultdict(list)
        self._by_text: dict[str, list[str]] = defaultdict(list)
        for one in self._by_id.values():
            self._by_item[one.fingerprint.item].append(one.id)
            self._by_text[one.fingerprint.text].append(one.id)
        # Nearly every run is in one text alone.
        self._by_run: dict[int, dict[str, list[str]]] = {}
        self._runs: dict[str, list[int]] = defaultdict(list)
        for run, holders in met.items():
            held = self._by_run[run] = defaultdict(list)
            for one in holders:
                if run not in known.get(one.source, ()):
                    held[one.fingerprint.text or one.id].append(one.id)
                    self._runs[one.id].append(run)

    def like(self, article: Article) -> Sequence[Lookalike]:
        """Give all others that share a key or enough sampled runs with *article*, by id."""
        one = self.batch[article.id]
        prints = one.fingerprint
        found = set(self._by_item[prints.item] if prints.item else ())
        found |= set(self._by_text[prints.text] if prints.text else ())
        if len(runs := self._runs.get(article.id, ())) >= SHARED:
            own = prints.text or one.id
            # Who has the same text is found: of n copies each would meet n others in every run.
            texts = Counter(text for run in runs for text in self._by_run[run] if text != own)
            for text in [text for text, times in texts.items() if times >= SHARED]:
                met = Counter(name for run in runs for name in self._by_run[run].get(text, ()))
                found |= {name for name, times in met.items() if times >= SHARED}
        found.discard(article.id)
        return [self._by_id[name] for name in sorted(found)]


def _boilerplate(met: Mapping[int, Sequence[Lookalike]], marks: Marks) -> tuple[tuple[str, int], ...]:
    texts: dict[tuple[str, int], set[str]] = defaultdict(set)
    for run, holders in met.items():
        for one in holders if len(holders) > _ORDINARY else ():
            texts[one.source, run].add(one.fingerprint.text)
    found = (held for held, distinct in texts.items() if len(distinct) > _ORDINARY)
    return tuple(sorted((source, run) for source, run in found if run not in marks.get(source, ())))


def _met(every: Sequence[Lookalike]) -> dict[int, list[Lookalike]]:
    """Give each run that more than one of these samples, with all that do; nearly none is in a third."""
    raw = [one.fingerprint.shingles for one in every]
    runs = np.frombuffer(b"".join(raw), np.int64)
    if not len(runs):
        return {}
    owners = np.repeat(np.arange(len(every)), [len(each) // runs.itemsize for each in raw])
    order = np.argsort(runs, kind="stable")
    ordered = runs[order]
    same = ordered[1:] == ordered[:-1]
    among = np.append(same, False) | np.append(False, same)
    met: dict[int, list[Lookalike]] = defaultdict(list)
    for run, owner in zip(ordered[among].tolist(), owners[order[among]].tolist(), strict=True):
        met[run].append(every[owner])
    return met


def _dated(one: Lookalike, dates: Mapping[str, datetime]) -> Lookalike:
    date = dates.get(one.id, one.published)
    return one if date == one.published else replace(one, published=date)


def _together(marks: Marks, found: Iterable[tuple[str, int]]) -> Marks:
    more: dict[str, set[int]] = defaultdict(set)
    for source, run in found:
        more[source].add(run)
    return {source: marks.get(source, frozenset()) | more[source] for source in marks.keys() | more.keys()}


def unmarked(one: _Either, marks: Marks) -> _Either:
    """Give an article without the runs that are its source's boilerplate."""
    marked = marks.get(one.source)
    keys = one.fingerprint
    if not marked or not keys.shingles:
        return one
    kept = array("q", (each for each in _runs(one) if each not in marked))
    return replace(one, fingerprint=replace(keys, shingles=kept.tobytes()))


def _runs(one: Article | Lookalike) -> array[int]:
    """Give the sampled runs."""
    return array("q", one.fingerprint.shingles)
