"""`feedmill dedupe eval`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feedmill.cli.lines import json_lines
from feedmill.cli.stories import tell_stories
from feedmill.cli.terminal import Door, as_table, say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedmill.pairs import Judged, Score

__all__ = ["add_to"]

#: Errors that are shown, those first that the judge was surest of.
_WORST = 10
_HEADS = ("EDIT", "PAIRS", "PRECISION", "RECALL", "F1", "RIGHT", "WRONGLY TIED", "MISSED")


def add_to(cli: typer.Typer) -> None:
    """Add the command."""
    group = typer.Typer(help="Try the judge of duplicates on labelled pairs.", no_args_is_help=True)
    group.callback()(_group)
    group.command("eval")(evaluate)
    cli.add_typer(group, name="dedupe")


def _group() -> None:
    """Try the judge of duplicates on labelled pairs."""


def evaluate(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help='JSON lines with a, b, duplicate; "-" = stdin.')
    ],
    *,
    stories: Annotated[
        bool, typer.Option("--stories", help="FILE has an article a line, with the story it tells.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say of labelled pairs what the judge makes of them, and how often it is right; store nothing."""
    from feedmill.app import trying
    from feedmill.pairs import score

    door: Door = context.obj
    if stories:
        tried = trying.try_stories(door.place(), json_lines(file, "story, title and body"))
        tell_stories(tried, as_json=as_json)
        return
    decisions = list(trying.decide_pairs(door.place(), json_lines(file, "a, b and duplicate")))
    edits = {
        edit: score(one for one in decisions if one.edit == edit)
        for edit in sorted({one.edit for one in decisions} - {""})
    }
    if as_json:
        say_json(_json(decisions, score(decisions), edits))
    else:
        _tell(decisions, score(decisions), edits)


def _json(decisions: Sequence[Judged], overall: Score, edits: dict[str, Score]) -> dict[str, object]:
    return {
        "version": 1,
        "pairs": [
            {
                "duplicate": one.duplicate,
                "relation": one.relation or None,
                "score": one.score,
                "reason": one.reason,
            }
            for one in decisions
        ],
        "overall": {
            **_shares(overall),
            "tp": overall.tp,
            "fp": overall.fp,
            "fn": overall.fn,
            "tn": overall.tn,
        },
        "edits": {name: {"pairs": one.pairs, **_shares(one)} for name, one in edits.items()},
    }


def _shares(one: Score) -> dict[str, object]:
    from feedmill.pairs import intervals

    return {
        "precision": one.precision,
        "recall": one.recall,
        "f1": one.f1,
        "intervals": asdict(intervals(one)),
    }


def _tell(decisions: Sequence[Judged], overall: Score, edits: dict[str, Score]) -> None:
    rows: list[tuple[str, ...]] = [_HEADS]
    rows += [_row(name, one) for name, one in edits.items()]
    rows.append(_row("all", overall))
    say(as_table(rows))
    say("In brackets: 95 % of 1,000 times that as many pairs are drawn anew from these.")
    wrong = sorted((one for one in decisions if not one.right), key=lambda one: -one.score)
    if wrong:
        say(f"\n{len(wrong)} of {len(decisions)} decisions differ from their label; the worst:")
    for one in wrong[:_WORST]:
        verdict = f"{one.relation} {one.score:.2f}" if one.duplicate else "none"
        say(f"- {verdict}, but {'copies' if one.expected else 'no copies'}: {one.reason}")
        say(f"    {_short(one.titles[0])}\n    {_short(one.titles[1])}")


def _row(name: str, one: Score) -> tuple[str, ...]:
    from feedmill.pairs import intervals

    within = intervals(one)
    shares = (
        _share(one.precision, within.precision),
        _share(one.recall, within.recall),
        _share(one.f1, within.f1),
    )
    return (name, str(one.pairs), *shares, str(one.tp + one.tn), str(one.fp), str(one.fn))


def _share(share: float | None, within: tuple[float, float] | None) -> str:
    if share is None or within is None:
        return "-"
    return f"{share:.3f} ({within[0]:.2f}-{within[1]:.2f})"


def _short(title: str, width: int = 90) -> str:
    return title if len(title) <= width else title[: width - 1] + "…"
