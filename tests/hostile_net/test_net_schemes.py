"""T3: only http and https are asked, by whatever door an address comes in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from feedmill.errors import UsageError
from feedmill.fetch import address
from feedmill.model import Answer, FetchError
from feedmill.settings import import_sources
from fetching import code_of, fetch, request
from hostile_net.attackers import Canary
from hostile_net.schemes import schemes
from installation import TOPICS, Mill
from loopback import Loopback, Reply

Record = Callable[[str, object], None]

#: What a refusal may be called. All of loopback may be asked here, so no address is refused for itself.
REFUSALS = {"refused-scheme", "bad-url"}


def all_schemes(canary: Canary) -> list[str]:
    """Give addresses that lead to the canary, if anywhere."""
    return schemes(f"127.0.0.1:{canary.port}")


def test_the_list_is_long(canary: Canary) -> None:
    """The list is worth its name, and none of it is an address of the web."""
    listed = all_schemes(canary)

    assert len(set(listed)) == len(listed) > 120


def test_no_scheme_as_a_source(canary: Canary, opened: list[str], record_property: Record) -> None:
    """Each is refused before a name is looked up or a socket opened."""
    listed = all_schemes(canary)
    answers = fetch([request(url) for url in listed], resolver=unknown)
    record_property("inputs", len(listed))

    assert len(listed) == len(answers)
    assert {code_of(answer) for answer in answers} <= REFUSALS
    assert (0, b"", []) == (canary.visits, canary.heard, opened)


def unknown(host: str, _port: int) -> tuple[str, ...]:
    """Look a name up, which should not have come so far."""
    raise AssertionError(host)


def test_refusals_are_one_sentence_without_control_signs(canary: Canary) -> None:
    """What an operator reads of them cannot break a line or a terminal."""
    answers = fetch([request(url) for url in all_schemes(canary)], resolver=unknown)
    messages = [answer.message for answer in answers if isinstance(answer, FetchError)]

    assert len(answers) == len(messages)
    assert all(message.isprintable() for message in messages)


def through_redirects(locations: list[str], status: int) -> list[Answer]:
    """Ask a server that sends us on to each of the locations."""
    with Loopback("127.0.0.77") as server:
        for number, location in enumerate(locations):
            head = f"HTTP/1.1 {status} Found\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n"
            server.routes[f"/{number}"] = Reply(raw=(head.encode(),))
        return fetch([request(server.url(f"/{number}")) for number in range(len(locations))])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_scheme_behind_a_redirect(
    canary: Canary, opened: list[str], status: int, record_property: Record
) -> None:
    """Where a server sends us must be an address of the web; relative ones lead to itself."""
    listed = [url for url in all_schemes(canary) if not set(url) & set("\n\r\0")]
    answers = through_redirects(listed, status)
    record_property("inputs", len(listed))

    assert {code_of(answer) for answer in answers} <= REFUSALS | {"http-404", "protocol", "redirect"}
    assert (0, b"") == (canary.visits, canary.heard)
    assert {"127.0.0.77"} == {door.split("'")[1] for door in opened}


def test_no_scheme_out_of_an_imported_list(canary: Canary, tmp_path: Path, record_property: Record) -> None:
    """A list of subscriptions with one of them is refused, and nothing of it is written."""
    config = tmp_path / "config" / "sources.toml"
    config.parent.mkdir()
    config.write_text("[sources.seeds]\nkind = 'seed'\npath = 'seeds'\n")
    before = config.read_bytes()
    # "feed:" before a web address means that address, in lists of old readers.
    listed = [url for url in all_schemes(canary) if url.isprintable() and not url.startswith("feed:")]
    for url in listed:
        good = '<outline type="rss" xmlUrl="https://good.example/feed"/>'
        opml = f'<opml version="2.0"><body>{good}<outline type="rss" xmlUrl={quoteattr(url)}/></body></opml>'
        with pytest.raises(UsageError, match="no web addresses"):
            import_sources(tmp_path, opml.encode())
    record_property("inputs", len(listed))

    assert before == config.read_bytes()
    assert len(listed) > 70


def test_no_scheme_in_the_config(
    canary: Canary, tmp_path: Path, capsys: pytest.CaptureFixture[str], record_property: Record
) -> None:
    """Every one of many wrong addresses is told with its line, in one error, and nothing is asked."""
    mill = Mill(folder=tmp_path, capture=capsys)
    listed = [url for url in all_schemes(canary) if url.isprintable() and '"' not in url]
    mill.sources(**{f"s{number}": url for number, url in enumerate(listed)})
    mill.write("config/topics.toml", TOPICS)
    answer = mill.do("run")
    record_property("inputs", len(listed))

    assert 2 == answer.code
    assert len(listed) == answer.err.count("is not an absolute web address")
    assert 0 == canary.visits


def test_control_other_schemes_would_lead_to_the_canary(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every scheme taken for http, many arrive."""
    ports = dict.fromkeys(("http", "https", "ftp", "gopher", "dict", "ws", "redis"), 80)
    monkeypatch.setattr(address, "_PORTS", ports)
    # What is no scheme of httpx's is written as one that is.
    made = address.Address
    monkeypatch.setattr(address, "Address", lambda **parts: made(**(parts | {"scheme": "http"})))
    through_redirects([f"{name}://127.0.0.1:{canary.port}/" for name in ports], 302)

    assert canary.visits >= 5
