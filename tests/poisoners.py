"""What the tests of poisoned feeds publish: a victim's stories, and copies of them as attackers make them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from html import escape
from typing import Any

from installation import Mill, item, rss
from loopback import Loopback, Reply

__all__ = ["STORIES", "Scene", "spam", "story", "text", "title"]

#: Stories of the victim.
STORIES = 100

_PLACES = ("Odesa", "Hiroshima", "Rome", "Pokhara", "Accra", "Lima", "Oslo", "Perth", "Quito", "Tunis")
_WHAT = (
    "grain",
    "power lines",
    "vaccines",
    "schools",
    "bridges",
    "wells",
    "clinics",
    "seed",
    "tents",
    "roads",
)


def title(number: int) -> str:
    """Give the title of a story."""
    return f"{_PLACES[number % 10]} gets aid for {_WHAT[number // 10 % 10]}"


def text(number: int) -> str:
    """Give the text of a story: about sixty words, most of them its own."""
    place, what = _PLACES[number % 10], _WHAT[number // 10 % 10]
    own = " ".join(f"{what.split()[0]}{number}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    return (
        f"Ministers of the G7 promised {number + 3} million dollars to {place} on Friday, to pay for {what}. "
        f"The first of {number + 2} payments is due in June, the mayor of {place} said. {own}. "
        f"Nobody in {place} had expected so much for {what} before the summer, aid workers told us."
    )


def spam(number: int) -> str:
    """Give what an attacker wants to be read in the place of a story."""
    return " ".join(f"buy{number}x{place}" for place in range(60))


@dataclass(kw_only=True)
class Scene:
    """A mill, its feeds, and what readers see."""

    mill: Mill
    server: Loopback
    #: Further keys of sources, in lines.
    further: dict[str, str] = field(default_factory=dict)
    _urls: dict[str, str] = field(default_factory=dict)

    def publish(self, name: str, host: int, *items: str) -> None:
        """Let a source publish these items from a host of its own."""
        self.server.routes[f"/{name}"] = Reply(body=rss(*items, title=name.title()))
        url = self.server.url(f"/{name}", host=f"127.0.0.{host}")
        self._urls[name] = f"{url}\n{self.further.get(name, '')}"
        self.mill.sources(**self._urls)

    def victim(self, number: int = STORIES) -> None:
        """Let the victim publish its stories, each with a page on its own host."""
        self.publish("victim", 2, *(story(n, link=self.page(n)) for n in range(number)))

    def page(self, number: int) -> str:
        """Give the address of a story's page."""
        return self.server.url(f"/story/{number}", host="127.0.0.2")

    def run(self) -> Any:
        """Run the mill; no source may fail."""
        report = self.mill.run()
        assert [] == report["failures"]
        return report

    def items(self) -> list[dict[str, Any]]:
        """Give what readers see."""
        shown: list[dict[str, Any]] = self.mill.feed("everything")["items"]
        return shown

    def rows(self) -> list[Any]:
        """Give the stored rows of the victim's articles."""
        with closing(sqlite3.connect(self.mill.folder / "var" / "feedmill.db")) as db:
            return db.execute("SELECT * FROM article WHERE source = 'victim' ORDER BY id").fetchall()


def story(
    number: int,
    *,
    guid: str = "",
    link: str = "",
    body: str = "",
    head: str = "",
    date: str = "Fri, 30 Jan 2026 10:00:00 GMT",
    claim: str = "",
) -> str:
    """Write an item about a story; *claim*: further elements."""
    made = item(
        guid or f"story-{number}", escape(head or title(number)), escape(body or text(number)), link, date
    )
    return made.replace("</item>", f"{claim}</item>")
