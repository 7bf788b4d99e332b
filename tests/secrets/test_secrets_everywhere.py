"""T21: whatever happens to a source with secrets, nobody reads them: in no page, log, table or message."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

import pytest

from feedmill import digest, ingest
from feedmill.text import redaction
from hostile_net.attackers import LONG
from installation import TOPICS, Mill, item, rss, unpacked
from loopback import Loopback, Reply

#: All that is secret holds this.
CANARY = re.compile(rb"canary[-_0-9A-Za-z]*")
ENVIRON = {
    "CANARY_TOKEN": "canary-environ-token",
    "CANARY_LOGIN": "someone:canary-environ-login",
    "CANARY_PATH": "canary-environ-path",
    "CANARY_HEADER": "canary-environ-header",
}
#: Ways to write an address with secrets; {} is host and port.
ADDRESSES = {
    "login": "http://me:canary-password@{}/f",
    "user alone": "http://canary-user-name@{}/f",
    "password with signs": "http://me:canary%2Fpass%40w0rd@{}/f",
    "token": "http://{}/f?token=canary-token",
    "tokens among others": "http://{}/f?page=1&access_token=canary-token&lang=en&sig=canary-sig",
    "api key": "http://{}/f?x-api-key=canary-api-key",
    "long value": "http://{}/f?z=canary0123456789abcdef",
    "path": "http://{}/canary0123456789abcdef0123/f",
    "fragment": "http://{}/f#token=canary-fragment",
    "environment in the query": "http://{}/f?q=${{CANARY_TOKEN}}",
    "environment in the path": "http://{}/${{CANARY_PATH}}/f",
    "environment as the login": "http://${{CANARY_LOGIN}}@{}/f",
}
HEADERS = (
    'headers = { Authorization = "canary-header", X-Key = "${CANARY_HEADER}", Cookie = "canary-cookie" }'
)
COMMANDS = (
    ("check",),
    ("check", "--json"),
    ("-v", "run", "--json"),
    ("run", "--force"),
    ("run", "--dry-run", "--force"),
    ("run", "--refetch", "secret"),
    ("sources",),
    ("sources", "--json"),
    ("topics", "--json"),
    ("topics", "test"),
    ("search", "g7", "--json"),
    ("search", "url:canary OR canary"),
    ("retag",),
    ("politeness",),
    ("politeness", "--json"),
    ("explain", "http://me:canary-password@nobody.example/1?token=canary-token"),
    ("ban", "http://me:canary-password@nobody.example/1?token=canary-token"),
    ("sources", "forget", "secret"),
)
#: Where most is told.
FEW = (("-v", "run", "--json"), ("sources", "--json"), ("search", "g7", "--json"), ("politeness", "--json"))


@pytest.fixture
def server() -> Iterator[Loopback]:
    """Serve on loopback."""
    with Loopback("127.0.0.1") as loopback:
        yield loopback


@pytest.fixture
def mill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Mill:
    """Give a mill with secrets in its environment."""
    made = Mill(folder=tmp_path / "mill", capture=capsys, environ=dict(ENVIRON))
    made.write("config/feedmill.toml", '[fetch]\nallow_private = ["127.0.0.0/8"]\ntimeout = "2s"\n')
    made.write("config/topics.toml", TOPICS)
    made.write("seeds/a.txt", "A seed of the G7\n\nIt stays.")
    return made


def configure(mill: Mill, server: Loopback, address: str) -> str:
    """Write the source down; give its address as it is asked."""
    url = ADDRESSES[address].format(f"127.0.0.1:{server.port}")
    mill.sources(secret=f"{url}\n{HEADERS}")
    for name, value in ENVIRON.items():
        url = url.replace(f"${{{name}}}", value)
    return url


def told(mill: Mill, caplog: pytest.LogCaptureFixture, *, every: bool = LONG) -> list[str]:
    """Run commands at the most talkative level, on two days; give each place with a secret in it."""
    found: list[str] = []
    with caplog.at_level(logging.DEBUG):
        for day in (1, 3):
            mill.now = f"2026-02-0{day}T12:00:00Z"
            for words in COMMANDS if every else FEW:
                answer = mill.do(*words)
                # What was asked for is repeated by nobody but its own address, without what is secret in it.
                found += _in(" ".join(words)[:20], (answer.out + answer.err).encode())
    found += _in("log", caplog.text.encode())
    return found + on_disk(mill)


def on_disk(mill: Mill) -> list[str]:
    """Look into every file that the mill made: pages, database and what lies beside it."""
    files = [path for path in mill.folder.rglob("*") if path.is_file()]
    made = [path for path in files if path.relative_to(mill.folder).parts[0] not in {"config", "seeds"}]
    assert any(path.suffix == ".db" for path in made), "the store was not looked at"
    return [place for path in made for place in _in(str(path.relative_to(mill.folder)), unpacked(path))]


def _in(place: str, text: bytes) -> list[str]:
    return [f"{place}: {found.decode()}" for found in set(CANARY.findall(text))]


def echoing(url: str) -> bytes:
    """Write a feed that repeats the address it was asked at wherever a URL or a text may stand."""
    there = escape(url)
    links = (
        f"<link>{there}&amp;n=1</link>",
        f"<link>{there}</link>",
        "<link>?n=3</link>",
        "<link>#top</link>",
    )
    items = [
        item(f"{n}", "The G7 meets", "Aid.").replace("</item>", f"{link}</item>")
        for n, link in enumerate(links)
    ]
    items += [
        item(f"{there}#guid", "The G7 by guid", link="/guid"),
        item(
            "html",
            f"The G7 at {there}",
            escape(f'<a href="{there}">x</a> <img src="{there}"> {there}'),
            "/html",
        ),
        item("rest", "The G7 rests", link="/rest").replace(
            "</item>",
            f'<enclosure url="{there}" type="audio/mpeg" length="1"/><comments>{there}</comments>'
            f'<source url="{there}">{there}</source><category>{there}</category>'
            f"<author>{there}</author></item>",
        ),
    ]
    own = f'<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="self" href="{there}"/>'
    own += f"<image><url>{there}</url></image>"
    body = rss(*items, title=f"Feed at {there}").decode()
    return body.replace("<description>d", f"{own}<description>{there}").encode()


def away(status: int, to: str) -> Callable[[str], Reply]:
    """Redirect; {} is the address itself."""
    return lambda url: Reply(status=status, headers=(("Location", to.format(url)),))


#: What the server answers, by the address that it was asked at.
ANSWERS: dict[str, Callable[[str], Reply]] = {
    "echo": lambda url: Reply(body=echoing(url), headers=(("Link", f'<{url}>; rel="self"'), ("ETag", '"1"'))),
    "echo, then nothing new": lambda url: Reply(status=304),
    "not found": lambda url: Reply(status=404, body=url.encode()),
    "no feed": lambda url: Reply(body=f"<!DOCTYPE html><title>{url}</title>".encode()),
    "malformed": lambda url: Reply(body=echoing(url)[:-60]),
    "rubbish": lambda url: Reply(raw=(f"{url} is rubbish".encode(),)),
    "gone": lambda url: Reply(status=410, headers=(("Content-Type", url),)),
    "too often": lambda url: Reply(status=429, headers=(("Retry-After", url),)),
    "a circle": away(301, "{}"),
    "to nowhere": away(302, "http://canary-given@[/{}"),
    "to another scheme": away(302, "ftp://me:canary-given@h/?token=canary-given"),
    "to a closed address": away(302, "http://me:canary-given@10.0.0.1/?token=canary-given"),
    "to an unknown name": away(308, "http://me:canary-given@nobody.invalid/?token=canary-given"),
    "for good": away(301, "/moved?token=canary-given"),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_nobody_reads_a_secret(
    mill: Mill, server: Loopback, caplog: pytest.LogCaptureFixture, answer: str
) -> None:
    """The address has a login and a token, and the server repeats them in all that it says."""
    port = server.port
    mill.sources(secret=f"http://me:canary-password@127.0.0.1:{port}/f?token=canary-token\n{HEADERS}")
    url = f"http://me:canary-password@127.0.0.1:{port}/f?token=canary-token"
    first = [ANSWERS["echo"](url)] if "then" in answer else []
    server.routes["/f"] = [*first, ANSWERS[answer](url)]
    server.routes["/moved"] = Reply(body=echoing(f"http://127.0.0.1:{port}/moved?token=canary-token"))

    assert [] == told(mill, caplog, every=LONG or answer == "echo")
    assert all(b"canary-header" in seen.raw for seen in server.requests), "the secrets must go out"
    assert server.requests


@pytest.mark.parametrize("address", ADDRESSES)
def test_wherever_it_stands_in_the_address(
    mill: Mill, server: Loopback, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    """Each way to give a secret is known as one, in what is published and in what fails."""
    url = configure(mill, server, address)
    path = "/" + url.split("/", 3)[3].partition("?")[0].partition("#")[0]
    server.routes[path] = [Reply(body=echoing(url)), Reply(status=404)]

    assert [] == told(mill, caplog)
    assert server.requests


def test_imported_secrets_are_written_to_the_config_alone(
    mill: Mill, server: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    """An OPML file with a private address gives a source like any other."""
    mill.sources()
    url = f"http://me:canary-password@127.0.0.1:{server.port}/f?token=canary-token"
    outline = f'<outline type="rss" text="secret" xmlUrl="{url}"/>'
    path = mill.write("config/list.opml", f'<opml version="2.0"><body>{outline}</body></opml>')
    imported = mill.do("sources", "import", str(path))
    server.routes["/f"] = Reply(body=echoing(url))

    assert [] == _in("said", (imported.out + imported.err).encode())
    assert [] == told(mill, caplog)
    assert url in (mill.folder / "config" / "sources.toml").read_text()
    assert server.requests


def test_a_process_that_is_talkative_tells_nothing(mill: Mill, server: Loopback) -> None:
    """With Python's own debugging on, in worker processes, nothing is said of it on stderr."""
    url = configure(mill, server, "login")
    server.routes["/f"] = Reply(body=echoing(url))
    talkative = {
        "PYTHONASYNCIODEBUG": "1",
        "PYTHONDEVMODE": "1",
        "PYTHONWARNINGS": "default",
        "PYTHONFAULTHANDLER": "1",
    }
    process = mill.spawn("-v", "run", **talkative)
    said = "".join(process.communicate(timeout=120))

    assert 0 == process.returncode, said
    assert [] == _in("said", said.encode()) + on_disk(mill)
    assert server.requests


