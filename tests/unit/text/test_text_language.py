"""Languages, declared and detected."""

from __future__ import annotations

import pytest

from feedmill.text.language import detect, primary


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        *(
            ("en", "en"),
            ("en-GB", "en"),
            ("EN_us", "en"),
            (" uk ", "uk"),
            ("zh-Hant-TW", "zh"),
            ("de-", "de"),
            ("ukr", "uk"),
        ),
        *(
            ("ger", "de"),
            ("iw", "he"),
            ("gsw", "gsw"),
            ("", ""),
            ("und", ""),
            ("mul", ""),
            ("english", ""),
            ("e", ""),
            ("12", ""),
        ),
        *(("*", ""), ("x-private", ""), ("en us", ""), ("en\n", "en"), ("україна", "")),
    ],
)
def test_primary(tag: str, code: str) -> None:
    """The first sub-tag, lower-case and in its shortest form; nothing for what is no tag."""
    assert code == primary(tag)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The parties agreed to hold a conference on rebuilding Ukraine.", "en"),
        ("Die Staats- und Regierungschefs trafen sich in Hiroshima zu Gesprächen.", "de"),
        ("Сторони домовилися провести конференцію з відбудови України.", "uk"),
        ("Стороны договорились провести конференцию по восстановлению страны.", "ru"),
        ("日本の首相が広島で会談した", "ja"),
        ("한국 대통령이 회담했다", "ko"),
        ("", ""),
        ("G7", ""),
        ("Hello world", ""),
        ("1234567890 1234567890 1234567890", ""),
        (f"{'1 ' * 70}The parties agreed to hold a conference.", "en"),
        (f"{'1 ' * 70}日本の首相が広島で会談した", "ja"),
        ("OK. " + "Die Staats- und Regierungschefs trafen sich in Hiroshima zu Gesprächen. " * 90, "de"),
    ],
)
def test_detect(text: str, code: str) -> None:
    """A sentence tells its language; a few letters do not."""
    assert code == detect(text)


def test_a_doubtful_beginning_is_read_on() -> None:
    """Names tell no language; what follows does, and is looked at only then."""
    names = "Angela Merkel, Emmanuel Macron, Boris Johnson, Mario Draghi, Pedro Sánchez, Mark Rutte. " * 2
    after = "Ministrowie spotkali się w Warszawie, żeby rozmawiać o odbudowie kraju po wojnie. " * 6

    assert "pl" != detect(names)
    assert "pl" == detect(names + after)
