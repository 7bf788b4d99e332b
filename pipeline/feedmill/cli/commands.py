"""The commands about an installation, its sources and its articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feedmill.cli.terminal import Door, as_table, complain, counted, say, say_json, when
from feedmill.cli.tried import failed_line

if TYPE_CHECKING:
    from feedmill.app.looking import SourceHealth
    from feedmill.app.trying import Checked
    from feedmill.model import DecisionKind

__all__ = ["add_to"]

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ArticleName = Annotated[
    str, typer.Argument(metavar="ARTICLE", help="An id, a published id, a URL or a seed file.")
]
TopicSlug = Annotated[str, typer.Argument(metavar="[TOPIC]", help="Only in this topic.")]


def add_to(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.command("init")(init)
    cli.command("check")(check)
    cli.command("explain")(explain)
    cli.command("search")(search)
    cli.command("ban")(ban)
    cli.command("pin")(pin)
    cli.command("release")(release)
    group = typer.Typer(
        help="List the sources with their health; import and forget them.", no_args_is_help=False
    )
    group.callback(invoke_without_command=True)(sources)
    group.command("import")(import_opml)
    group.command("forget")(forget)
    cli.add_typer(group, name="sources")


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.")],
    *,
    as_json: Json = False,
) -> None:
    """Make an installation that runs at once."""
    from feedmill.app import founding

    written = founding.init(directory)
    if as_json:
        say_json({"version": 1, "written": [str(path) for path in written]})
        return
    for path in written:
        say(str(path))
    say(f"Now: feedmill -C {directory} run")


def check(context: typer.Context, *, as_json: Json = False) -> None:
    """Check the config, and run the examples of every topic's filter."""
    from feedmill.app import trying
    from feedmill.errors import ConfigError

    door: Door = context.obj
    try:
        checked = trying.check(door.place())
    except ConfigError as error:
        if as_json:
            say_json(
                {"version": 1, "ok": False, "mistakes": list(error.mistakes), "warnings": [], "examples": {}}
            )
            raise typer.Exit(error.exit_code) from None
        raise
    if as_json:
        say_json(_checked_json(checked))
    else:
        for warning in checked.warnings:
            complain(f"warning: {warning}")
        for result in checked.failed:
            complain(failed_line(result))
        say(f"{len(checked.examples) - len(checked.failed)} of {len(checked.examples)} examples pass")
    if checked.failed:
        raise typer.Exit(1)


def explain(
    context: typer.Context, article: ArticleName, topic: TopicSlug = "", *, as_json: Json = False
) -> None:
    """Say why an article is in a topic, why not, why it was folded."""
    from feedmill.app import looking
    from feedmill.cli.explained import explained_json
    from feedmill.cli.explained_page import show_explained

    door: Door = context.obj
    found = looking.explain_article(door.place(), article, topic)
    if as_json:
        say_json(explained_json(found))
    else:
        show_explained(found)


def search(
    context: typer.Context,
    filter_text: Annotated[str, typer.Argument(metavar="FILTER", help="A filter, as in topics.toml.")],
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many to list.")] = 20,
    as_json: Json = False,
) -> None:
    """List the stored articles that a filter matches, newest first."""
    from feedmill.app import looking

    door: Door = context.obj
    found = looking.search(door.place(), filter_text, limit)
    if as_json:
        articles = [
            {
                "id": one.id,
                "source": one.source,
                "url": one.url,
                "title": one.title,
                "published": when(one.published),
            }
            for one in found.articles
        ]
        say_json({"version": 1, "total": found.total, "articles": articles})
        return
    rows = [(when(one.published), one.source, one.title) for one in found.articles]
    say(as_table(rows))
    listed = f", {limit} listed" if found.total > limit else ""
    complain(f"found {counted(found.total, 'article')}{listed}")


def ban(
    context: typer.Context, article: ArticleName, topic: TopicSlug = "", *, as_json: Json = False
) -> None:
    """Keep an article out of a topic, or out of all of them, for good."""
    from feedmill.model import DecisionKind

    _decide(context, DecisionKind.BAN, article, topic, as_json=as_json)


def pin(
    context: typer.Context, article: ArticleName, topic: TopicSlug = "", *, as_json: Json = False
) -> None:
    """Keep an article in a topic, whatever the filter says."""
    from feedmill.model import DecisionKind

    _decide(context, DecisionKind.PIN, article, topic, as_json=as_json)


def release(
    context: typer.Context, article: ArticleName, topic: TopicSlug = "", *, as_json: Json = False
) -> None:
    """Take back what was pinned or banned."""
    _decide(context, None, article, topic, as_json=as_json)


