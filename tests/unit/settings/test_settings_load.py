"""A sound installation, read: every key arrives as a frozen value."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from textwrap import dedent

import pytest

from feedmill.errors import ConfigError
from feedmill.model import (
    Decision,
    DecisionKind,
    DedupeSettings,
    Example,
    FetchSettings,
    Policy,
    PublishSettings,
    Site,
)
from feedmill.settings import ScheduleSettings, load

Write = Callable[..., Path]

ROOT = Path(__file__).parents[3]


def test_every_key_of_the_main_file_is_optional(installation: Write) -> None:
    """Without feedmill.toml all settings are the defaults of the model."""
    folder = installation(main=None)
    settings = load(folder, {})

    assert (Site(), FetchSettings(), DedupeSettings(), ScheduleSettings(), 0.5) == (
        settings.site,
        settings.fetch,
        settings.dedupe,
        settings.schedule,
        settings.max_failed,
    )
    assert PublishSettings(to=(str(folder / "feeds"),)) == settings.publish
    assert f"sqlite:///{folder}/var/feedmill.db" == settings.store_url


def test_an_empty_main_file_says_what_a_missing_one_says(installation: Write) -> None:
    """Empty tables change nothing."""
    missing = load(installation(main=None), {})
    empty = load(installation(main="[site]\n[fetch]\n[publish]\n"), {})

    assert (missing.site, missing.fetch, missing.publish) == (empty.site, empty.fetch, empty.publish)


def test_every_key_of_the_main_file_arrives(installation: Write) -> None:
    """What is written is what the mill gets: durations, folders made absolute, json added."""
    folder = installation(
        main=dedent(
            """
            [site]
            title = "Mill"
            url = "https://feeds.example.org/mill"
            language = "uk"
            contact = "mailto:a@example.org"
            id_domain = "example.org"
            id_date = "2024-02-29"
            [store]
            url = "sqlite:///db/x.db"
            [publish]
            to = ["/srv/feeds"]
            formats = ["atom"]
            items = 1000
            websub = ["https://hub.example.org/"]
            [schedule]
            cron = "*/30 6-18 1,15 jan-mar mon-fri"
            timezone = "Europe/Kyiv"
            [fetch]
            concurrency = 3
            timeout = "1.5m"
            min_interval = "15m"
            host_gap = 0
            max_bytes = 1_000
            max_new = 7
            allow_private = ["127.0.0.0/8", "::1"]
            [run]
            max_failed = 1
            [dedupe]
            seeds_first = false
            """
        )
    )
    settings = load(folder, {})

    assert settings.site == Site(
        title="Mill",
        url="https://feeds.example.org/mill/",
        language="uk",
        contact="mailto:a@example.org",
        id_domain="example.org",
        id_date="2024-02-29",
    )
    assert settings.store_url == f"sqlite:///{folder}/db/x.db"
    assert settings.publish == PublishSettings(
        to=("/srv/feeds",), formats=("atom", "json"), items=1000, websub=("https://hub.example.org/",)
    )
    assert settings.schedule == ScheduleSettings(
        cron="*/30 6-18 1,15 jan-mar mon-fri", every=None, timezone="Europe/Kyiv"
    )
    assert settings.fetch == FetchSettings(
        concurrency=3,
        timeout=timedelta(seconds=90),
        min_interval=timedelta(minutes=15),
        host_gap=timedelta(),
        max_bytes=1000,
        max_new=7,
        allow_private=("127.0.0.0/8", "::1"),
        explicit=frozenset({"min_interval", "host_gap"}),
    )
    assert (1, DedupeSettings(seeds_first=False)) == (
        settings.max_failed,
        settings.dedupe,
    )


def test_only_what_was_written_is_explicit(installation: Write) -> None:
    """A floor of the default length, written down, holds on private hosts too."""
    settings = load(installation(main='[fetch]\nmin_interval = "1h"\nconcurrency = 2\n'), {})
    assert frozenset({"min_interval"}) == settings.fetch.explicit


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("sqlite:////srv/x.db", "sqlite:////srv/x.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite://", "sqlite://"),
    ],
)
def test_absolute_and_memory_databases_stay_as_written(installation: Write, written: str, url: str) -> None:
    """Only a relative file is placed in the installation folder."""
    assert url == load(installation(main=f'[store]\nurl = "{written}"\n'), {}).store_url


def test_sources_arrive_in_the_order_of_the_file(installation: Write) -> None:
    """Common keys and the kind's own keys arrive; a seed folder is made absolute."""
    folder = installation(
        sources=dedent(
            """
            [sources.zeta]
            kind = "feed"
            url = "https://user:pw@zeta.example/rss?k=${TOKEN}"
            title = "Zeta"
            weight = 100
            language = "pt-BR"
            tags = ["a", "b c"]
            every = "2h"
            headers = { X-Key = "${TOKEN}!" }
            enabled = false
            formerly = ["zet"]
            [sources.alpha]
            kind = "seed"
            path = "my/seeds/"
            cron = "0 6 * * 7"
            """
        )
    )
    zeta, alpha = load(folder, {"TOKEN": "s3cret"}).sources

    assert (zeta.id, zeta.kind, zeta.address) == ("zeta", "feed", "https://user:pw@zeta.example/rss?k=s3cret")
    assert (zeta.title, zeta.weight, zeta.language, zeta.tags) == ("Zeta", 100, "pt-BR", ("a", "b c"))
    assert (zeta.headers, zeta.enabled, zeta.formerly) == ((("X-Key", "s3cret!"),), False, ("zet",))
    assert (zeta.every, zeta.cron) == (timedelta(hours=2), "")
    assert (alpha.id, alpha.address, alpha.cron, alpha.every) == (
        "alpha",
        f"{folder}/my/seeds",
        "0 6 * * 7",
        None,
    )
    assert alpha.settings == type(alpha.settings)(path=f"{folder}/my/seeds")  # type: ignore[call-arg] # a kind's own dataclass


