"""Near copies, round-ups and corrections from the wire to the feed, and `dedupe eval`."""

from __future__ import annotations

import json
from html import escape

import pytest

from installation import Mill, item, rss
from loopback import Loopback, Reply
from near_texts import ENGLISH, OTHER, THIRD, TITLES, TREASURY, lines

EVERYTHING = '[topics.everything]\ntitle = "All"\nfilter = "*"\n'
TITLE = TITLES[ENGLISH]


def story(guid: str, body: str, title: str = TITLE, date: str = "Fri, 30 Jan 2026 10:00:00 GMT") -> str:
    """Write an item with a text of paragraphs and no link."""
    paragraphs = "".join(f"<p>{line}</p>" for line in body.split("\n"))
    return item(guid, escape(title), escape(paragraphs), date=date)


def publish(mill: Mill, server: Loopback, **sources: list[str]) -> list[dict[str, object]]:
    """Serve these feeds, run, and give the items of a feed of everything but the seed's."""
    urls = {}
    for host, (name, items) in enumerate(sources.items(), start=2):
        server.routes[f"/{name}"] = Reply(body=rss(*items, title=name.title()))
        urls[name] = server.url(f"/{name}", host=f"127.0.0.{host}")
    mill.write("config/topics.toml", EVERYTHING.replace('"*"', '"NOT source:seeds"'))
    mill.sources(**urls)
    assert [] == mill.run()["failures"]
    shown: list[dict[str, object]] = mill.feed("everything")["items"]
    return shown


def also(one: dict[str, object]) -> list[str]:
    """Give the sources that an item says it is also in."""
    return [each["source"] for each in one["_feedmill"]["also"]]  # type: ignore[index]


def test_copies_are_one_item_for_every_reader(mill: Mill, server: Loopback) -> None:
    """An edited copy and a cut one fold into the story; each is named with its link in the content."""
    shown = publish(
        mill,
        server,
        wire=[story("1", ENGLISH)],
        daily=[story("a", "Agencies. " + lines(ENGLISH, 0, 2, 1, 4))],
        brief=[story("x", lines(ENGLISH, 0, 1))],
    )

    assert 1 == len(shown)
    assert 2 == len({*also(shown[0])})
    assert "Also in" in str(shown[0]["content_html"])


def test_a_round_up_of_three_leaves_four_items(mill: Mill, server: Loopback) -> None:
    """A round-up joins none of the stories that it tells again."""
    shown = publish(
        mill,
        server,
        wire=[
            story("1", ENGLISH),
            story("2", OTHER, "Landslide in Nepal"),
            story("3", THIRD, "Odesa's grain"),
        ],
        week=[story("w", f"{ENGLISH}\n{OTHER}\n{THIRD}", "The week in brief")],
    )

    assert 4 == len(shown)
    assert [] == [name for one in shown for name in also(one)]


def test_one_story_in_forty_outlets_is_one_item(mill: Mill, server: Loopback) -> None:
    """No cap parts what so many carry."""
    outlets = {
        f"outlet{number}": [story("1", f"Reported by us.\n{lines(ENGLISH, 0, 1, 2, 3 + number % 3)}")]
        for number in range(40)
    }
    shown = publish(mill, server, **outlets)

    assert 1 == len(shown)
    assert 39 == len(also(shown[0]))


def test_reports_of_two_days_are_two_items(mill: Mill, server: Loopback) -> None:
    """A template filled in anew is another report, from one source or from two."""
    first = TREASURY.format(
        day=30, rose=3.3, before=2.9, loan=9.9, loans=10.1, total=13.2, totals=13.0, tax=640, care=77
    )
    second = TREASURY.format(
        day=31, rose=5.2, before=3.3, loan=8.1, loans=9.9, total=13.3, totals=13.2, tax=412, care=90
    )
    shown = publish(
        mill,
        server,
        wire=[story("1", first, "Treasury balances rise on March 30")],
        daily=[story("a", second, "Treasury balances rise on March 31")],
    )

    assert 2 == len(shown)


