"""Subscriptions of a feed reader, taken over into sources.toml."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from feedmill.errors import ConfigError, UsageError
from feedmill.settings import import_sources, load

Write = Callable[..., Path]

SOURCES = (
    '# mine\n[sources.old]  # first\nkind = "feed"\nurl = "https://old.example/rss"\nformerly = ["kyiv-post"]'
)


def opml(*outlines: str, head: str = "") -> bytes:
    """Write an OPML file."""
    body = "".join(outlines)
    return f'<?xml version="1.0"?>{head}<opml version="2.0"><head/><body>{body}</body></opml>'.encode()


def test_new_feeds_are_appended(installation: Write) -> None:
    """Folders are opened, ids are made of titles and unique, what was there stays as written."""
    folder = installation(sources=SOURCES)
    added = import_sources(
        folder,
        opml(
            '<outline text="News">',
            '<outline type="rss" text="t" title="Kyiv Post!" xmlUrl="https://kp.example/feed?a=1&amp;b=2"/>',
            '<outline type="rss" text="Київ" xmlUrl="http://kyiv.example/"/>',
            "</outline>",
            '<outline XMLURL="feed://old-style.example/rss"/>',
            '<outline text="Old" xmlUrl="https://old.example/rss"/>',
            '<outline text="Kyiv Post" xmlUrl="feed:https://second.example/"/>',
        ),
    )
    sources = load(folder, {}).sources

    assert added == ("kyiv-post-2", "feed", "old-style-example-rss", "kyiv-post-3")
    assert [(source.id, source.address, source.title) for source in sources[1:]] == [
        ("kyiv-post-2", "https://kp.example/feed?a=1&b=2", "Kyiv Post!"),
        ("feed", "http://kyiv.example/", "Київ"),
        ("old-style-example-rss", "http://old-style.example/rss", ""),
        ("kyiv-post-3", "https://second.example/", "Kyiv Post"),
    ]
    assert (folder / "config" / "sources.toml").read_text(encoding="utf-8").startswith(SOURCES + "\n\n")


def test_a_second_import_adds_nothing(installation: Write) -> None:
    """What is listed already is left alone, and the file is not written."""
    folder = installation(sources=SOURCES)
    file = opml('<outline text="A" xmlUrl="https://a.example/"/>')
    first, before = import_sources(folder, file), (folder / "config" / "sources.toml").stat()
    second, after = import_sources(folder, file), (folder / "config" / "sources.toml").stat()

    assert (first, second) == (("a",), ())
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_an_opml_file_cannot_ask_for_the_environment(installation: Write) -> None:
    """A title that holds ${NAME} is defused, an address that does is refused."""
    folder = installation()
    import_sources(folder, opml('<outline text="${HOME} news" xmlUrl="https://a.example/"/>'))

    assert load(folder, {}).sources[-1].title == "$ {HOME} news"
    with pytest.raises(UsageError, match="evil"):
        import_sources(folder, opml('<outline text="x" xmlUrl="https://evil.example/${HOME}"/>'))


def test_what_is_no_web_address_is_told_and_nothing_written(installation: Write) -> None:
    """All such addresses are told at once, without passwords."""
    folder = installation()
    before = (folder / "config" / "sources.toml").read_bytes()
    file = opml(
        '<outline text="a" xmlUrl="https://good.example/"/>',
        '<outline text="b" xmlUrl="javascript:alert(1)"/>',
        '<outline text="c" xmlUrl="ftp://me:hunter2@x.example/"/>',
    )
    with pytest.raises(UsageError) as caught:
        import_sources(folder, file)

    assert '"javascript:alert(1)", "ftp://***@x.example/"' in str(caught.value)
    assert before == (folder / "config" / "sources.toml").read_bytes()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b" \n", "it is empty; export your"),
        (b"https://x.example/feed", "it is text without any element; export your"),
        (b"<html><body/></html>", "it is a web page; export your"),
        (b"<!doctype html><!-- <opml> --><html><p>a<br>b", "it is a web page; export your"),
        (b"\x00\xff", "it is no text, or damaged; export your"),
        (b'{"html": "<opml>"}', "it is JSON; export your"),
        (b"<rss/>", "it is a feed; write its address into config/sources.toml as a source"),
        (b'<rdf:RDF xmlns:rdf="x"><a></rdf:RDF>', "it is a feed; write its address"),
        (b"<x:note xmlns:x='x'/>", "it begins with <note>; export your"),
        (b"<opml>\n<body>\n<outline text='a & b'/>", "it begins as such, but is damaged at line 3; export"),
    ],
)
def test_what_is_no_opml_is_told(installation: Write, content: bytes, found: str) -> None:
    """One sentence that says what was found instead; nothing is written."""
    folder = installation()
    before = (folder / "config" / "sources.toml").read_bytes()
    with pytest.raises(UsageError) as caught:
        import_sources(folder, content)

    assert str(caught.value).startswith(f"this is no OPML: {found}")
    assert before == (folder / "config" / "sources.toml").read_bytes()


def test_bare_ampersands_are_mended(installation: Write) -> None:
    """What readers forget to escape in titles and addresses is read as they meant it."""
    folder = installation()
    added = import_sources(
        folder, opml('<outline text="A & B" xmlUrl="https://a.example/?b=1&c=2&amp;d=3"/>')
    )

    assert ("a-b",) == added
    assert "https://a.example/?b=1&c=2&d=3" == load(folder, {}).sources[-1].address


def test_entities_are_not_resolved(installation: Write, tmp_path: Path) -> None:
    """Neither a file of this machine nor a bomb gets in."""
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 12))
    head = f'<!DOCTYPE opml [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY e0 "y">{bomb}]>'
    folder = installation()
    with pytest.raises(UsageError):
        import_sources(folder, opml('<outline text="&e11;" xmlUrl="https://a.example/"/>', head=head))
    added = import_sources(folder, opml('&x;<outline text="A" xmlUrl="https://a.example/"/>', head=head))

    assert added == ("a",)
    assert "hunter2" not in (folder / "config" / "sources.toml").read_text(encoding="utf-8")


def test_sources_that_only_a_person_can_edit_are_left_alone(installation: Write) -> None:
    """An inline table cannot be added to below; the operator is told."""
    folder = installation(sources='sources = { a = { kind = "seed", path = "s" } }\n')
    with pytest.raises(UsageError, match="cannot be added to"):
        import_sources(folder, opml('<outline text="B" xmlUrl="https://b.example/"/>'))

    assert len(load(folder, {}).sources) == 1


def test_sources_that_are_no_tables_are_a_mistake(installation: Write) -> None:
    """A broken sources.toml is told, not added to."""
    with pytest.raises(ConfigError, match=r"config/sources\.toml:1:1: sources: expected tables"):
        import_sources(installation(sources="sources = 3\n"), opml())
