"""`feedmill plan`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feedmill.cli.run_command import shown_progress
from feedmill.cli.terminal import Colour, Door, complain, counted, one_line, say, say_json, when

if TYPE_CHECKING:
    from feedmill.app.planning import Planned
    from feedmill.folded import Counts
    from feedmill.model import Article
    from feedmill.plan import TopicPlan

__all__ = ["add_to"]

_WOULD_CHANGE = 5


def add_to(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("plan")(plan)


def plan(
    context: typer.Context,
    *,
    config: Annotated[
        Path | None,
        typer.Option("--with", metavar="DIR", help="Take the files of this folder instead of config/."),
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 5 if anything would change.")
    ] = False,
    samples: Annotated[
        int, typer.Option("--samples", min=0, max=1000, help="How many articles to name, each way.")
    ] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what the config would change in the feeds; change nothing."""
    from feedmill.app import planning

    door: Door = context.obj
    with shown_progress() as progress:
        planned = planning.plan_changes(door.place(), config=config, samples=samples, progress=progress)
    if as_json:
        say_json(_json(planned))
    else:
        for warning in planned.warnings:
            complain(f"warning: {warning}")
        for text, colour in _lines(planned):
            say(text, colour)
    if exit_code and planned.plan.changes:
        raise typer.Exit(_WOULD_CHANGE)


def _json(planned: Planned) -> dict[str, object]:
    return {
        "version": 1,
        "changes": planned.plan.changes,
        "topics": {one.topic: _topic_json(one) for one in planned.plan.topics},
        "warnings": list(planned.warnings),
        "seconds": round(planned.seconds, 3),
    }


def _topic_json(one: TopicPlan) -> dict[str, object]:
    return {
        **_counts_json(one.items),
        "samples": {
            "added": [_article_json(each) for each in one.added],
            "removed": [_article_json(each) for each in one.removed],
        },
        "change": one.change.value,
        "formerly": one.formerly or None,
        "articles": _counts_json(one.articles),
        "live": {"items": one.live.items, "added": one.live.added, "removed": one.live.removed},
        "rewritten": one.rewritten,
    }


def _counts_json(counts: Counts) -> dict[str, int]:
    return {"added": counts.added, "removed": counts.removed, "unchanged": counts.unchanged}


def _article_json(article: Article) -> dict[str, object]:
    return {
        "id": article.id,
        "source": article.source,
        "url": article.url,
        "title": article.title,
        "published": when(article.published),
    }


def _lines(planned: Planned) -> Iterator[tuple[str, Colour | None]]:
    changing = [one for one in planned.plan.topics if one.changes]
    for one in changing:
        yield from _topic_lines(one)
    kept = len(planned.plan.topics) - len(changing)
    rest = f"{counted(kept, 'topic')} would stay as {'it is' if kept == 1 else 'they are'}"
    if changing:
        yield (
            f'{counted(len(changing), "topic")} would change, {rest}. "feedmill run" or "retag" applies it.',
            None,
        )
    else:
        yield f"Nothing would change: {rest}.", None


def _topic_lines(one: TopicPlan) -> Iterator[tuple[str, Colour | None]]:
    items, articles, live = one.items, one.articles, one.live
    words = {"new": " (new)", "removed": " (removed)", "renamed": f" (formerly {one.formerly})", "kept": ""}
    yield f"{one.topic}{words[one.change.value]}  {_signed(items)}, {items.unchanged} unchanged", "bold"
    if (articles.added, articles.removed) != (items.added, items.removed):
        yield f"    with copies: {_signed(articles)}", None
    if live.added or live.removed:
        yield f"    live feed: +{live.added} -{live.removed}, {counted(live.items, 'item')} then", None
    elif one.change.value == "kept":
        yield "    live feed: the same items, written anew", None
    yield from ((f"  + {_line(each)}", "green") for each in one.added)
    if items.added > len(one.added) > 0:
        yield f"    … and {items.added - len(one.added)} more", None
    yield from ((f"  - {_line(each)}", "red") for each in one.removed)
    if items.removed > len(one.removed) > 0:
        yield f"    … and {items.removed - len(one.removed)} more", None
    yield "", None


def _signed(counts: Counts) -> str:
    return f"+{counts.added} -{counts.removed}"


def _line(article: Article) -> str:
    title = " ".join(article.title.split()) or article.url or article.id
    return one_line(f"{article.published:%Y-%m-%d}  {article.source}  {title}")
