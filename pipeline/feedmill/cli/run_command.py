"""`feedmill run` and `feedmill schedule`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from feedmill.cli.terminal import Door, as_table, complain, is_watched, one_line, say, say_json
from feedmill.errors import LockHeld, PublishError

if TYPE_CHECKING:
    from feedmill.cycle import Report
    from feedmill.ingested import Burst

__all__ = ["add_to", "shown_progress"]

_TOO_MANY_FAILED = 3


def add_to(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.command("run")(run)
    cli.command("retag")(retag)
    cli.command("schedule")(schedule)


def run(
    context: typer.Context,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do all but keep nothing: show what would happen.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Ask every source now, as far as politeness allows.")
    ] = False,
    refetch: Annotated[
        str,
        typer.Option("--refetch", metavar="SOURCE", help="Ask one source without validators (once in 24 h)."),
    ] = "",
    if_free: Annotated[
        bool, typer.Option("--if-free", help="If another run is at work, end with 0 and say nothing.")
    ] = False,
    max_seconds: Annotated[
        float,
        typer.Option("--max-seconds", min=0, help="Take no further answers after this time; 0 = no limit."),
    ] = 0,
    accept_new_ids: Annotated[
        bool,
        typer.Option(
            "--accept-new-ids", help="Give published items new ids after id_domain or id_date changed."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Read the sources that are due; publish what changed."""
    from feedmill.app import running
    from feedmill.cycle import Wish

    door: Door = context.obj
    place = door.place()
    if refetch:
        running.check_refetch(place, refetch)
    wish = Wish(force=force, refetch=refetch, accept_new_ids=accept_new_ids)
    with shown_progress() as progress:
        try:
            report = running.run(
                place, wish, running.Options(dry_run=dry_run, max_seconds=max_seconds, progress=progress)
            )
        except LockHeld:
            if if_free:
                return
            raise
    if as_json:
        say_json(report.as_json())
    elif sys.stdout.isatty() or door.verbose or dry_run:
        say(_summary(report, dry_run=dry_run))
    tell_failures(report)
    if report.has_stale_mirrors:
        raise typer.Exit(PublishError.exit_code)
    if report.has_too_many_failures:
        raise typer.Exit(_TOO_MANY_FAILED)


def retag(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Evaluate every filter over the archive anew; fetch nothing."""
    from feedmill.app import running
    from feedmill.cycle import Wish

    door: Door = context.obj
    with shown_progress() as progress:
        report = running.run(
            door.place(), Wish(offline=True, everything=True), running.Options(progress=progress)
        )
    if as_json:
        say_json(report.as_json())
    elif sys.stdout.isatty() or door.verbose:
        say(_summary(report, dry_run=False))


def schedule(context: typer.Context) -> None:
    """Run again and again, as [schedule] says, until stopped."""
    from feedmill.app import running

    door: Door = context.obj

    def tell(report: Report) -> None:
        if is_watched() or door.verbose:
            complain(f"{report.now}: {_line(report)}")
        tell_failures(report)

    raise typer.Exit(running.keep_running(door.place(), complain, tell))


def tell_failures(report: Report) -> None:
    """Say in one line each, which cron can mail, what a person must look at; nothing if all is well."""
    took = report.ingested
    for one in report.mirrored:
        if one.failure:
            complain(f"{one.failure}; all is published to the folder, and the next run tries again")
    if report.pinged.given_up:
        complain(f"{report.pinged.given_up} pings were given up after a day: {report.pinged.failure}")
    for failure in took.failures:
        # A fault of this machine's own files: no share of failed sources excuses it.
        if failure.code == "seed-unreadable":
            complain(f"{failure.source}: {failure.code}: {one_line(failure.message)}")
    if took.offline:
        complain(
            f"own network down: {took.external_failed} of {took.external_due} sources could not be reached; "
            "that counts against none of them"
        )
    elif report.has_too_many_failures:
        codes = ", ".join(sorted({one.code for one in took.failures} - {"seed-unreadable"}))
        complain(
            f"{took.external_failed} of {took.external_due} sources that were due failed ({codes}), more "
            f"than [run] max_failed = {report.max_failed:g} allows; all else is published "
            '("feedmill sources" says more)'
        )


def _line(report: Report) -> str:
    took, out = report.ingested, report.published
    return (
        f"{took.due} sources due, {took.failed} failed; {took.new} new and {took.changed} changed articles; "
        f"{out.written} files written"
    )


def _summary(report: Report, *, dry_run: bool) -> str:
    took, out, told = report.ingested, report.published, report.pinged
    lines = []
    if dry_run:
        lines.append("Dry run: nothing of this was kept.")
    if report.adopted:
        lines.append(f"adopted {report.adopted} published items")
    lines.append(
        f"{took.due} sources due: {took.fetched} fetched, {took.not_modified} not modified, "
        f"{took.failed} failed"
    )
    lines.append(f"{took.seen} entries: {took.new} new, {took.changed} changed, {took.unchanged} unchanged")
    rows = [
        (
            slug,
            f"{one.items} items",
            f"+{one.added}" if one.added else "",
            f"-{one.removed}" if one.removed else "",
        )
        for slug, one in out.topics.items()
    ]
    lines.append(as_table(rows))
    lines.append(f"{out.written} files written, {out.unchanged} unchanged, {out.removed} removed")
    if told.sent or told.waiting or told.given_up:
        lines.append(f"hubs: {told.sent} pings sent, {told.waiting} wait for the next run")
    lines += [f"{one.to}: {one.written} objects written, {one.removed} removed" for one in report.mirrored]
    lines += [
        f"! {failure.source}: {failure.code}: {one_line(failure.message)}"
        for failure in took.failures
        if failure.code != "seed-unreadable"
    ]
    lines += [f"! {one.source}: {'; '.join(_burst(one))}" for one in took.bursts]
    return "\n".join(line for line in lines if line)


def _burst(one: Burst) -> Iterator[str]:
    """Say what a source brought beyond news, and what becomes of it."""
    if one.waiting:
        yield f"{one.waiting} new items wait for the next run (see [fetch] max_new)"
    if one.renamed:
        yield f"{one.renamed} of {one.new} new items were known under other ids; each stays one item"


@contextmanager
def shown_progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show a progress bar where a person looks on; else nothing."""
    if not is_watched():
        yield lambda _stage, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    tasks: dict[str, TaskID] = {}
    with Progress(console=Console(stderr=True), transient=True) as bar:

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield show
