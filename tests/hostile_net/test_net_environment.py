"""T2: what the environment says of proxies, logins and keys sends nothing anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from feedmill.model import Answer
from fetching import code_of, fetch, request
from hostile_net.attackers import Canary, Flood
from installation import TOPICS, Mill, item, rss
from loopback import Loopback, Reply

#: A key and a certificate for 127.0.0.1 that nobody trusts; they protect nothing.
SELF_SIGNED = str(Path(__file__).parents[1] / "data" / "http" / "self-signed.pem")

#: With "{}" for the place of a canary.
PROXIES: dict[str, dict[str, str]] = {
    "HTTP_PROXY": {"HTTP_PROXY": "http://{}"},
    "http_proxy": {"http_proxy": "http://{}/"},
    "a place alone": {"http_proxy": "{}"},
    "HTTPS_PROXY": {"HTTPS_PROXY": "http://{}"},
    "https_proxy": {"https_proxy": "https://{}"},
    "ALL_PROXY": {"ALL_PROXY": "http://{}"},
    "all_proxy": {"all_proxy": "socks5://{}"},
    "socks by name": {"ALL_PROXY": "socks5h://{}", "SOCKS_PROXY": "{}", "socks_proxy": "{}"},
    "with a login": {"HTTP_PROXY": "http://me:canary-login@{}", "ALL_PROXY": "http://me:canary-login@{}"},
    "of other programs": {"FTP_PROXY": "http://{}", "RSYNC_PROXY": "{}", "CGI_HTTP_PROXY": "http://{}"},
    "as a web server sets it": {"REQUEST_METHOD": "GET", "HTTP_PROXY": "http://{}"},  # CVE-2016-5385
    "no_proxy empty": {"HTTP_PROXY": "http://{}", "no_proxy": ""},
    "no_proxy of others": {"http_proxy": "http://{}", "no_proxy": "example.org,.example.net,192.0.2.0/24"},
    "NO_PROXY broken": {"http_proxy": "http://{}", "NO_PROXY": "[::1,,*.,127.0.0.1:99999"},
    "no_proxy for all": {"http_proxy": "http://{}", "no_proxy": "*"},
}

#: Name of the file → what it says, with "{}" for a host.
LOGINS = {
    ".netrc": "machine {} login me password canary-login\n",
    "_netrc": "default login me password canary-login\n",
    ".curlrc": 'user = "me:canary-login"\nproxy = "http://{}"\n',
}


@pytest.fixture
def canary() -> Iterator[Canary]:
    """Listen where proxies are said to be."""
    with Canary("127.0.0.1") as bird:
        yield bird


@pytest.fixture
def server() -> Iterator[Loopback]:
    """Serve what is asked for."""
    with Loopback() as loopback:
        loopback.routes["/"] = Reply(body=rss(item("1", "The G7 meets")))
        loopback.routes["/away"] = Reply(status=302, headers=(("Location", "/"),))
        yield loopback


@pytest.fixture
def logins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Put logins where programs look for them; give the variables that say so."""
    for name, text in LOGINS.items():
        (tmp_path / name).write_text(text.format("127.0.0.1") + text.format("localhost"))
        (tmp_path / name).chmod(0o600)
    said = {"HOME": str(tmp_path), "NETRC": str(tmp_path / ".netrc"), "CURL_HOME": str(tmp_path)}
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    return said


def ask_all(server: Loopback) -> list[Answer]:
    """Ask plainly, by a redirect, by name, and by TLS one who does not speak it."""
    urls = [server.url(), server.url("/away"), server.url(host="localhost")]
    with Flood(lambda client: client.sendall(b"HTTP/1.1 400 No\r\n\r\n")) as other:
        return fetch([request(url) for url in (*urls, other.url.replace("http:", "https:"))])


def read_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build the client as its vendor would have it for a careless programmer."""
    vendors = aiohttp.ClientSession
    monkeypatch.setattr(
        aiohttp, "ClientSession", lambda **settings: vendors(**(settings | {"trust_env": True}))
    )


@pytest.mark.parametrize("name", PROXIES)
def test_proxies_hear_nothing(
    name: str, canary: Canary, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests go where they are addressed, whatever the environment says of a way round."""
    for variable, value in PROXIES[name].items():
        monkeypatch.setenv(variable, value.format(f"127.0.0.1:{canary.port}"))
    answers = ask_all(server)

    assert ["", "", "", "tls"] == sorted(map(code_of, answers))
    assert ["/", "/", "/", "/away"] == sorted(server.targets)
    assert (0, b"") == (canary.visits, canary.heard)


@pytest.mark.parametrize("user", ["", "somebody@"])
def test_logins_stay_at_home(server: Loopback, logins: dict[str, str], user: str) -> None:
    """No request bears a login that its own address did not hold."""
    fetch([request(server.url(path, user=user)) for path in ("/", "/away")])

    assert 3 == len(server.requests)
    assert not [seen for seen in server.requests if b"canary-login" in seen.raw]
    # The address names a user without a password: that, and nothing that is found elsewhere, is sent.
    assert {"Basic c29tZWJvZHk=" if user else None} == {
        seen.header("authorization") for seen in server.requests
    }


