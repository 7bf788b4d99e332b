"""`feedmill topics`, `topics test`, `topics match`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feedmill.cli.commands import failed_line, why
from feedmill.cli.lines import json_lines
from feedmill.cli.terminal import Door, as_table, say, say_json

if TYPE_CHECKING:
    from feedmill.app.looking import TopicLine

__all__ = ["add_to"]

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_to(cli: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="List the topics; run their examples; match a file.", no_args_is_help=False)
    group.callback(invoke_without_command=True)(topics)
    group.command("test")(run_tests)
    group.command("match")(match)
    cli.add_typer(group, name="topics")


def topics(context: typer.Context, *, as_json: Json = False) -> None:
    """List the topics with what their feeds hold."""
    if context.invoked_subcommand is not None:
        return
    from feedmill.app import looking

    door: Door = context.obj
    listed = looking.topics(door.place())
    if as_json:
        say_json({"version": 1, "topics": {one.topic.slug: _topic_json(one) for one in listed}})
        return
    rows = [("TOPIC", "ITEMS", "TITLE")]
    rows += [
        (
            one.topic.slug,
            str(len(one.state.shown)) if one.state else "-",
            f"{one.topic.title or one.topic.slug}{'' if one.topic.enabled else ' (not enabled)'}",
        )
        for one in listed
    ]
    say(as_table(rows))


def run_tests(context: typer.Context, *, as_json: Json = False) -> None:
    """Run the examples of every topic and print each."""
    from feedmill.app import trying

    door: Door = context.obj
    results = trying.test_topics(door.place())
    failed = [one for one in results if not one.passed]
    if as_json:
        say_json(
            {
                "version": 1,
                "passed": len(results) - len(failed),
                "failed": len(failed),
                "examples": [
                    {"topic": one.topic, "place": one.example.place, "passed": one.passed, "why": why(one)}
                    for one in results
                ],
            }
        )
    else:
        for one in results:
            word = "match" if one.example.matches else "no match"
            sample = _short(one.example.title or one.example.text)
            say(f"{'ok  ' if one.passed else 'FAIL'} {one.topic:<16} {word:<8} {sample}")
            if not one.passed:
                say(f"     {failed_line(one)}")
        say(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    if failed:
        raise typer.Exit(1)


def match(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help='JSON lines with id, title, body; "-" = stdin.')
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", hidden=True)] = True,  # noqa: ARG001 - it prints JSON anyway
) -> None:
    """Say which topics each article of a file is in; store nothing."""
    from feedmill.app import trying

    door: Door = context.obj
    for name, found in trying.match_lines(door.place(), json_lines(file, "id, title and body")):
        say_json({"id": name, "topics": list(found)})


def _short(text: str, width: int = 70) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def _topic_json(one: TopicLine) -> dict[str, object]:
    topic = one.topic
    return {
        "title": topic.title or topic.slug,
        "description": topic.description,
        "filter": topic.filter,
        "enabled": topic.enabled,
        "visibility": "public" if topic.public else "unlisted",
        "items": len(one.state.shown) if one.state else 0,
    }
