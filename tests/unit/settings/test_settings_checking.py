"""A table against its model, beyond what the files can hold today."""

from __future__ import annotations

from decimal import Decimal

from feedmill.settings.checking import check, shown
from feedmill.settings.models import Table
from feedmill.settings.notes import Document, Notes, quoted


class Odd(Table):
    """A model with a type that no file has yet."""

    amount: Decimal


def test_a_type_without_words_is_told_all_the_same() -> None:
    """Without a sentence of its own, the place is told, and nothing of the value."""
    notes, document = Notes(), Document("config/x.toml", "amount = 'hunter2'\n", {"amount": "hunter2"})

    assert check(Odd, document.table, document, (), notes) is None
    assert notes.lines() == ("config/x.toml:1:1: amount: cannot be used here",)


def test_long_values_are_cut() -> None:
    """A quote has 80 characters at most."""
    assert f'"{"x" * 80}…"' == shown("x" * 81)


def test_quotes_stay_on_one_line() -> None:
    """Line breaks, terminal controls and marks that turn the writing are escaped; letters are not."""
    assert r'"й\n\u001b[31m\u009b\u202e\u2028"' == quoted("й\n\x1b[31m\x9b\u202e\u2028")
