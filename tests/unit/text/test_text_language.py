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
    ],
)
def test_detect(text: str, code: str) -> None:
    """A sentence tells its language; a few letters do not."""
    assert code == detect(text)
