"""A mill to use as an operator does: a folder, commands, and what they answer."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from feedmill.app import running
from feedmill.cli import main
from feedmill.workers.inline import inline_map

__all__ = ["ROOT", "TOPICS", "Answer", "Mill", "item", "rss", "unpacked"]

ROOT = Path(__file__).parents[1]
_command = cache(typer.main.get_command)

TOPICS = """
[terms]
g7 = ["G7", "Group of Seven"]
aid = ["financial assistance", "humanitarian aid", "military aid"]

[topics.g7]
title = "G7"
filter = '#g7'

[topics.aid]
title = "Aid"
filter = '#aid'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Read stdout as one JSON object."""
        return json.loads(self.out)


@dataclass(slots=True, kw_only=True)
class Mill:
    """An installation in a folder of its own, with the clock at the operator's hand."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    now: str = "2026-01-31T12:00:00Z"
    environ: dict[str, str] = field(default_factory=dict)
    #: Read documents in worker processes, as `spawn` always does; starting them costs each run a second.
    in_processes: bool = False

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file of the installation."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    def sources(self, **urls: str) -> None:
        """Configure the seed folder and feeds: id (with _ for -) → URL, or URL and further keys in lines."""
        tables = ['[sources.seeds]\nkind = "seed"\npath = "seeds"\n']
        for name, url in urls.items():
            first, _, rest = url.partition("\n")
            tables.append(f'[sources.{name.replace("_", "-")}]\nkind = "feed"\nurl = "{first}"\n{rest}\n')
        self.write("config/sources.toml", "\n".join(tables))

    def do(self, *words: str) -> Answer:
        """Run a command in this process."""
        self.capture.readouterr()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["feedmill", "-C", str(self.folder), *words])
            patch.setenv("FEEDMILL_NOW", self.now)
            for name, value in self.environ.items():
                patch.setenv(name, value)
            # Building the same commands anew takes a fifth of each run.
            patch.setattr(typer.main, "get_command", _command)
            if not self.in_processes:
                patch.setattr(running, "workers", lambda _folder: nullcontext(inline_map))
            code = main()
        said = self.capture.readouterr()
        return Answer(code=code, out=said.out, err=said.err)

    def run(self, *words: str) -> Any:
        """Run a cycle that must succeed; give its report."""
        answer = self.do("run", "--json", *words)
        assert 0 == answer.code, answer.err
        return answer.json

    def spawn(self, *words: str, **environ: str) -> subprocess.Popen[str]:
        """Start a command as a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "feedmill", "-C", str(self.folder), *words],
            env=os.environ | {"FEEDMILL_NOW": self.now} | self.environ | environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def feed(self, topic: str) -> Any:
        """Read a topic's JSON Feed."""
        return json.loads((self.folder / "feeds" / f"{topic}.json").read_bytes())

    def titles(self, topic: str) -> list[str]:
        """Give the titles of a topic's items, in their order."""
        return [item["title"] for item in self.feed(topic)["items"]]

    def tree(self) -> dict[str, str]:
        """Give the hash of every published file by path."""
        shelf = self.folder / "feeds"
        return {
            str(path.relative_to(shelf)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(shelf.rglob("*"))
            if path.is_file()
        }

    def forget_database(self) -> None:
        """Lose the database."""
        shutil.rmtree(self.folder / "var")


def unpacked(path: Path) -> bytes:
    """Read a file; of a packed copy what is in it, so that nothing hides there."""
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


def rss(*items: str, title: str = "A feed") -> bytes:
    """Write an RSS document around items."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>https://alpha.example/</link><description>d</description><language>en</language>"
        f"{''.join(items)}</channel></rss>"
    ).encode()


def item(
    guid: str, title: str, text: str = "", link: str = "", date: str = "Fri, 30 Jan 2026 10:00:00 GMT"
) -> str:
    """Write an RSS item; an empty date leaves it out."""
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    linked = f"<link>{link}</link>" if link else ""
    return (
        f'<item><guid isPermaLink="false">{guid}</guid><title>{title}</title>{linked}{dated}'
        f"<description>{text}</description></item>"
    )