def test_the_newest_of_a_corrected_story_is_shown_under_its_first_id(mill: Mill, server: Loopback) -> None:
    """The correction takes the place of what it corrects; readers see one item, changed, not two."""
    first = story("1", ENGLISH)
    before = publish(mill, server, wire=[first])
    fixed = ENGLISH.replace("1.1 billion", "2.3 billion")
    correction = story("2", fixed, f"CORRECTED: {TITLE}", date="Fri, 30 Jan 2026 12:00:00 GMT")

    after = publish(mill, server, wire=[correction, first])

    assert [one["id"] for one in before] == [one["id"] for one in after]
    assert "2.3 billion" in str(after[0]["content_html"])
    assert str(after[0]["title"]).startswith("CORRECTED")


def test_boilerplate_ties_nobody_and_costs_nothing(mill: Mill, server: Loopback) -> None:
    """What forty articles of one source end with is marked, and ties none of them."""
    footer = lines(ENGLISH, 3, 4, 5)
    items = [
        story(
            str(number),
            " ".join(f"Word{number}x{place}" for place in range(60)) + f".\n{footer}",
            f"No. {number}",
        )
        for number in range(40)
    ]

    assert 40 == len(publish(mill, server, wire=items))


def test_eval_prints_what_the_judge_makes_of_pairs(mill: Mill) -> None:
    """Pairs in order, the confusion, and each kind of edit; the label changes no decision."""
    pairs = [
        {"a": side(ENGLISH), "b": side(lines(ENGLISH, 0, 1)), "duplicate": True, "edit": "cut"},
        {
            "a": side(ENGLISH),
            "b": side(ENGLISH.replace("4.2", "3.9")),
            "duplicate": False,
            "edit": "template",
        },
        {"a": side(ENGLISH), "b": side(OTHER), "duplicate": True, "edit": "cut"},
        {"a": side(ENGLISH), "b": {"title": TITLE, "body": f"<p>{ENGLISH}</p>"}, "duplicate": True},
    ]
    file = mill.write("pairs.jsonl", "\n".join(json.dumps(pair) for pair in pairs))

    told = json.loads(mill.do("dedupe", "eval", str(file), "--json").out)

    assert ["cut-of", None, None, "same-text"] == [pair["relation"] for pair in told["pairs"]]
    assert [True, False, False, True] == [pair["duplicate"] for pair in told["pairs"]]
    assert all(pair["reason"] for pair in told["pairs"])
    overall, cut = told["overall"], told["edits"]["cut"]
    assert {"precision", "recall", "f1"} == overall.pop("intervals").keys() == cut.pop("intervals").keys()
    assert {"precision": 1.0, "recall": 2 / 3, "f1": 0.8, "tp": 2, "fp": 0, "fn": 1, "tn": 1} == overall
    assert {"pairs": 2, "precision": 1.0, "recall": 0.5, "f1": 2 / 3} == cut
    turned = [pair | {"duplicate": not pair["duplicate"]} for pair in pairs]
    mill.write("pairs.jsonl", "\n".join(json.dumps(pair) for pair in turned))
    assert told["pairs"] == json.loads(mill.do("dedupe", "eval", str(file), "--json").out)["pairs"]


def side(body: str) -> dict[str, str]:
    """Make one side of a pair."""
    return {"title": TITLE if body != OTHER else "Landslide in Nepal", "body": body, "date": "2026-01-30"}


def test_eval_shows_the_worst_errors_with_their_reasons(mill: Mill) -> None:
    """People read a table, and what to look at first."""
    file = mill.write("pairs.jsonl", json.dumps({"a": side(ENGLISH), "b": side(OTHER), "duplicate": True}))

    answer = mill.do("dedupe", "eval", str(file))

    assert 0 == answer.code
    assert "1 of 1 decisions differ" in answer.out
    assert "sampled runs of words in common" in answer.out
    assert TITLE in answer.out


@pytest.mark.parametrize(
    "line",
    ['{"a": {"title": "x"}, "duplicate": true}', '{"a": {"title": "x"}, "b": {"title": "x"}}', "[]", "{"],
)
def test_eval_names_the_line_that_it_cannot_read(mill: Mill, line: str) -> None:
    """A line that is no pair is exit 2 with its place."""
    file = mill.write("pairs.jsonl", f"\n{line}\n")

    answer = mill.do("dedupe", "eval", str(file))

    assert 2 == answer.code
    assert f"{file}:2" in answer.err
