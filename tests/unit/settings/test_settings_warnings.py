"""What works, but probably not as meant: warnings with their places."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from feedmill.settings import load

Write = Callable[..., Path]

PUBLIC = '[site]\nurl = "https://x.example/"\nid_domain = "x.example"\ncontact = "a@x.example"\n'
ID = "tag:x.example,2026-01-01:seeds/a"
FEED = '[sources.a]\nkind = "feed"\nurl = "https://a.example/"\n'


def test_an_installation_that_is_ready_for_the_public_has_none(installation: Write) -> None:
    """Its own address, domain and contact, a source and a topic: nothing to think of."""
    assert load(installation(main=PUBLIC), {}).warnings == ()


def test_what_must_be_set_before_the_public_comes_is_told(installation: Write) -> None:
    """Address, domain and contact are told at their keys, or where they would stand."""
    settings = load(installation(main='\n[site]\ntitle = "x"\nid_domain = "feedmill.localhost"\n'), {})

    assert settings.warnings == (
        (
            "config/feedmill.toml:2:1: site.url: published links point at http://127.0.0.1:8080/, "
            "this machine; write the public address of the feeds"
        ),
        (
            "config/feedmill.toml:2:1: site.contact: publishers have nobody to write to; "
            "give a web or e-mail address"
        ),
        (
            "config/feedmill.toml:4:1: site.id_domain: ids are made of a placeholder; "
            "write a domain of yours before anybody subscribes"
        ),
    )


def test_without_a_main_file_warnings_have_a_place_too(installation: Write) -> None:
    """They point at the file's first character."""
    assert all(line.startswith("config/feedmill.toml:1:1: ") for line in load(installation(), {}).warnings)


@pytest.mark.parametrize(
    ("files", "warning"),
    [
        (
            {"sources": FEED + "enabled = false\n"},
            "config/sources.toml:1:1: sources: no source is enabled, so nothing new can come in",
        ),
        (
            {"sources": ""},
            "config/sources.toml:1:1: sources: no source is enabled, so nothing new can come in",
        ),
        (
            {"topics": "[topics.a]\nfilter = 'x'\nenabled = false\n"},
            "config/topics.toml:1:1: topics: no topic is enabled, so nothing is published",
        ),
        (
            {"sources": FEED + '[sources.b]\nkind = "feed"\nurl = "http://a.example#x"\n'},
            "config/sources.toml:4:1: sources.b: has the same address as sources.a",
        ),
        (
            {"sources": FEED + 'every = "20m"\n'},
            (
                "config/sources.toml:4:1: sources.a.every: is less than [fetch] min_interval, "
                "which wins for a public host"
            ),
        ),
        (
            {"main": PUBLIC + '[fetch]\nallow_private = ["10.0.0.0/8", "8.0.0.0/8"]\n'},
            (
                'config/feedmill.toml:6:32: fetch.allow_private[1]: "8.0.0.0/8" holds public addresses, '
                "whose hosts would be asked without a pause"
            ),
        ),
        (
            {"sources": '[sources.a]\nkind = "seed"\npath = "sedes"\n'},
            (
                'config/sources.toml:3:1: sources.a.path: there is no folder "{folder}/sedes"; '
                "make it, or mend the path"
            ),
        ),
        (
            {"decisions": f"[[ban]]\narticle = '{ID}'\ntopic = 'g8'\n"},
            'config/decisions.toml:3:1: ban[0].topic: there is no topic "g8", so this does nothing',
        ),
        (
            {
                "decisions": f"[[ban]]\narticle = '{ID}'\ntopic = 'g8'\n",
                "topics": "[topics.g7]\nfilter = 'G7'\nformerly = ['g8']\n",
            },
            (
                'config/decisions.toml:3:1: ban[0].topic: there is no topic "g8"; '
                'it is called "g7" now, and there this holds'
            ),
        ),
        (
            {"decisions": f"[[ban]]\narticle = '{ID}'\n[[pin]]\narticle = '{ID}'\n"},
            "config/decisions.toml:3:1: pin[0]: the article is banned as well, and the ban wins",
        ),
        (
            {"decisions": "[[ban]]\narticle = 'https://x.example/1'\n"},
            (
                'config/decisions.toml:2:1: ban[0].article: "https://x.example/1" is no id of an article, so '
                "this does nothing; write one like tag:x.example,2026-01-01:source/key"
            ),
        ),
        (
            {"decisions": "[[pin]]\narticle = 'tag:y.example,2026-01-01:seeds/a'\n"},
            (
                'config/decisions.toml:2:1: pin[0].article: "tag:y.example,2026-01-01:seeds/a" does not '
                "begin with tag:x.example,2026-01-01:, as ids here do ([site] id_domain, id_date), "
                "so this does nothing"
            ),
        ),
        (
            {"decisions": "[[pin]]\narticle = 'tag:x.example,2026-01-01:sedes/a'\n"},
            (
                'config/decisions.toml:2:1: pin[0].article: there is no source "sedes", so this holds only '
                "for articles from before"
            ),
        ),
    ],
)
def test_warnings(installation: Write, files: dict[str, str], warning: str) -> None:
    """Each is one sentence at its key."""
    folder = installation(**{"main": PUBLIC} | files)

    assert (warning.replace("{folder}", str(folder)),) == load(folder, {}).warnings


@pytest.mark.parametrize(
    "source",
    ['path = "seeds"', 'path = "none"\nenabled = false', 'path = "seeds"\nformerly = ["old"]\nevery = "1m"'],
)
def test_sound_local_sources_and_decisions_give_no_warning(installation: Write, source: str) -> None:
    """A folder that is there or not asked for, a former id in a decision, and a rhythm that no host feels."""
    folder = installation(
        main=PUBLIC,
        sources=f'{FEED}[sources.seeds]\nkind = "seed"\n{source}\n',
        decisions="[[ban]]\narticle = 'tag:x.example,2026-01-01:old/a'\n" if "old" in source else None,
    )

    assert load(folder, {}).warnings == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root looks into everything")
def test_a_folder_that_cannot_be_looked_for_is_left_to_the_run(installation: Write) -> None:
    """Nobody can say that it is not there."""
    folder = installation(main=PUBLIC, sources='[sources.a]\nkind = "seed"\npath = "closed/seeds"\n')
    (folder / "closed").mkdir(mode=0)

    assert load(folder, {}).warnings == ()


def test_a_missing_folder_is_named_without_secrets(installation: Write) -> None:
    """What came from the environment is not shown."""
    folder = installation(main=PUBLIC, sources='[sources.a]\nkind = "seed"\npath = "${S}/x"\n')
    (warning,) = load(folder, {"S": "hunter2"}).warnings

    assert f'there is no folder "{folder}/***/x"' in warning


def test_odd_filters_are_told_at_their_place(installation: Write) -> None:
    """What the filter language finds odd, a source that is not there, and term sets that nobody uses."""
    topics = (
        "[terms]\nused = ['x']\nas-tag = ['y']\nunused = ['z']\n"
        "[topics.a]\nfilter = '''\n#used or source:nobody\n  OR tag:as-tag'''\n"
    )
    told = load(installation(main=PUBLIC, topics=topics), {}).warnings

    assert [line.partition(": ")[0] for line in told] == [
        f"config/topics.toml:{at}" for at in ("4:1", "7:7", "7:10")
    ]
    assert 'config/topics.toml:4:1: terms.unused: no filter uses "#unused", so it only gives tags' == told[0]
    assert told[2].startswith('config/topics.toml:7:10: topics.a: there is no source "nobody"')