def test_control_an_echo_that_is_left_alone_is_published(
    mill: Mill, server: Loopback, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the care for what documents repeat, pages and tables hold it."""
    monkeypatch.setattr(digest, "secrets_of", lambda *_: ())
    url = configure(mill, server, "token")
    server.routes["/f"] = Reply(body=echoing(url))
    found = told(mill, caplog)

    assert any(place.startswith("feeds/") for place in found)
    assert any(place.startswith("var/") for place in found)


def test_control_a_failure_that_is_told_as_it_is(
    mill: Mill, server: Loopback, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message with the address in it does reach a reader, and the store."""
    monkeypatch.setattr(ingest, "_without_secrets", lambda answer, _: answer)
    configure(mill, server, "login")
    monkeypatch.setattr("feedmill.fetch.answers._SENTENCES", {404: "nothing at canary-password"})
    server.routes["/f"] = Reply(status=404)

    assert {place.split(":")[0] for place in told(mill, caplog)} >= {"sources --json", "var/feedmill.db"}


def test_control_redaction_off(
    mill: Mill, server: Loopback, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no name taken for a secret's, tokens are told."""
    monkeypatch.setattr(redaction, "_SECRET_NAME", re.compile(r"(?!)"))
    configure(mill, server, "token")
    server.routes["/f"] = Reply(status=404)

    assert any(place.startswith("sources") for place in told(mill, caplog))
