"""
Lexicons: all tokens that filters ask for, and which of them an article shows.

Of an article's words those alone are looked at that any filter may ask for. What a lexicon remembers, of
words and of its own use, changes speed and no answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedmill.text.phrases import passage
from feedmill.text.word_index import WordIndex

from .evaluate import site_of
from .query import Labels, Where
from .subject import label_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from feedmill.model import Article
    from feedmill.text.phrases import Passage

    from .subject import Subject

__all__ = ["Lexicon", "Numbers"]

#: Words of one place that are remembered at most, with what they show: those of texts in about 2 MB.
_MOST = 16_384
#: The same of labels, and of sources with their languages.
_MOST_LABELS = 1_024
#: Beginnings are told apart by so many letters first.
_HEAD = 3
#: More words than these take RE2 longer to look for than all words of a text take to look up.
_QUICK = 4_096
#: After so many looks in one go they are given up, if more than this share of them was in vain.
_TRIED, _IN_VAIN = 256, 0.85

Numbers = tuple[int, ...]
#: The tokens that a word shows, and the numbers of those who wait for any of them.
_Known = tuple[tuple[str, ...], Numbers]


class Lexicon:
    """All tokens that filters ask for, with who waits for them."""

    def __init__(self, tokens: Iterable[str], waiting: Mapping[str, Numbers]) -> None:
        """Hold *tokens*, and for some of them the numbers of those who wait."""
        kept = frozenset(tokens)
        self._tokens, self._waiting = kept, waiting
        places = {token.partition(":")[0] for token in kept if ":" in token}
        #: The languages that any token is a stem of; "" are words as they stand.
        languages = ("", *sorted({token.partition("~")[2] for token in kept if "~" in token}))
        anywhere, title, body = (
            {each: _Tokens(kept, waiting, place, each) for each in languages}
            for place in ("", "title", "body")
        )
        self._title = {each: _Words(anywhere[each], title[each]) for each in languages}
        self._body = {each: _Words(anywhere[each], body[each]) for each in languages}
        self._labels = {
            labels: _Labels({each: _Words(_Tokens(kept, waiting, labels.value, each)) for each in languages})
            for labels in Labels
            if labels.value in places
        }
        self._sites = "site" in places
        #: What sources and languages show.
        self._origins: dict[tuple[str, str], list[_Known]] = {}
        self._quick = _quick(waiting)
        #: How often it was asked, and how often it said that all words must be looked up.
        self._looks = self._vain = 0

    def shown(self, subject: Subject, *, asked: bool = True) -> tuple[set[str], set[int]]:
        """
        Give the tokens that *subject* shows, and the numbers of those who wait for any of them.

        If nobody is *asked* but those whom a token wakes, there may be none where they would wake nobody.
        """
        (_, title), (_, body) = subject.passages[Where.BOTH]
        known = self._about(subject.article)
        for labels, seen in self._labels.items():
            for label in label_texts(subject.article, labels):
                known += seen[label]
        if asked or any(wait for _, wait in known) or self._is_awaited(title, body):
            known += _known(body, self._body) + _known(title, self._title)
        if not known:
            return set(), set()
        tokens, numbers = zip(*known, strict=True)
        return set().union(*tokens), set().union(*numbers)

    def _is_awaited(self, title: Passage, body: Passage) -> bool:
        """Look once for all words that are waited for, unless nearly every look was in vain."""
        if self._quick is None:
            return True
        self._looks += 1
        awaited = self._quick.is_awaited(title, body)
        self._vain += awaited
        if self._looks >= _TRIED:
            # What it was worth does not change what is found: without it all words are looked up.
            self._quick = None if self._vain > _IN_VAIN * self._looks else self._quick
            self._looks = self._vain = 0
        return awaited

    def _about(self, article: Article) -> list[_Known]:
        """Give what is known of the article's circumstances."""
        origin = article.source, article.language
        known = self._origins.get(origin)
        if known is None:
            language = article.language.lower().partition("-")[0]
            known = self._named(f"source:{article.source}", f"lang:{language}")
            if len(self._origins) >= _MOST_LABELS:
                self._origins.clear()
            self._origins[origin] = known
        return known + self._site(article.url) if self._sites else known.copy()

    def _site(self, url: str) -> list[_Known]:
        names: list[str] = []
        host = site_of(url)
        while host:
            names.append(f"site:{host}")
            host = host.partition(".")[2]
        return self._named(*names)

    def _named(self, *tokens: str) -> list[_Known]:
        return [((token,), self._waiting.get(token, ())) for token in tokens if token in self._tokens]


