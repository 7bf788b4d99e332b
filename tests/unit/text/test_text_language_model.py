"""The model of languages gives py3langid's own answers."""

from __future__ import annotations

import numpy as np
import py3langid
import pytest

from feedmill.text.language_model import NOTHING, _encoded, model

TEXTS = (
    "The parties agreed to hold a conference on rebuilding Ukraine.",
    "Die Staats- und Regierungschefs trafen sich in Hiroshima zu Gesprächen.",
    "Les ministres se sont réunis à Paris pour discuter de l’énergie.",
    "Los ministros se reunieron ayer en Madrid; la reunión duró tres horas.",
    "Ministrowie spotkali się w Warszawie, żeby rozmawiać o odbudowie.",
    "Сторони домовилися провести конференцію з відбудови України.",
    "Стороны договорились провести конференцию по восстановлению страны.",
    "أجرى الوزراء محادثات في القاهرة حول إعادة الإعمار",
    "Οι υπουργοί συναντήθηκαν στην Αθήνα για την ενέργεια",  # noqa: RUF001 - Greek
    "השרים נפגשו בירושלים כדי לדון באנרגיה",
    "मंत्रियों ने दिल्ली में ऊर्जा पर चर्चा की",
    "รัฐมนตรีพบกันที่กรุงเทพฯ เพื่อหารือเรื่องพลังงาน",
    "外交部长在北京会见了记者并讨论了能源问题",
    "THE PARTIES AGREED TO HOLD A CONFERENCE",
    "a" * 6_000,
    "e\u0301te\u0301 a\u0300 la plage avec les enfants",
    "\ud800 a lone surrogate among words",
)


@pytest.mark.parametrize("text", TEXTS)
def test_language(text: str) -> None:
    """Our way through the automaton ends where the library's ends."""
    language, sure = model().language(text)

    assert py3langid.classify(text)[0] == language
    assert sure > 0.0


@pytest.mark.parametrize("text", TEXTS)
def test_scores(text: str) -> None:
    """Not the winner alone: every language is as likely as the library finds it."""
    ours = model()
    found = ours._scores(ours._runs(_encoded(text)))

    scores = dict.fromkeys(ours.codes, -np.inf)
    for language, score in zip(ours.codes, found.tolist(), strict=True):
        scores[language] = max(scores[language], score)
    assert dict(py3langid.rank(text)) == pytest.approx(scores, rel=1e-5)


@pytest.mark.parametrize("size", [1, 2, 7, len(TEXTS)])
def test_languages_of_many(size: int) -> None:
    """Asked at once, each text has the very answer that it has alone."""
    ours, texts = model(), ["", *TEXTS, "x"][:size] * 2

    assert [ours.language(text) for text in texts] == ours.languages(texts)


@pytest.mark.parametrize("text", ["", "x"])
def test_nothing(text: str) -> None:
    """Of a text without a run that the model knows nothing is said, where the library says Afrikaans."""
    assert (NOTHING, 0.0) == model().language(text)
    assert py3langid.classify(text)[0] == "af"


def test_sureness() -> None:
    """More of the same text makes surer; what two languages share makes nothing sure."""
    sentence = "Die Staats- und Regierungschefs trafen sich in Hiroshima zu Gesprächen. "

    assert model().language(sentence)[1] < model().language(sentence * 3)[1]
    assert model().language("Stručnjaci danas govore o tome.")[1] < model().language(sentence)[1]
