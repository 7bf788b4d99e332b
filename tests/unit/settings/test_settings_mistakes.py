"""Broken installations: every mistake at once, at its place, in words that people use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from feedmill.errors import ConfigError
from feedmill.settings import load

Write = Callable[..., Path]
CASES = Path(__file__).parent / "mistakes"


def cases() -> Iterator[tuple[str, str, str]]:
    """Yield file, text and mistake of each case; `mistakes/<file>.txt` holds text and `=> mistake`."""
    for path in sorted(CASES.glob("*.txt")):
        text = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("=> "):
                yield path.stem, text, line.removeprefix("=> ")
            text = "" if line.startswith("=> ") or not (text or line) else f"{text}{line}\n"


def mistakes(folder: Path, environ: dict[str, str] | None = None) -> tuple[str, ...]:
    """Give every mistake of an installation."""
    with pytest.raises(ConfigError) as caught:
        load(folder, environ or {})
    return caught.value.mistakes


def test_all_mistakes_of_all_files_are_told_at_once(installation: Write) -> None:
    """One error lists what is wrong in every file, in the order of files and lines."""
    folder = installation(
        main='[site]\ntitel = "x"\n\n[fetch]\nmin_interval = "5m"\nconcurrency = "many"\n',
        sources='[sources.a]\nkind = "fed"\nurl = "x"\n[sources.b]\nkind = "feed"\n',
        topics="[topics.g7]\nfiltre = 'G7'\n\n[topic.x]\n",
        decisions="[[ban]]\ntopic = 'g7'\n",
    )

    assert mistakes(folder) == (
        'config/feedmill.toml:2:1: site: unknown key "titel" (did you mean "title"?)',
        'config/feedmill.toml:5:1: fetch.min_interval: "5m" is under 15m, too often for a publisher',
        "config/feedmill.toml:6:1: fetch.concurrency: expected a whole number, got text",
        'config/sources.toml:2:1: sources.a.kind: unknown kind "fed" (did you mean "feed"?)',
        'config/sources.toml:4:1: sources.b: "url" is missing',
        'config/topics.toml:1:1: topics.g7: "filter" is missing',
        'config/topics.toml:2:1: topics.g7: unknown key "filtre" (did you mean "filter"?)',
        'config/topics.toml:4:1: unknown key "topic" (did you mean "topics"?)',
        'config/decisions.toml:1:1: ban[0]: "article" is missing',
    )


@pytest.mark.parametrize(
    ("name", "text", "mistake"),
    tuple(cases()),
    ids=[f"{name}-{number}" for number, (name, *_) in enumerate(cases())],
)
def test_every_mistake_is_told_alone(installation: Write, name: str, text: str, mistake: str) -> None:
    """Each is one sentence at its key, which quotes the value and says what to write."""
    folder = installation()
    (folder / "config" / f"{name}.toml").write_text(text, encoding="utf-8")

    (told,) = mistakes(folder)

    if mistake.endswith("…"):  # the rest is the filter language's own sentence
        assert told.startswith(f"config/{name}.toml:{mistake.removesuffix('…')}")
    else:
        assert f"config/{name}.toml:{mistake}" == told


@pytest.mark.parametrize(
    ("content", "mistake"),
    [
        (b"[a]\nx = '\xff'", "2:6: not UTF-8: save the file as UTF-8 text"),
        (
            b"x = " + b"9" * 5000,
            "1:1: not TOML that can be read: lists are nested too deeply, or a number is too long",
        ),
        (
            b"x = " + b"[" * 5000 + b"]" * 5000,
            "1:1: not TOML that can be read: lists are nested too deeply, or a number is too long",
        ),
    ],
)
def test_what_is_no_toml_is_told_with_its_place(installation: Write, content: bytes, mistake: str) -> None:
    """A broken file is one mistake; the others are read all the same."""
    folder = installation(main="[site]\nx = 1\n")
    (folder / "config" / "topics.toml").write_bytes(content)
    first, second = mistakes(folder)

    assert "config/feedmill.toml:2:1: site: unknown key" in first
    assert f"config/topics.toml:{mistake}" == second


@pytest.mark.parametrize("name", ["sources", "topics"])
def test_missing_files_are_told(installation: Write, name: str) -> None:
    """Without its sources or topics an installation cannot run."""
    (mistake,) = mistakes(installation(**{name: None}))
    assert mistake.startswith(f'config/{name}.toml:1:1: this file is missing; "feedmill init DIR"')


def test_an_unreadable_file_is_told(installation: Write) -> None:
    """A folder in a file's place is a mistake, not a crash."""
    folder = installation(main=None)
    (folder / "config" / "feedmill.toml").mkdir()

    assert mistakes(folder) == ("config/feedmill.toml:1:1: cannot be read: Is a directory",)


