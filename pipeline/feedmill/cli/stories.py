"""What `feedmill dedupe eval --stories` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedmill.cli.terminal import as_table, say, say_json

if TYPE_CHECKING:
    from feedmill.storied import Measured, Tried

__all__ = ["tell_stories"]

#: Errors that are shown, wrongly tied pairs first.
_WORST = 10
_HEADS = ("", "PRECISION", "RECALL", "F1", "95 %", "RIGHT", "WRONGLY TIED", "MISSED")


def tell_stories(tried: Tried, *, as_json: bool) -> None:
    """Print what came of a file of stories."""
    if as_json:
        say_json(_json(tried))
        return
    say(f"{tried.articles} articles on {tried.stories} stories")
    rows: list[tuple[str, ...]] = [_HEADS]
    rows += [
        _row(name, one)
        for name, one in (
            ("pairs", tried.pairs),
            ("groups", tried.groups),
            ("by titles alone", tried.baseline),
        )
    ]
    say(as_table(rows))
    if tried.wrong:
        say(f"\n{len(tried.wrong)} pairs differ from their labels; the worst:")
    for one in tried.wrong[:_WORST]:
        say(f"- {'tied' if one.tied else 'not tied'}: {one.reason}\n    {one.titles[0]}\n    {one.titles[1]}")


def _row(name: str, one: Measured) -> tuple[str, ...]:
    score = one.score
    shares = ("-" if share is None else f"{share:.3f}" for share in (score.precision, score.recall, score.f1))
    return (name, *shares, f"{one.low:.2f}-{one.high:.2f}", str(score.tp), str(score.fp), str(score.fn))


def _json(tried: Tried) -> dict[str, object]:
    return {
        "version": 1,
        "articles": tried.articles,
        "stories": tried.stories,
        "pairs": _measured(tried.pairs),
        "groups": _measured(tried.groups),
        "baseline": _measured(tried.baseline),
        "wrong": [
            {"tied": one.tied, "titles": list(one.titles), "score": one.score, "reason": one.reason}
            for one in tried.wrong
        ],
    }


def _measured(one: Measured) -> dict[str, object]:
    score = one.score
    return {
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
        "interval": [one.low, one.high],
        "tp": score.tp,
        "fp": score.fp,
        "fn": score.fn,
    }
