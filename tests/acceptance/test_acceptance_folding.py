"""Folding as every reader meets it: in all formats, topic by topic, under ids that stay."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from feedmill import compose
from installation import Mill, item, rss
from loopback import Loopback, Reply
from near_texts import ENGLISH, OTHER, THIRD

ATOM = "{http://www.w3.org/2005/Atom}"
PAGE = "https://news.example/2026/budget"
BODY = "Ministers of seven countries agreed in the evening on what the harbour is to cost next year. " * 5
FULL = f"The G7 paid for it. {BODY}"


class Press:
    """Sources that publish on hosts of their own, one after the other."""

    def __init__(self, mill: Mill, server: Loopback) -> None:
        self.mill, self.server, self.urls, self.hour = mill, server, dict[str, str](), 10

    def topics(self, **tables: str) -> None:
        """Write the topics: slug → its lines."""
        self.mill.write(
            "config/topics.toml", "\n".join(f"[topics.{name}]\n{lines}" for name, lines in tables.items())
        )

    def says(self, further: str = "", **items: str | list[str]) -> dict[str, Any]:
        """Let sources publish items, run an hour later, and give the report."""
        for name, made in items.items():
            host = f"127.0.0.{2 + len(self.urls)}" if name not in self.urls else ""
            self.server.routes[f"/{name}"] = Reply(
                body=rss(*([made] if isinstance(made, str) else made), title=name)
            )
            if host:
                self.urls[name] = f"{self.server.url(f'/{name}', host=host)}\n{further}"
        self.mill.sources(**self.urls)
        self.hour += 1
        self.mill.now = f"2026-01-31T{self.hour}:00:00Z"
        report: dict[str, Any] = self.mill.run("--force")
        assert [] == report["failures"]
        return report

    def shown(self, topic: str) -> list[tuple[str, str, list[str]]]:
        """Give id, source and the others named, of each item of a topic."""
        return [
            (one["id"], one["_feedmill"]["source"], [each["source"] for each in one["_feedmill"]["also"]])
            for one in self.mill.feed(topic)["items"]
        ]


@pytest.fixture
def press(mill: Mill, server: Loopback) -> Press:
    """Give a press without a source."""
    return Press(mill, server)


def copy(guid: str, link: str, body: str = FULL, title: str = "Budget agreed") -> str:
    """Write an item."""
    return item(guid, title, body, link)


# --- every reader


def test_all_formats_name_the_others(press: Press) -> None:
    """Source, link and time of each other member stand in the content, and links name them to machines."""
    press.topics(news="filter = 'NOT source:seeds'")
    press.says(wire=copy("1", PAGE))
    press.says(daily=copy("2", f"{PAGE}?cmpid=7"), brief=copy("3", "https://brief.example/3"))
    folder = press.mill.folder / "feeds"
    named = {f"{PAGE}?cmpid=7", "https://brief.example/3"}

    (atom,) = ET.parse(folder / "news.atom").getroot().iter(f"{ATOM}entry")
    assert named == {link.get("href") for link in atom.iter(f"{ATOM}link") if link.get("rel") == "related"}
    assert "wire" == atom.findtext(f"{ATOM}source/{ATOM}title")
    (plain,) = ET.parse(folder / "news.rss").getroot().iter("item")
    assert named == {link.get("href") for link in plain.iter(f"{ATOM}link") if link.get("rel") == "related"}
    assert "wire" == plain.findtext("source")
    (entry,) = press.mill.feed("news")["items"]
    assert named == {each["url"] for each in entry["_feedmill"]["also"]}
    assert {"daily", "brief"} == {each["source"] for each in entry["_feedmill"]["also"]}
    page = LexborHTMLParser((folder / "news.html").read_text("utf-8"))
    contents = [
        entry["content_html"],
        *(
            feedparser.parse((folder / name).read_bytes()).entries[0].content[0].value
            for name in ("news.atom", "news.rss")
        ),
        page.css("article .also")[0].html or "",
    ]
    for content in contents:
        links = {node.attributes["href"]: node.text() for node in LexborHTMLParser(content).css("a")}
        assert named == links.keys()
        assert {"daily", "brief"} == set(links.values())
        assert 2 == content.count("30 January 2026, 10:00 UTC")


# --- topic by topic


@pytest.mark.parametrize("first", ["teaser", "full"])
def test_a_copy_that_does_not_match_hides_none_that_does(press: Press, first: str) -> None:
    """Whichever copy came first: each topic shows the one that matches it, and names nobody who does not."""
    press.topics(
        g7="filter = 'G7 AND NOT source:seeds'",
        harbour="filter = 'harbour AND NOT source:seeds'",
        teaser="filter = 'source:teaser'",
    )
    copies = {"teaser": copy("1", PAGE, BODY), "full": copy("2", f"{PAGE}?utm_source=rss", FULL)}
    for name in (first, *copies.keys() - {first}):
        press.says(**{name: copies[name]})

    assert [("full", [])] == [one[1:] for one in press.shown("g7")]
    assert [("teaser", [])] == [one[1:] for one in press.shown("teaser")]
    ((_, source, others),) = press.shown("harbour")
    assert {"teaser", "full"} == {source, *others}


def test_control_of_topics(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the best copy of all chosen first and the topic asked then, a topic would miss its story."""
    shown = compose._shown
    monkeypatch.setattr(
        compose,
        "_shown",
        lambda topic, one, articles, _, *rest: shown(topic, one, articles, one.members, *rest),
    )

    with pytest.raises(AssertionError):
        test_a_copy_that_does_not_match_hides_none_that_does(press, "full")


