"""Everything that a user can say to the mill is written down."""

from __future__ import annotations

import re
from pathlib import Path

import typer.main

from feedmill.cli.door import cli
from feedmill.formats import KINDS as FORMATS
from feedmill.sources import KINDS as SOURCES
from feedmill.tagging import KINDS as TAGGERS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def test_every_command_is_documented() -> None:
    """Every command and sub-command stands in the documentation."""
    group = typer.main.get_command(cli)
    names = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        names.append(name)
        names += [f"{name} {inner}" for inner in getattr(command, "commands", {})]

    assert {
        "run",
        "init",
        "check",
        "explain",
        "topics",
        "sources",
        "schedule",
        "ban",
        "pin",
        "release",
    } <= set(names)
    assert [] == [name for name in names if name not in TEXT]


def test_every_command_has_help() -> None:
    """Every command says in one sentence what it does."""
    group = typer.main.get_command(cli)

    assert [] == [name for name, command in group.commands.items() if not command.help]  # type: ignore[attr-defined]


def test_every_kind_has_a_line() -> None:
    """Every kind of source, format and tagger is named in the documentation."""
    assert [] == [kind for kind in (*SOURCES, *FORMATS, *TAGGERS) if not re.search(rf"\b{kind}\b", TEXT)]


def test_every_failure_code_is_documented() -> None:
    """Every code that the package writes stands in docs/failures.md, and every code there is written."""
    page = (ROOT / "docs" / "failures.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([a-z][a-z0-9-]*)` \|", page, re.MULTILINE))
    package = ROOT / "pipeline" / "feedmill"
    source = "\n".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    written = set(re.findall(r'code="([a-z-]+)"', source))

    assert {"dns", "connect", "tls", "timeout", "too-large", "refused-address", "crashed"} <= listed
    assert [] == sorted(written - listed)
    assert [] == sorted(code for code in listed if f'"{code}"' not in source and not code.startswith("http-"))


def test_links_between_pages_hold() -> None:
    """Every relative link leads to a file."""
    pages = (*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md")
    links = [
        (page, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    ]

    assert [] == [
        f"{page.name}: {target}"
        for page, target in links
        if "://" not in target and not (page.parent / target).exists()
    ]
