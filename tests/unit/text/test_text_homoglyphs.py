"""Words that mix scripts are read as what they look like, and no others."""

from __future__ import annotations

import pytest

from feedmill.text.homoglyphs import plain_letters
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
        ("", ""),
    ],
)
def test_mixed_words_are_read_as_latin(written: str, looks: str) -> None:
    """Honest words of every script stay as they are."""
    assert fold(looks) == plain_letters(fold(written))
