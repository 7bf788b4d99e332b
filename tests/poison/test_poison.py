"""An attacker's feed beside a victim's (threats T13 to T16): it changes, hides and replaces nothing."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest

from feedmill.text import samples
from poisoners import STORIES, Scene, spam, story, text, title

EARLY = "Fri, 30 Jan 2026 09:00:00 GMT"
ANCIENT = "Mon, 01 Jan 1996 00:00:00 GMT"


def shown_of_victim(scene: Scene) -> dict[str, Any]:
    """Give what readers see under the links of the victim, by link."""
    pages = {scene.page(number) for number in range(STORIES)}
    return {one["url"]: one for one in scene.items() if one["url"] in pages}


def check_shown(scene: Scene, count: int = STORIES) -> None:
    """Every story is shown once, under its own link, with its own text and nothing of the attacker's."""
    shown = shown_of_victim(scene)
    assert count == len(shown)
    for number in range(count):
        one = shown[scene.page(number)]
        assert title(number) == one["title"]
        assert text(number).split()[-1] in one["content_html"]
        assert "victim" == one["_feedmill"]["source"]
        assert f"buy{number}x" not in json.dumps(one)


# --- T13: another's identity


@pytest.mark.parametrize("kind", ["guid", "link", "guid and link", "guid, link and title", "published id"])
def test_nobody_takes_over_anothers_articles(scene: Scene, kind: str) -> None:
    """A hundred guids and links with another text: the victim's rows stay as they are, byte for byte."""
    scene.victim()
    scene.run()
    before, ids = scene.rows(), [one["id"] for one in scene.items()]

    attacks = []
    for number in range(STORIES):
        guid = {"published id": ids[number], "link": f"other-{number}"}.get(kind, f"story-{number}")
        link = scene.page(number) if "link" in kind else ""
        head = title(number) if "title" in kind else f"Offer {number}"
        attacks.append(story(number, guid=guid, link=link, head=head, body=spam(number)))
    scene.publish("attacker", 3, *attacks)
    report = scene.run()

    assert STORIES == report["entries"]["new"]
    assert before == scene.rows()
    check_shown(scene)


# --- T14: to be there first


@pytest.mark.parametrize("date", [EARLY, ANCIENT], ids=["an hour before", "decades before"])
@pytest.mark.parametrize("link", ["none", "elsewhere", "the victim's"])
def test_an_earlier_copy_hides_nothing(scene: Scene, date: str, link: str) -> None:
    """The attacker's near copy is there before the story: once it comes, the story itself is shown."""
    come_first(scene, date, link)

    check_shown(scene)
    if date == EARLY:
        assert STORIES == len(scene.items())


def test_trust_decides_between_two_that_own_their_pages(scene: Scene) -> None:
    """A copy on a page of its own is told from the story by nothing but whom the operator trusts."""
    scene.further = {"victim": "weight = 20"}
    come_first(scene, EARLY, "its own")

    check_shown(scene)


def test_without_trust_the_story_is_named_beside_its_copy(scene: Scene) -> None:
    """Where nothing tells them apart, the first is shown, and the other is linked in it."""
    come_first(scene, EARLY, "its own")

    named = {each["url"] for one in scene.items() for each in one["_feedmill"]["also"]}
    assert {scene.page(number) for number in range(STORIES)} == named


def come_first(scene: Scene, date: str, link: str) -> None:
    """Let the attacker publish copies in one run, and the victim its stories in the next."""
    scene.publish("attacker", 3, *(copied(scene, number, date, link) for number in range(STORIES)))
    scene.run()
    scene.victim()
    scene.mill.now = "2026-01-31T14:00:00Z"
    scene.run()


def copied(scene: Scene, number: int, date: str, link: str) -> str:
    """Write a story nearly as it is, with an advertisement at its end."""
    own = scene.server.url(f"/stolen/{number}", host="127.0.0.3")
    elsewhere = f"https://elsewhere.example/{number}"
    where = {"none": "", "elsewhere": elsewhere, "its own": own, "the victim's": scene.page(number)}[link]
    body = f"{text(number)} Read more in our shop. buy{number}x"
    return story(number, guid=f"stolen-{number}", link=where, date=date, body=body)