@pytest.mark.parametrize(
    ("written", "printable"),
    [
        ("https://x.example/rss?page=2", "https://x.example/rss?page=2"),
        ("https://x.example/${TOKEN}/rss", "https://x.example/***/rss"),
        ("https://x.example/rss?u=${TOKEN}-${TOKEN}", "https://x.example/rss?u=***-***"),
        ("https://${TOKEN}:${TOKEN}@x.example/rss", "https://***@x.example/rss"),
        ("https://me:pw@x.example/rss?key=abc", "https://***@x.example/rss?key=***"),
        ("${URL}", "***"),
    ],
)
def test_an_address_can_be_shown_without_its_secrets(
    installation: Write, written: str, printable: str
) -> None:
    """What came from the environment, passwords and tokens are "***"; the address itself has them."""
    folder = installation(sources=f'[sources.x]\nkind = "feed"\nurl = "{written}"\n')
    environ = {"TOKEN": "s3cret", "URL": "https://s3cret.example/"}
    (source,) = load(folder, environ).sources

    assert printable == source.printable
    assert source.address == written.replace("${TOKEN}", "s3cret").replace("${URL}", environ["URL"])
    assert not source.local


@pytest.mark.parametrize(
    ("written", "address", "printable"),
    [
        ("my/seeds/", "{folder}/my/seeds", "{folder}/my/seeds"),
        ("${PART}/seeds", "{folder}/s3cret/seeds", "{folder}/***/seeds"),
        ("${HOME}/seeds", "/home/s3cret/seeds", "***/seeds"),
        ("/srv/${PART}", "/srv/s3cret", "/srv/***"),
    ],
)
def test_a_folder_can_be_shown_too(installation: Write, written: str, address: str, printable: str) -> None:
    """It is made absolute in either form, and its source is a local one."""
    folder = installation(sources=f'[sources.x]\nkind = "seed"\npath = "{written}"\n')
    (source,) = load(folder, {"PART": "s3cret", "HOME": "/home/s3cret"}).sources

    assert (address.format(folder=folder), printable.format(folder=folder)) == (
        source.address,
        source.printable,
    )
    assert source.local


