"""
The command line itself, and what an error becomes there.

    0 done · 1 failed · 2 usage or config · 3 done, too many sources failed · 4 lock held · 5 plan has news
    130/143 stopped
"""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from feedmill import __version__
from feedmill.app import collect_rarely
from feedmill.cli import (
    commands,
    dedupe_command,
    plan_command,
    politeness_command,
    run_command,
    topics_command,
)
from feedmill.cli.terminal import Door, complain
from feedmill.errors import FeedmillError, FilterError

__all__ = ["main"]

#: Exit codes of a run that was stopped (128 + the signal's number, as shells have it).
_STOPPED = {signal.SIGINT: 130, signal.SIGTERM: 143}

cli = typer.Typer(
    name="feedmill",
    help=(
        "Seeds in, feeds out: local articles and other people's feeds, "
        "de-duplicated, tagged, published by topic."
    ),
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,
    # Typer's own tracebacks print the values of variables, secrets included.
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(asked: bool) -> None:  # noqa: FBT001 - typer calls it so
    if asked:
        typer.echo(f"feedmill {__version__}")
        raise typer.Exit


@cli.callback()
def _front(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Option("-C", metavar="DIR", help="The installation: the folder that holds config/.")
    ] = Path(),
    *,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what happens, on stderr.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = Door(folder=folder, verbose=verbose)


run_command.add_to(cli)
commands.add_to(cli)
plan_command.add_to(cli)
topics_command.add_to(cli)
dedupe_command.add_to(cli)
politeness_command.add_to(cli)


def main() -> int:
    """Run the command line; give the exit code."""
    collect_rarely()
    for number in _STOPPED:
        signal.signal(number, _on_signal)
    try:
        cli()
    except FilterError as error:
        for each in error.each():
            complain(f"{each.line}:{each.column}: {each}")
        return error.exit_code
    except FeedmillError as error:
        complain(str(error))
        return error.exit_code
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    return 0


def _on_signal(number: int, _frame: object) -> NoReturn:
    """End as a signal asks, through every `finally` on the way; what was saved before is safe."""
    raise SystemExit(_STOPPED[signal.Signals(number)])
