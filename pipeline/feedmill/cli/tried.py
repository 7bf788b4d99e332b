"""What became of the examples of filters, in words: as `check` and `topics test` tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedmill.topics import ExampleResult

__all__ = ["failed_line", "sample_of", "told_why"]

#: Characters of an example that are shown.
_SHOWN = 70


def failed_line(result: ExampleResult) -> str:
    """Say which example failed, where, and why."""
    wanted = "should match and does not" if result.example.matches else "should not match and does"
    return f"{result.example.place}: topics.{result.topic}: the example {wanted}: {told_why(result)}"


def told_why(result: ExampleResult) -> str:
    """Say what decided: the clause that failed and what would do, or the words that matched."""
    if result.miss is not None:
        change = "; and ".join(edit.said for edit in result.miss.change)
        smallest = f" The smallest change: {change}." if change else ""
        return f"{result.miss.clause}: {result.miss.needs}{smallest}"
    found: dict[str, list[str]] = {}
    for reason in result.reasons:
        found.setdefault(f'{reason.clause} found "{reason.text}"', []).append(reason.field)
    told = (f"{said} in the {' and the '.join(dict.fromkeys(fields))}" for said, fields in found.items())
    return ", ".join(told) or "the filter asks for nothing in its words that is not there"


def sample_of(result: ExampleResult) -> str:
    """Give the beginning of an example in one line."""
    example = result.example
    line = " ".join(f"{example.title} – {example.text}".strip(" –").split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