def test_topics_arrive_with_the_places_of_filters_and_examples(installation: Write) -> None:
    """A filter's place is its first character, an example's its table."""
    folder = installation(
        topics=dedent(
            """\
            [terms]
            g7 = ["G7", "Group of Seven"]
            [topics.g7]
            title = "The G7"
            description = "Summits."
            language = "en"
            items = 20
            max_age = "30d"
            visibility = "unlisted"
            formerly = ["g8"]
            duplicates = { text = "keep", item = "drop" }
            filter = '''
              #g7
              AND NOT chord'''
            [[topics.g7.examples]]
            title = "T"
            text = "G7"
            [[topics.g7.examples]]
            text = "a G7 chord"
            matches = false
            [topics.aid]
            enabled = false
            filter = 'aid'
            """
        )
    )
    settings = load(folder, {})
    g7, aid = settings.topics

    assert settings.vocabulary == {"g7": ("G7", "Group of Seven")}
    assert (g7.slug, g7.title, g7.description, g7.language) == ("g7", "The G7", "Summits.", "en")
    assert (g7.items, g7.max_age, g7.public, g7.formerly) == (20, timedelta(days=30), False, ("g8",))
    assert (g7.item, g7.text, g7.story) == (Policy.DROP, Policy.KEEP, Policy.KEEP)
    assert (g7.filter, g7.place) == ("  #g7\n  AND NOT chord", "config/topics.toml:13:1")
    assert g7.examples == (
        Example(title="T", text="G7", matches=True, place="config/topics.toml:15:1"),
        Example(text="a G7 chord", matches=False, place="config/topics.toml:18:1"),
    )
    assert (aid.title, aid.enabled, aid.public, aid.place) == ("aid", False, True, "config/topics.toml:23:11")


def test_decisions_arrive(installation: Write) -> None:
    """Pins come before bans; no topic means every topic."""
    settings = load(
        installation(decisions='[[ban]]\narticle = "tag:a"\n[[pin]]\narticle = "tag:b"\ntopic = "g7"\n'), {}
    )

    assert settings.decisions == (
        Decision(kind=DecisionKind.PIN, article="tag:b", topic="g7"),
        Decision(kind=DecisionKind.BAN, article="tag:a"),
    )


def test_settings_travel_to_worker_processes(installation: Write) -> None:
    """Settings are plain values: pickled and back they are the same."""
    settings = load(installation(), {})
    assert settings == pickle.loads(pickle.dumps(settings))


def test_a_byte_order_mark_and_windows_line_ends_are_read(installation: Write) -> None:
    """A file saved by a Windows editor is a file like any other."""
    folder = installation()
    (folder / "config" / "topics.toml").write_bytes(b"\xef\xbb\xbf[topics.g7]\r\nfilter = '''\r\nG7'''\r\n")

    assert (
        load(folder, {}).topics[0].filter,
        load(folder, {}).topics[0].place,
    ) == ("G7", "config/topics.toml:3:1")


def test_the_shipped_installation_is_sound() -> None:
    """The repository itself is an installation: twelve public feeds and the seeds, by https."""
    settings = load(ROOT, {})
    addresses = [source.address for source in settings.sources if source.kind == "feed"]

    assert (len(addresses), [url for url in addresses if not url.startswith("https://")]) == (12, [])
    assert [str(ROOT / "seeds")] == [source.address for source in settings.sources if source.kind == "seed"]
    assert {"g7", "aid"} <= {topic.slug for topic in settings.topics}


def test_a_folder_without_config_is_told_how_to_get_one(tmp_path: Path) -> None:
    """The one mistake of a folder that is no installation names `feedmill init`."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, {})

    assert len(caught.value.mistakes) == 1
    assert f'run "feedmill init {tmp_path}"' in caught.value.mistakes[0]


def test_an_own_folder_can_be_named_by_a_relative_path(
    installation: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths are absolute even when the installation is named as `.`."""
    folder = installation()
    monkeypatch.chdir(folder)

    assert load(folder, {}) == load(Path(), {})
