"""`feedmill topics`, `topics test`, `topics match`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feedmill.cli.lines import json_lines
from feedmill.cli.terminal import Door, as_table, counted, say, say_json
from feedmill.cli.tried import failed_line, sample_of, told_why

if TYPE_CHECKING:
    from feedmill.app.looking import TopicLine
    from feedmill.topics import ExampleResult

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
    """Run the examples of every topic and print each; exit 1 if one fails."""
    from feedmill.app import trying

    door: Door = context.obj
    results = trying.test_topics(door.place())
    failed = sum(not one.passed for one in results)
    if as_json:
        tested = [_result_json(one) for one in results]
        say_json({"version": 1, "passed": len(results) - failed, "failed": failed, "examples": tested})
    else:
        width = max((len(one.topic) for one in results), default=0)
        for one in results:
            _say_result(one, width)
        tried = counted(len({one.topic for one in results}), "topic")
        say(f"{len(results) - failed} passed, {failed} failed, in {tried}", "red" if failed else "green")
    if failed:
        raise typer.Exit(1)


def _say_result(result: ExampleResult, width: int) -> None:
    """Print one line, and below an example that failed where it stands and why."""
    word = "match   " if result.example.matches else "no match"
    line = f"{result.topic:<{width}}  {word}  {sample_of(result)}"
    if result.passed:
        say(f"ok    {line}")
    else:
        say(f"FAIL  {line}", "red")
        say(f"      {failed_line(result)}")


def _result_json(result: ExampleResult) -> dict[str, object]:
    return {
        "topic": result.topic,
        "place": result.example.place,
        "title": result.example.title,
        "text": result.example.text,
        "expected": result.example.matches,
        "passed": result.passed,
        "why": told_why(result),
    }


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