def sources(context: typer.Context, *, as_json: Json = False) -> None:
    """List the sources with their health."""
    if context.invoked_subcommand is not None:
        return
    from feedmill.app import looking

    door: Door = context.obj
    listed = looking.sources(door.place())
    if as_json:
        say_json({"version": 1, "sources": {one.id: _health_json(one) for one in listed}})
        return
    rows = [("SOURCE", "ARTICLES", "LAST SUCCESS", "HEALTH")]
    rows += [
        (one.id, str(one.articles), when(one.memory and one.memory.last_success), _health(one))
        for one in listed
    ]
    say(as_table(rows))


def import_opml(
    context: typer.Context,
    opml: Annotated[Path, typer.Argument(metavar="OPML", exists=True, dir_okay=False, help="File to read.")],
    *,
    as_json: Json = False,
) -> None:
    """Add the feeds of an OPML file to config/sources.toml."""
    from feedmill.app import founding
    from feedmill.errors import UsageError
    from feedmill.settings.subscriptions import MAX_BYTES

    door: Door = context.obj
    try:
        with opml.open("rb") as file:
            # A device never ends; one byte more than is read at most is refused.
            added = founding.import_sources(door.place(), file.read(MAX_BYTES + 1))
    except UsageError as error:
        raise UsageError(f"{opml}: {error}") from error
    if as_json:
        say_json({"version": 1, "added": list(added)})
        return
    for source in added:
        say(source)
    complain(f"{counted(len(added), 'source')} added to config/sources.toml")


def forget(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="ID", help="Key that the source had in sources.toml.")],
    *,
    as_json: Json = False,
) -> None:
    """Take the articles of a source that is no more read out of every feed."""
    from feedmill.app import deciding

    door: Door = context.obj
    number = deciding.forget_source(door.place(), source)
    if as_json:
        say_json({"version": 1, "source": source, "withdrawn": number})
        return
    say(f"{counted(number, 'article')} of {source} withdrawn")


def _decide(
    context: typer.Context, kind: DecisionKind | None, article: str, topic: str, *, as_json: bool
) -> None:
    from feedmill.app import deciding

    door: Door = context.obj
    decided = deciding.decide(door.place(), kind, article, topic)
    word = kind.value if kind else "release"
    topics = [slug for slug in decided.topics if slug]
    if as_json:
        say_json(
            {
                "version": 1,
                "decision": word,
                "article": decided.articles[0],
                "articles": list(decided.articles),
                "topics": topics,
                "still_in": [slug for slug, _ in decided.still_in],
                "shown_instead": dict(decided.still_in),
            }
        )
        return
    where = ", ".join(topics) or "every topic"
    for one in decided.articles:
        say(f"{word}: {one} ({where}); written to config/decisions.toml and applied")
    if decided.still_in:
        for slug, copy in decided.still_in:
            complain(f"a copy of it is shown in {slug} now: {copy}, to be banned as well if it is to go")


def _checked_json(checked: Checked) -> dict[str, object]:
    return {
        "version": 1,
        "ok": not checked.failed,
        "mistakes": [failed_line(one) for one in checked.failed],
        "warnings": list(checked.warnings),
        "examples": {"passed": len(checked.examples) - len(checked.failed), "failed": len(checked.failed)},
    }


def _health(one: SourceHealth) -> str:
    memory = one.memory
    if not one.configured:
        return "no longer configured"
    if not one.enabled:
        return "disabled"
    if memory is None or memory.last_attempt is None:
        return "never asked"
    if memory.gone:
        return (
            "gone: it answered 410 twice, a day apart, and is not asked any more; change its url, remove it, "
            'or ask once more with "feedmill run --force"'
        )
    if memory.failures:
        return (
            f"{memory.code}: {memory.message} ({memory.failures} in a row; next try {when(memory.next_due)})"
        )
    return memory.note or (f"ok; moved to {memory.moved_to}, asked there" if memory.moved_to else "ok")


def _health_json(one: SourceHealth) -> dict[str, object]:
    from feedmill.text.dates import rfc3339

    memory = one.memory
    moments = {
        name: rfc3339(moment) if (moment := getattr(memory, name, None)) else None
        for name in ("last_attempt", "last_success", "next_due", "gap")
    }
    return {
        "kind": one.kind,
        "url": one.address,
        "enabled": one.enabled,
        "configured": one.configured,
        "articles": one.articles,
        **moments,
        "failures": memory.failures if memory else 0,
        "code": memory.code if memory else "",
        "message": memory.message if memory else "",
        "note": memory.note if memory else "",
        "moved_to": memory.moved_to if memory else "",
        "gone": memory.gone if memory else False,
    }