def test_a_missing_variable_is_named_with_its_place(installation: Write) -> None:
    """The variable is named once, and the key it stands in is not judged without it."""
    folder = installation(
        main='[site]\ntitle = "${A} ${NO SUCH}"\nurl = "${URL}"\n',
        sources='[sources.x]\nkind = "feed"\nurl = "${URL}"\nheaders = { K = "${B" }\n',
    )

    assert mistakes(folder, {"A": "a"}) == (
        "config/feedmill.toml:2:1: site.title: write an environment variable as ${NAME}",
        'config/feedmill.toml:3:1: site.url: environment variable "URL" is not set',
        'config/sources.toml:3:1: sources.x.url: environment variable "URL" is not set',
        "config/sources.toml:4:13: sources.x.headers.K: write an environment variable as ${NAME}",
    )


def test_a_secret_is_never_printed(installation: Write) -> None:
    """Neither what a variable holds nor a password in the file gets into a mistake."""
    secret = "hunter2-\n-x"
    folder = installation(
        main=dedent(
            """
            [site]
            title = "${S}"
            url = "${S}"
            language = "${S}"
            contact = "${S}"
            id_domain = "${S}"
            id_date = "${S}"
            [store]
            url = "${S}"
            [publish]
            to = ["s3://${S}"]
            formats = ["${S}"]
            websub = ["${S}"]
            [schedule]
            cron = "${S}"
            timezone = "${S}"
            every = "${S}"
            [fetch]
            min_interval = "${S}"
            max_new = "${S}"
            allow_private = ["${S}"]
            """
        ),
        sources=dedent(
            """
            [sources.x]
            kind = "${S}"
            url = "ftp://me:hunter2@x.example/?token=hunter2"
            title = "${S}"
            [sources.y]
            kind = "feed"
            url = "ftp://me:hunter2@x.example/?token=hunter2"
            headers = { K = "${S}\\u0000" }
            tags = ["${S}"]
            language = "${S}"
            formerly = ["${S}"]
            """
        ),
    )
    told = mistakes(folder, {"S": secret})

    assert len(told) == 24
    assert not [line for line in told if "hunter2" in line]


def test_a_secret_is_never_in_a_warning(installation: Write) -> None:
    """Two sources with one secret address are named by their ids."""
    table = '[sources.{}]\nkind = "feed"\nurl = "https://x.example/${{S}}"\n'
    settings = load(installation(sources=table.format("a") + table.format("b")), {"S": "hunter2"})

    assert "config/sources.toml:4:1: sources.b: has the same address as sources.a" in settings.warnings
    assert not [line for line in settings.warnings if "hunter2" in line]


def test_variables_are_not_replaced_in_topics(installation: Write) -> None:
    """Filters and terms are taken as written."""
    assert (
        load(installation(topics="[topics.a]\nfilter = '\"${HOME}\"'\n"), {}).topics[0].filter == '"${HOME}"'
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_forbidden_file_is_told(installation: Write) -> None:
    """A file that must not be read is a mistake, not a crash."""
    folder = installation(main="")
    (folder / "config" / "feedmill.toml").chmod(0)

    assert mistakes(folder) == ("config/feedmill.toml:1:1: cannot be read: Permission denied",)


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (
            {"main": "[schedule]\nevery = '1h'\ncron = '* * * * *'\ntimezone = 'Kyiv'\n"},
            "feedmill.toml:1:1: schedule",
        ),
        (
            {"main": "[schedule]\nevery = 'often'\ncron = '* * * * *'\n"},
            "feedmill.toml:1:1: schedule",
        ),
        (
            {
                "sources": "[sources.x]\nkind = 'feed'\nurl = 'x'\nevery = '1h'\ncron = '* * * * *'\n",
            },
            "sources.toml:1:1: sources.x",
        ),
        (
            {
                "sources": "[sources.x]\nkind = 'fed'\nurl = 'x'\nevery = 1\ncron = '* * * * *'\n",
            },
            "sources.toml:1:1: sources.x",
        ),
    ],
)
def test_two_clocks_are_told_beside_another_mistake(
    installation: Write, files: dict[str, str], place: str
) -> None:
    """Whatever else is wrong with the table."""
    clocks, other = mistakes(installation(**files))

    assert f"config/{place}: give cron or every, not both" == clocks
    assert "not both" not in other


def test_filters_of_broken_topics_are_read_too(installation: Write) -> None:
    """A wrong key beside a wrong filter: both are told, and nobody who refers to the topic is blamed."""
    folder = installation(
        topics="[terms]\nbad = 7\n[topics.a]\nfilter = 'x OR ('\nitems = 0\n"
        "[topics.b]\nfilter = 'topic:c #bad'\n[topics.c]\nfilter = 3\n"
    )
    told = mistakes(folder)

    assert [line.split(": ")[0] for line in told] == [
        "config/topics.toml:2:1",
        "config/topics.toml:4:17",
        "config/topics.toml:5:1",
        "config/topics.toml:9:1",
    ]
    assert "topics.a: " in told[1]
