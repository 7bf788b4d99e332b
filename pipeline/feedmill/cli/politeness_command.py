"""The command that says how publishers were treated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from feedmill.cli.terminal import Door, as_table, say, say_json

if TYPE_CHECKING:
    from feedmill.model import Traffic

__all__ = ["add_to"]


def add_to(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command()(politeness)


def politeness(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Count what each host was asked: requests, 304s, bytes, 429s, the shortest gap."""
    from feedmill.app import looking

    door: Door = context.obj
    told = looking.politeness(door.place())
    if as_json:
        say_json({"version": 1, "hosts": {one.host: _host_json(one) for one in told}})
        return
    rows = [("HOST", "REQUESTS", "NOT MODIFIED", "BYTES", "TOO MANY", "SHORTEST GAP")]
    rows += [_row(one) for one in told]
    say(as_table(rows))


def _host_json(one: Traffic) -> dict[str, object]:
    return {
        "requests": one.requests,
        "not_modified": one.not_modified,
        "bytes": one.bytes,
        "too_many": one.too_many,
        "shortest_gap": None if one.shortest_gap is None else one.shortest_gap.total_seconds(),
    }


def _row(one: Traffic) -> tuple[str, str, str, str, str, str]:
    gap = "-" if one.shortest_gap is None else f"{one.shortest_gap.total_seconds():.1f} s"
    share = f"{one.not_modified} ({one.not_modified / one.requests:.0%})"
    return one.host, str(one.requests), share, f"{one.bytes:,}", str(one.too_many), gap
