"""
Stems: what the forms of a word share, by the Snowball algorithm of a language.

Works on words in lower case. This file is the only home of PyStemmer, which
is loaded when a filter or a term set first asks for a stem; it knows no filter, and guesses no language.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from feedmill.text.quoting import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["STEMMED", "algorithms_for", "check_language", "stems"]

#: Languages that Snowball has an algorithm for (https://snowballstem.org/algorithms/), by ISO 639-1 code.
STEMMED = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian",
    "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

#: Words remembered at most in each language: 3 MB.
_MOST_KEPT = 16_384

#: How a filter and an entry name a language; some of what looks so is something else.
_MAY_ASK = re.compile("[.][a-z]+:")


def check_language(code: str) -> str:
    """
    Give *code* back if there are stems of that language.

    Raises:
        ValueError: A sentence that lists the languages, and says what else to write.
    """
    if code not in STEMMED:
        known = " ".join(STEMMED)
        raise ValueError(
            f'there are no stems of "{shortened(code)}", only of {known}; '
            'write beginnings of words, as in "Україн*"'
        )
    return code


def stems(words: Iterable[str], language: str) -> list[str]:
    """Give the stem of each of *words*, in order; none is empty."""
    return list(map(_stems(language).__getitem__, words))


def algorithms_for(*texts: str) -> str:
    """
    Give the version of the algorithms if any of *texts*, filters or entries, may ask for stems; else nothing.

    It belongs into every hash of them: with another version they may match something else.
    """
    if not any(map(_MAY_ASK.search, texts)):
        return ""
    import Stemmer

    return str(Stemmer.version())


class _Stems(dict[str, str]):
    """Word → its stem in one language; remembers the words of news, which repeat, and changes no answer."""

    def __init__(self, language: str) -> None:
        import Stemmer

        super().__init__()
        self._stem: Any = Stemmer.Stemmer(STEMMED[language], 0).stemWord

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[word] = stem = self._stem(word) or word
        return stem


@lru_cache(maxsize=len(STEMMED))
def _stems(language: str) -> _Stems:
    return _Stems(language)