class _Labels(dict[str, list[_Known]]):
    """Label → what its words show. Labels come again and again; those met lately are remembered."""

    def __init__(self, words: Mapping[str, _Words]) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, label: str) -> list[_Known]:
        if len(self) >= _MOST_LABELS:
            self.clear()
        known = self[label] = _known(passage(label), self._words)
        return known


def _quick(waiting: Iterable[str]) -> WordIndex | None:
    """Give what tells in one look that no word of title and text is waited for; None if that takes long."""
    norms = {token.removeprefix("title:").removeprefix("body:") for token in waiting}
    words = {norm for norm in norms if ":" not in norm}
    if len(words) > _QUICK or any("~" in word for word in words):
        return None
    return WordIndex((word.rstrip("*"), word.endswith("*")) for word in words)


def _known(text: Passage, words: Mapping[str, _Words]) -> list[_Known]:
    """Give what is known of the words of *text*, and of their stems."""
    known: list[_Known] = []
    for language, each in words.items():
        known += each.known((text.stemmed(language) if language else text).vocabulary)
    return known


class _Tokens:
    """The tokens of one place, of words as they stand or of stems of one language."""

    def __init__(
        self, tokens: Iterable[str], waiting: Mapping[str, Numbers], place: str, language: str
    ) -> None:
        self.whole: dict[str, _Known] = {}
        self.begun: dict[str, _Known] = {}
        for token in tokens:
            own, _, norm = token.rpartition(":")
            if own == place and norm.partition("~")[2] == language:
                known = (token,), waiting.get(token, ())
                if norm.endswith("*"):
                    self.begun[norm[:-1]] = known
                else:
                    self.whole[norm.partition("~")[0]] = known
        #: How long the beginnings are, by their first letters.
        self.head = min(_HEAD, *map(len, self.begun)) if self.begun else _HEAD
        self.lengths: dict[str, set[int]] = {}
        for begun in self.begun:
            self.lengths.setdefault(begun[: self.head], set()).add(len(begun))


class _Words(dict[str, "_Known | None"]):
    """Word of one text → what it shows; None if nobody asks. Remembers words met lately, at no risk."""

    def __init__(self, *tokens: _Tokens) -> None:
        super().__init__()
        self._tokens = [each for each in tokens if each.whole or each.begun]

    def known(self, words: Iterable[str]) -> list[_Known]:
        """Give what is known of those *words* that anybody asks for."""
        if len(self) >= _MOST:
            self.clear()
        return list(filter(None, map(self.__getitem__, words)))

    def __missing__(self, word: str) -> _Known | None:
        found: list[_Known] = []
        for tokens in self._tokens:
            if word in tokens.whole:
                found.append(tokens.whole[word])
            lengths = tokens.lengths.get(word[: tokens.head])
            if lengths is not None:
                begun = [word[:length] for length in lengths if length <= len(word)]
                found += [tokens.begun[each] for each in begun if each in tokens.begun]
        known = self[word] = _joined(found)
        return known


def _joined(found: Sequence[_Known]) -> _Known | None:
    if len(found) < 2:  # noqa: PLR2004 - none, or one alone
        return found[0] if found else None
    return tuple([token for shown, _ in found for token in shown]), tuple(
        [n for _, wait in found for n in wait]
    )
