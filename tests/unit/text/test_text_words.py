"""Words: how texts are cut up, and which spellings are the same word."""

# ruff: noqa: RUF001 - look-alike characters are the point

from __future__ import annotations

import pytest

from feedmill.text.words import Word, fold, spell, words

# A text, and the norms of its words.
CASES = {
    "possessive": ("Ukraine's port", "ukraine port"),
    "possessive, curly": ("Ukraine’s port", "ukraine port"),
    "possessive, modifier letter": ("Odesaʼs", "odesa"),
    "possessive, full width": ("Odesa＇s", "odesa"),
    "possessive, capitals": ("UKRAINE’S", "ukraine"),
    "possessive, plural": ("the leaders’ words", "the leaders words"),
    "letter hyphen digit": ("G-7", "g7"),
    "no hyphen": ("G7", "g7"),
    "full-width digit": ("G７", "g7"),
    "full width": ("Ｇ７", "g7"),
    "full-width hyphen": ("Ｇ－７", "g7"),
    "non-breaking hyphen": ("G\u20117", "g7"),
    "possessive of a joined word": ("the G-7’s plan", "the g7 plan"),
    "jet": ("F-16s and F-16", "f16s and f16"),
    "illness": ("COVID-19", "covid19"),
    "a year is not joined": ("mid-2023", "mid 2023"),
    "digit hyphen letter": ("a 5-year plan", "a 5 year plan"),
    "other hyphens": ("re-building Ukrainian-Japanese", "re building ukrainian japanese"),
    "slash": ("and/or", "and or"),
    "joined with Kana": ("G7サミット", "g7 サ ミ ッ ト"),
    "acronym": ("the U.S. and the U.S.A.", "the us and the usa"),
    "acronym in a word": ("U.S.-led, U.S.’s", "us led us"),
    "acronym, full width": ("Ｕ．Ｓ．", "us"),
    "initial before a name": ("V.Zelenskyy", "v zelenskyy"),
    "Arabic tatweel": ("كـــتاب", "كتاب"),
    "Arabic vowels": ("كِتَاب", "كتاب"),
    "soft hyphen": ("re\u00adbuild", "rebuild"),
    "zero width inside a word": ("Rus\u200bsia", "russia"),
    "decomposed": ("e\u0301te\u0301", "ete"),
    "composed": ("été", "ete"),
    "sharp s": ("Straße STRASSE", "strasse strasse"),
    "letters that do not decompose": ("Łódź Øre Đakovo Æsop", "lodz ore dakovo aesop"),
    "Turkish": ("İstanbul ısı", "istanbul isi"),
    "Cyrillic keeps its marks": ("Київський Їжак ёж", "київський їжак ёж"),
    "English contraction": ("don't O’Brien", "dont obrien"),
    "Ukrainian apostrophes": ("об'єкт об’єкт обʼєкт", "обєкт обєкт обєкт"),
    "French elision": ("l’Ukraine qu'elle d'aide", "l ukraine qu elle d aide"),
    "Italian elision": ("dell'Ucraina", "dell ucraina"),
    "Han": ("核兵器", "核 兵 器"),
    "half-width Kana": ("ｶﾞｽ ｽｰﾊﾟｰ", "ガ ス ス ー パ ー"),
    "decomposed Kana": ("カ\u3099ス", "ガ ス"),
    "Hangul": ("한국", "한 국"),
    "decomposed Hangul": ("\u1112\u1161\u11ab국", "한 국"),
    "Thai": ("ไทย", "ไ ท ย"),
    "Thai vowels stay with their letter": ("ดี", "ดี"),
    "Khmer": ("កម្ពុជា", "ក ម្ ពុ ជា"),
    "decimal point": ("$7.6 billion", "7.6 billion"),
    "decimal comma": ("7,6 Milliarden", "7.6 milliarden"),
    "thousands": ("1,000 and 1,000,000.5", "1000 and 1000000.5"),
    "date": ("24.02.2022", "24.02.2022"),
    "time": ("12:30", "12 30"),
    "Arabic digits": ("٧", "7"),
    "at and hash": ("@potus #G7", "potus g7"),
    "emoji": ("aid 🇺🇦👩‍💻 now", "aid now"),
    "keycap": ("7️⃣", "7"),
    "a character of two words": ("½", "1 2"),
    "ligature": ("ﬁnance", "finance"),
    "nothing": (" \n—…!", ""),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_fold(text: str, expected: str) -> None:
    """However a word is typed, it folds to one norm."""
    actual = fold(text)

    assert expected == actual


@pytest.mark.parametrize("text", [text for text, _ in CASES.values()], ids=CASES)
def test_fold_is_the_norms(text: str) -> None:
    """Folding gives the norms of the words, and folding twice changes nothing."""
    norms = " ".join(word.norm for word in words(text))

    assert norms == fold(text)
    assert norms == fold(norms)


def test_offsets() -> None:
    """Offsets point at the word as it stands, possessive and dots included."""
    text = "The U.S. likes Ukraine’s G-7 plan"

    surfaces = [text[word.start : word.end] for word in words(text)]

    assert surfaces == ["The", "U.S.", "likes", "Ukraine’s", "G-7", "plan"]
    assert Word(norm="us", start=4, end=8) == words(text)[1]


def test_offsets_count_code_points() -> None:
    """Characters outside the basic plane count as one."""
    assert words("😀😀 G7") == (Word("g7", 3, 5),)


def test_several_words_of_one_character_share_its_span() -> None:
    """A character that stands for several words gives each its whole span."""
    assert words("½") == (Word("1", 0, 1), Word("2", 0, 1))


def test_spell_keeps_case() -> None:
    """Spelling is the norm with its case."""
    assert spell("The U.S. gives us Łódź’s ẞ") == ("The", "US", "gives", "us", "Lodz", "SS")


def test_ascii_and_other_texts_are_cut_alike() -> None:
    """One foreign character in a text changes nothing for its other words."""
    text = "The U.S. re-built 1,000 F-16s; don't l'avoir it's mid-2023 G.7 a.b.Cd x_y"

    assert [*words(text), Word("й", len(text) + 1, len(text) + 2)] == list(words(text + " й"))