def test_explain_shows_all_members_and_why(press: Press) -> None:
    """Of each copy: whether the topic shows it, names it or leaves it out, in JSON and in words."""
    press.topics(
        g7="filter = 'G7 AND NOT source:seeds'",
        quiet="filter = 'harbour'\nduplicates = { item = 'drop', text = 'drop' }",
    )
    press.says(wire=copy("1", PAGE))
    press.says(daily=copy("2", f"{PAGE}?cmpid=7"), teaser=copy("3", PAGE, BODY))
    ids = {
        name: f"tag:example.org,2026-01-01:{name}/{n}"
        for n, name in enumerate(("wire", "daily", "teaser"), 1)
    }
    assert 0 == press.mill.do("ban", ids["daily"], "quiet").code

    said = press.mill.do("explain", ids["teaser"], "--json").json
    roles = {
        topic: {one["source"]: (one["role"], one["relation"]) for one in made["group"]["members"]}
        for topic, made in said["topics"].items()
    }
    assert {
        "g7": {
            "wire": ("shown", None),
            "daily": ("named", "same-item"),
            "teaser": ("no-match", "same-item"),
        },
        "quiet": {
            "wire": ("shown", None),
            "daily": ("banned", "same-item"),
            "teaser": ("dropped", "same-item"),
        },
    } == roles
    assert {"wire", "daily"} == {one["source"] for one in said["relations"]}
    words = press.mill.do("explain", ids["teaser"]).out
    assert f"{ids['wire']} (wire): shown\n" in words
    assert f'{ids["daily"]} (daily): named under "Also in"; same-item 1: both link to' in words
    assert "(teaser): left out, as it does not match the topic; same-item" in words
    assert "(teaser): left out, as the topic drops such copies; same-item" in words
    assert "(daily): left out, as it is banned by hand; same-item" in words


def test_explain_names_the_round_up(press: Press) -> None:
    """A round-up joins no group, but the story says where else it is told."""
    press.topics(news="filter = 'NOT source:seeds'")
    press.says(
        wire=[item(str(n), f"Story {n}", text) for n, text in enumerate((ENGLISH, OTHER, THIRD))],
        week=item("w", "The week in brief", f"{ENGLISH}\n{OTHER}\n{THIRD}"),
    )

    said = press.mill.do("explain", "tag:example.org,2026-01-01:wire/1", "--json").json
    assert [("week", "contained-in")] == [(one["source"], one["relation"]) for one in said["relations"]]
    assert ["wire"] == [one["source"] for one in said["topics"]["news"]["group"]["members"]]
    assert (
        "tied to    tag:example.org,2026-01-01:week/w (week): contained-in"
        in press.mill.do("explain", "tag:example.org,2026-01-01:wire/1").out
    )


# --- ids that stay


def test_a_group_keeps_its_id_while_it_grows_and_changes_its_face(press: Press) -> None:
    """Better copies come, the shown one goes: readers see one item under one id, changed in place."""
    press.topics(news="filter = 'NOT source:seeds'")
    press.says(wire=copy("1", PAGE))
    ((first, _, _),) = press.shown("news")
    faces = []
    for name, weight in (("daily", 20), ("brief", 30)):
        press.says(f"weight = {weight}", **{name: copy(name, f"{PAGE}?smid={name}")})
        ((known, source, others),) = press.shown("news")
        assert first == known
        faces.append((source, sorted(others)))
    press.mill.do("ban", "tag:example.org,2026-01-01:brief/brief")
    faces.append(press.shown("news")[0][1:])

    assert [("daily", ["wire"]), ("brief", ["daily", "wire"]), ("daily", ["wire"])] == faces
    assert first == press.shown("news")[0][0]
    for name in ("news.atom", "news.rss"):
        (entry,) = feedparser.parse((press.mill.folder / "feeds" / name).read_bytes()).entries
        assert first == entry.id