def test_whole_run_with_everything_set(
    canary: Canary,
    server: Loopback,
    logins: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The command itself, as a process that was started with all of it, fetches and tells nobody."""
    place = f"127.0.0.1:{canary.port}"
    environ = {name: value.format(place) for case in PROXIES.values() for name, value in case.items()}
    environ |= logins | {"no_proxy": "", "NO_PROXY": "", "PYTHONHTTPSVERIFY": "0"}
    mill = Mill(folder=tmp_path / "mill", capture=capsys)
    mill.sources(one=server.url("/away"))
    mill.write("config/feedmill.toml", '[fetch]\nallow_private = ["127.0.0.0/8"]\n')
    mill.write("config/topics.toml", TOPICS)
    mill.write("seeds/a.txt", "A seed\n\nIt stays.")
    process = mill.spawn("-v", "run", **environ)
    said = "".join(process.communicate(timeout=60))

    assert 0 == process.returncode, said
    assert ["The G7 meets"] == mill.titles("g7")
    assert (0, b"") == (canary.visits, canary.heard)
    assert "canary-login" not in said
    assert not [seen for seen in server.requests if b"canary-login" in seen.raw]


SCRIPT = """
import sys
sys.path.insert(0, "tests")
{control}
from fetching import code_of, fetch, request
print(*[code_of(answer) or "good" for answer in fetch([request(url) for url in sys.argv[1:]])])
"""


def fetch_in_child(urls: list[str], *, control: str = "", **environ: str) -> str:
    """Fetch as a process that has *environ* from the start; give the codes."""
    return subprocess.run(
        [sys.executable, "-c", SCRIPT.format(control=control), *urls],
        env=os.environ | environ,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


@pytest.fixture
def sealed() -> Iterator[Loopback]:
    """Serve over TLS, with a certificate that nobody vouches for."""
    with Loopback(certificate=SELF_SIGNED) as loopback:
        loopback.routes["/"] = Reply(body=b"<rss/>")
        yield loopback


@pytest.mark.parametrize(
    "said",
    [
        {"REQUESTS_CA_BUNDLE": SELF_SIGNED},
        {"CURL_CA_BUNDLE": SELF_SIGNED},
        {"NODE_EXTRA_CA_CERTS": SELF_SIGNED, "PIP_CERT": SELF_SIGNED, "AWS_CA_BUNDLE": SELF_SIGNED},
        {"PYTHONHTTPSVERIFY": "0", "NODE_TLS_REJECT_UNAUTHORIZED": "0", "GIT_SSL_NO_VERIFY": "1"},
    ],
    ids=lambda said: next(iter(said)),
)
def test_certificates_of_other_programs_are_not_trusted(said: dict[str, str], sealed: Loopback) -> None:
    """Only what OpenSSL itself takes for the system's store counts, and no switch turns checks off."""
    assert "tls" == fetch_in_child([sealed.url()], **said)
    assert [] == sealed.requests


def keys_after(sealed: Loopback, tmp_path: Path, control: str = "") -> str:
    """Fetch over TLS with SSLKEYLOGFILE set; give what the file holds."""
    file = tmp_path / "keys"
    environ = {"SSL_CERT_FILE": SELF_SIGNED, "SSLKEYLOGFILE": str(file)}
    assert "good" == fetch_in_child([sealed.url()], control=control, **environ)
    return file.read_text() if file.exists() else ""


def test_session_keys_are_not_written_down(sealed: Loopback, tmp_path: Path) -> None:
    """Whoever can read SSLKEYLOGFILE cannot read what was said under seal."""
    assert "SECRET" not in keys_after(sealed, tmp_path)


def test_control_the_vendors_own_context_writes_keys(sealed: Loopback, tmp_path: Path) -> None:
    """What aiohttp would take by itself tells them."""
    off = "import feedmill.fetch.transport as wire; wire._tls = lambda: True"

    assert "CLIENT_TRAFFIC_SECRET_0" in keys_after(sealed, tmp_path, off)


def test_control_a_client_that_reads_the_environment_tells_the_proxy(
    canary: Canary, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The canary does hear a request that goes round by it."""
    monkeypatch.setenv("HTTP_PROXY", f"http://me:canary-login@127.0.0.1:{canary.port}")
    read_environment(monkeypatch)
    fetch([request(server.url())])

    assert canary.visits
    assert canary.heard.startswith(b"GET http://127.0.0.1")


def test_control_a_client_that_reads_the_environment_sends_logins(
    server: Loopback, logins: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log does show a login out of a file."""
    read_environment(monkeypatch)
    fetch([request(server.url())])

    (seen,) = server.requests
    assert (seen.header("authorization") or "").startswith("Basic ")
