"""Words that mix scripts are read as what they look like, and no others."""

from __future__ import annotations

import time

import pytest

from feedmill.text.homoglyphs import _CLASSES, _LATER, _MIXED, _ROUGHLY, plain_letters
from feedmill.text.words import fold


@pytest.mark.parametrize(
    ("written", "looks"),
    [
        ("lеаdеrs", "leaders"),  # noqa: RUF001 - Cyrillic e and a
        ("Тhe Ρrime Мinister", "the prime minister"),  # noqa: RUF001 - Cyrillic and Greek capitals
        ("Ukrаinе's grаin", "ukraine grain"),  # noqa: RUF001
        ("Лідери Великої сімки", "лідери великої сімки"),
        ("Οι ηγέτες της G7", "οι ηγέτες της g7"),  # noqa: RUF001
        ("IBM-совместимый", "ibm совместимый"),
        ("plain words", "plain words"),
        ("café naïve chất lượng მშვიდობა ꙁемля", "cafe naive chat luong მშვიდობა ꙁемля"),
        ("", ""),
    ],
)
def test_mixed_words_are_read_as_latin(written: str, looks: str) -> None:
    """Honest words of every script stay as they are."""
    assert fold(looks) == plain_letters(fold(written))


@pytest.mark.parametrize("word", ["й" * 400_000, f"{'й' * 400_000}a", "aй" * 200_000, "ấ" * 400_000])
def test_a_long_word_takes_no_longer_than_many(word: str) -> None:
    """Time grows with the length of a text, whatever its words are; it took 47 seconds for 40,000 letters."""
    before = time.process_time()
    plain_letters(f"{word} aй")

    assert time.process_time() - before < 5


def test_no_mixed_word_escapes_the_first_look() -> None:
    """Whatever two characters the pattern takes for mixed, the look at the bytes does not pass over."""
    beyond = [chr(code) for code in range(0x80, 0xB000)]
    pairs = [pair for other in beyond for pair in (f"a{other}", f"{other}z") if _MIXED.search(pair)]

    assert len(pairs) > 1_500
    for pair in pairs:
        told = pair.encode().translate(_CLASSES, _LATER)
        assert any(each in told for each in _ROUGHLY), pair