def test_control_of_earlier_copies(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the first copy shown, whoever published it, the attacker's would be."""
    electing = importlib.import_module("feedmill.dedupe.representative")
    monkeypatch.setattr(electing, "_rank", lambda one, _: (one.first_seen, one.published, one.id))

    with pytest.raises(AssertionError):
        test_an_earlier_copy_hides_nothing(scene, EARLY, "elsewhere")


# --- T15: evasion, churn, floods

_TWINS = str.maketrans("aeopcxy", "аеорсху")  # noqa: RUF001 - Cyrillic letters that look the same


@pytest.mark.parametrize("disguise", ["zero width", "soft hyphens", "homoglyphs", "wide letters"])
def test_a_disguised_copy_is_still_a_copy(scene: Scene, disguise: str) -> None:
    """Letters that nobody sees, or that look like others, make no new story of an old one."""
    scene.victim()
    scene.run()
    scene.publish(
        "attacker",
        3,
        *(
            story(number, guid=f"copy-{number}", body=disguised(text(number), disguise), head=title(number))
            for number in range(STORIES)
        ),
    )
    scene.run()

    assert STORIES == len(scene.items())
    check_shown(scene)


def disguised(plain: str, disguise: str) -> str:
    """Make a text look the same and be another."""
    if disguise == "homoglyphs":
        # In every word a letter stays Latin, as in all that is typed to deceive.
        return " ".join(f"{word[:1]}{word[1:].translate(_TWINS)}" for word in plain.split(" "))
    if disguise == "wide letters":
        return "".join(chr(ord(letter) + 0xFEE0) if letter.isalnum() else letter for letter in plain)
    return ("\u200b" if disguise == "zero width" else "\u00ad").join(plain)


def test_control_of_disguises(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without reading mixed words as what they look like, each disguised copy is a story of its own."""
    for room in ("text.samples", "dedupe.sketch"):
        monkeypatch.setattr(f"feedmill.{room}.plain_letters", str)
    samples.compared.cache_clear()  # what the test before this one asked

    with pytest.raises(AssertionError):
        test_a_disguised_copy_is_still_a_copy(scene, "homoglyphs")
    samples.compared.cache_clear()  # for the test after it


def test_changing_ids_makes_no_news(scene: Scene) -> None:
    """The same texts under new ids in every run stay one item each, whatever is new about them."""
    for turn in range(3):
        items = (story(number, guid=f"{turn}-{number}") for number in range(20))
        scene.publish("churner", 3, *items)
        scene.mill.now = f"2026-01-31T1{turn}:00:00Z"
        report = scene.run()
        told = [{"source": "churner", "new": 20, "waiting": 0, "renamed": 20}] if turn else []
        assert told == report["bursts"]

    assert 20 == len(scene.items())


def test_a_flood_waits_for_its_turn(scene: Scene) -> None:
    """A thousand new items in one document: 200 come in, the rest is told to wait, others lose nothing."""
    scene.victim()
    scene.publish("flood", 3, *(story(n, guid=f"f{n}", head=f"Offer {n}", body=spam(n)) for n in range(1000)))
    report = scene.run()

    assert STORIES + 200 == report["entries"]["new"]
    check_shown(scene)
    assert [{"source": "flood", "new": 200, "waiting": 800, "renamed": 0}] == report["bursts"]
    assert "800 " in json.dumps(scene.mill.do("sources", "--json").json["sources"]["flood"])


def test_churn_and_flood_at_once_are_told_to_people(scene: Scene) -> None:
    """Old texts under new ids count against the quota as news does, and the summary says both."""
    config = scene.mill.folder / "config" / "feedmill.toml"
    config.write_text(config.read_text("utf-8").replace("[fetch]", "[fetch]\nmax_new = 15"), "utf-8")
    for turn in range(2):
        scene.publish("churner", 3, *(story(number, guid=f"{turn}-{number}") for number in range(15 + turn)))
        scene.mill.now = f"2026-01-31T1{turn}:00:00Z"
        said = scene.mill.do("-v", "run").out

    assert "! churner: 1 new items wait for the next run" in said
    assert "15 of 15 new items were known under other ids" in said
    assert 15 == len(scene.items())


def test_control_of_quotas(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the quota a flood comes in as a whole, and nothing is told of it."""
    monkeypatch.setattr("feedmill.assay._within_quota", lambda _parts, digests, _known: (list(digests), {}))

    with pytest.raises(AssertionError):
        test_a_flood_waits_for_its_turn(scene)


# --- T16: claims

_CLAIMS = {
    "source": '<source url="http://127.0.0.2/victim">Victim</source>',
    "canonical": '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="canonical" href="{page}"/>',
    "alternate": '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="alternate" href="{page}"/>',
    "origin": '<feedburner:origLink xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">{page}'
    "</feedburner:origLink>",
    "via": '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="via" href="{page}"/>',
    "about": "<comments>{page}</comments>",
}


@pytest.mark.parametrize("claim", _CLAIMS)
def test_a_claim_is_a_hint_only(scene: Scene, claim: str) -> None:
    """What an item says of where it comes from puts it in nobody's place."""
    scene.victim(20)
    scene.publish(
        "attacker",
        3,
        *(
            story(
                number,
                guid=f"claim-{number}",
                head=f"Offer {number}",
                body=spam(number),
                claim=_CLAIMS[claim].format(page=scene.page(number)),
            )
            for number in range(20)
        ),
    )
    scene.run()

    check_shown(scene, 20)


_DRESSES = {
    "redirect": ("{own}/redirect?url={page}", ""),
    "archive": ("https://web.archive.org/web/20260130/{page}", ""),
    "campaign": ("{page}?cmpid=1", ""),
    "guid behind a short link": ("https://bit.ly/3abc", "{page}"),
}


@pytest.mark.parametrize("dress", _DRESSES)
def test_a_link_to_anothers_page_gives_no_right_to_it(scene: Scene, dress: str) -> None:
    """However a link leads to a story of the victim's, and whatever weight it has: the story is shown."""
    link, guid = _DRESSES[dress]
    scene.victim(20)
    scene.further["attacker"] = "weight = 90"
    own = scene.server.url("", host="127.0.0.3")
    pages = [scene.page(number) for number in range(20)]
    scene.publish(
        "attacker",
        3,
        *(
            story(
                number,
                guid=guid.format(page=page) or f"dress-{number}",
                link=link.format(page=page, own=own),
                body=spam(number),
            )
            for number, page in enumerate(pages)
        ),
    )
    scene.run()

    check_shown(scene, 20)
    assert 20 == len(scene.items())


def test_control_of_owners(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a link judged by the host that it names first, a redirector would own what lies behind it."""
    monkeypatch.setattr(importlib.import_module("feedmill.dedupe.relations"), "target", lambda url: url)

    with pytest.raises(AssertionError):
        test_a_link_to_anothers_page_gives_no_right_to_it(scene, "redirect")
