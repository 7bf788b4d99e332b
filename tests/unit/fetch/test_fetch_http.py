"""What goes over the wire, and what becomes of what comes back."""

from __future__ import annotations

import gzip
import logging
import socket
from datetime import UTC, datetime, timedelta

import pytest

from feedmill.fetch import meter
from feedmill.fetch.exchange import Exchange
from feedmill.fetch.http import user_agent
from feedmill.model import Fetched, NotModified
from fetching import ask, code_of, document_of, error_of, fetch, request
from loopback import Loopback, Reply, Seen

BODY = b"<rss version='2.0'/>"

ETAGS = [
    '"1"',
    'W/"1"',
    "unquoted",
    '"abc-gzip"',
    '"with \\"quotes\\""',
    '"with, comma"',
    '"tab\there"',
    '"\xe9\xff\x80"',
    '"caf\xc3\xa9"',
    '"' + "x" * 4000 + '"',
    "*",
    'w/"lower"',
    '""',
    "W/",
    "a b  c",
]
MOMENTS = [
    "Tue, 06 Jan 2026 12:00:00 GMT",
    "Mon, 06 Jan 2026 12:00:00 +0100",
    "tue, 6 jan 26 12:00",
    "yesterday",
    "0",
]


def test_content() -> None:
    """A 200 becomes one document with its validators and the headers that polling reads."""
    headers = (
        ("ETag", '"1"'),
        ("Last-Modified", "yesterday"),
        ("Content-Type", "application/rss+xml"),
        ("Cache-Control", "max-age=60"),
        ("Server", "x"),
        ("Date", "now"),
    )
    with Loopback() as server:
        server.routes["/f"] = Reply(body=BODY, headers=headers)
        answer = ask(server.url("/f#top"))

    assert isinstance(answer, Fetched)
    assert server.url("/f") == answer.url == document_of(answer).name
    assert BODY == document_of(answer).body
    assert "application/rss+xml" == document_of(answer).content_type
    assert ('"1"', "yesterday", 200) == (answer.etag, answer.last_modified, answer.status)
    assert {"content-type", "cache-control", "date"} == set(dict(answer.headers))
    assert not answer.truncated
    assert not answer.complete


def test_the_name_of_a_document_holds_no_secret() -> None:
    """Relative links are resolved against it and published; polling asks the whole address again."""
    with Loopback() as server:
        server.routes["/f"] = Reply(body=BODY)
        answer = ask(server.url("/f?token=hush", user="ann:hush@"))

    assert isinstance(answer, Fetched)
    assert server.url("/f") == document_of(answer).name
    assert answer.url.endswith("/f?token=hush")


def test_what_is_sent() -> None:
    """A request holds an honest name, what we can read, and nothing that tracks."""
    with Loopback() as server:
        ask(server.url("/f"))
        (seen,) = server.requests

    assert ("GET", "/f") == (seen.method, seen.target)
    assert {"host", "user-agent", "accept", "accept-encoding", "connection"} == {
        name for name, _ in seen.headers
    }
    assert f"127.0.0.1:{server.port}" == seen.header("host")
    assert "Feedmill/0 (+test)" == seen.header("user-agent")
    assert "gzip" == seen.header("accept-encoding")


def test_user_agent_names_a_contact() -> None:
    """Publishers learn whom to write to, if the operator said so."""
    assert "Feedmill/0.1.0 (+https://example.org/)" == user_agent("https://example.org/")
    assert "Feedmill/0.1.0" == user_agent("")


@pytest.mark.parametrize("etag", ETAGS)
def test_etag_is_echoed_byte_for_byte(etag: str) -> None:
    """Whatever a server calls its version, it hears exactly that again."""
    with Loopback() as server:
        server.routes["/"] = Reply(body=BODY, headers=(("ETag", etag),))
        answer = ask(server.url())
        assert isinstance(answer, Fetched)
        fetch([request(server.url(), etag=answer.etag)])

    assert etag == answer.etag
    assert b"\r\nIf-None-Match: " + etag.encode("latin-1") + b"\r\n" in server.requests[1].raw


@pytest.mark.parametrize("moment", MOMENTS)
def test_last_modified_is_echoed_byte_for_byte(moment: str) -> None:
    """The server's date is never read, only given back."""
    with Loopback() as server:
        server.routes["/"] = Reply(body=BODY, headers=(("Last-Modified", moment),))
        answer = ask(server.url())
        assert isinstance(answer, Fetched)
        fetch([request(server.url(), last_modified=answer.last_modified)])

    assert moment == server.requests[1].header("if-modified-since")


@pytest.mark.parametrize("etag", ['"1"', None, ""])
@pytest.mark.parametrize("moment", ["now", None, ""])
def test_known_validators_are_all_sent(etag: str | None, moment: str | None) -> None:
    """Both are sent when both are known, and none is ever sent empty."""
    with Loopback() as server:
        fetch([request(server.url(), etag=etag, last_modified=moment)])
        (seen,) = server.requests

    assert (etag or None) == seen.header("if-none-match")
    assert (moment or None) == seen.header("if-modified-since")


@pytest.mark.parametrize("etag", ['"\u20ac"', '"a\r\nHost: evil"', '"\x01"'])
def test_validators_that_no_header_can_hold_are_not_sent(etag: str) -> None:
    """A damaged memory cannot forge a request, and a 304 to the bare request is a failure."""
    with Loopback() as server:
        server.routes["/"] = Reply(status=304)
        (answer,) = fetch([request(server.url(), etag=etag)])
        (seen,) = server.requests

    assert seen.header("if-none-match") is None
    assert f"127.0.0.1:{server.port}" == seen.header("host")
    assert "http-304" == code_of(answer)


def test_not_modified_brings_new_validators() -> None:
    """A 304 is an answer of its own, with the validators it names."""
    with Loopback() as server:
        server.routes["/"] = Reply(status=304, headers=(("ETag", '"2"'), ("Age", "5")))
        (answer,) = fetch([request(server.url(), etag='"1"', last_modified="x")])

    assert isinstance(answer, NotModified)
    assert ('"2"', None) == (answer.etag, answer.last_modified)
    assert "5" == dict(answer.headers)["age"]


def test_304_that_nobody_asked_for_fails() -> None:
    """Without validators there is nothing that could be unchanged."""
    with Loopback() as server:
        server.routes["/"] = Reply(status=304)

        assert "http-304" == code_of(ask(server.url()))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 500, 502, 503, 206, 226, 300])
def test_failures_are_named_by_status(status: int) -> None:
    """An error page is never taken for content."""
    with Loopback() as server:
        server.routes["/"] = Reply(status=status, body=BODY)

        assert f"http-{status}" == code_of(ask(server.url()))


@pytest.mark.parametrize("reply", [Reply(status=204), Reply(body=b""), Reply(body=b" \r\n")])
def test_answers_without_content_fail(reply: Reply) -> None:
    """Nothing is not a document."""
    with Loopback() as server:
        server.routes["/"] = reply

        assert "empty" == code_of(ask(server.url()))


@pytest.mark.parametrize("status", [429, 503])
def test_pause_is_passed_on(status: int) -> None:
    """Retry-After reaches polling, a date without a Date header by the run's clock."""
    now = datetime(2026, 1, 6, 12, 0, tzinfo=UTC)
    head = f"HTTP/1.1 {status} x\r\nContent-Length: 0\r\nRetry-After: Tue, 06 Jan 2026 12:05:00 GMT\r\n\r\n"
    with Loopback() as server:
        server.routes["/seconds"] = Reply(status=status, headers=(("Retry-After", "60"),))
        server.routes["/date"] = Reply(raw=(head.encode(),))
        seconds, date = ask(server.url("/seconds")), ask(server.url("/date"), now=now)

    assert timedelta(seconds=60) == error_of(seconds).retry_after
    assert timedelta(minutes=5) == error_of(date).retry_after


@pytest.mark.parametrize(
    "target", ["/a%2fb/../d", "/a?", "/a??b", "//a//b", "/%zz?x[]={y}|'\"", "/.", "/?token=a+b%20c"]
)
def test_url_goes_out_as_configured(target: str) -> None:
    """No layer below rewrites path or query."""
    with Loopback() as server:
        server.routes[target] = Reply(body=BODY)
        answer = ask(server.url(target))

    assert [target] == server.targets
    assert BODY == document_of(answer).body


def test_cookies_are_not_kept() -> None:
    """A cookie is echoed neither on a redirect nor on the next request."""
    cookie = ("Set-Cookie", "id=1; Path=/")
    with Loopback() as server:
        server.routes["/a"] = Reply(status=302, headers=(("Location", "/b"), cookie))
        server.routes["/b"] = Reply(body=BODY, headers=(cookie,))
        fetch([request(server.url("/a")), request(server.url("/b"))])

    assert ["/a", "/b", "/b"] == server.targets
    assert all(seen.header("cookie") is None for seen in server.requests)


def test_headers_of_the_operator_win() -> None:
    """What `headers` says is sent, and replaces what we would say ourselves."""
    with Loopback() as server:
        ask(server.url(), headers=(("X-Key", "k\u00e9y"), ("user-agent", "Mine")))
        (seen,) = server.requests

    assert b"X-Key: k\xc3\xa9y\r\n" in seen.raw
    assert ["Mine"] == [value for name, value in seen.headers if name == "user-agent"]


def test_user_and_password_become_a_header() -> None:
    """They are sent as Basic credentials and shown nowhere."""
    with Loopback() as server:
        server.routes["/"] = Reply(body=BODY)
        answer = ask(server.url(user="us%40er:p@ss@"))
        (seen,) = server.requests

    assert "Basic dXNAZXI6cEBzcw==" == seen.header("authorization")
    assert "ss" not in repr(answer).replace("class", "").replace("rss", "")


@pytest.mark.parametrize(("coding", "body"), [("gzip", gzip.compress(BODY)), ("x-gzip", gzip.compress(BODY))])
def test_compressed_content(coding: str, body: bytes) -> None:
    """Content comes out as it was before compression."""
    with Loopback() as server:
        server.routes["/"] = Reply(body=body, headers=(("Content-Encoding", coding),))

        assert BODY == document_of(ask(server.url())).body


def test_chunked_content() -> None:
    """Chunks are put together."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with Loopback() as server:
        server.routes["/"] = Reply(raw=(head, b"3\r\n<a>\r\n", 0.05, b"4\r\n</a>\r\n0\r\n\r\n"))

        assert b"<a></a>" == document_of(ask(server.url())).body


CUT = {
    "one packet": (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>",),
    "two packets": (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", 0.05, b"<rss>"),
    "after a while": (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>", 0.05),
    "a chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n99\r\n",),
    "no last chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",),
}


@pytest.mark.parametrize("name", CUT)
def test_cut_body_is_kept_and_marked(name: str) -> None:
    """What came before the break is content; that it is cut is said."""
    with Loopback() as server:
        server.routes["/"] = Reply(raw=CUT[name])
        answer = ask(server.url())

    assert isinstance(answer, Fetched)
    assert b"<rss>" == document_of(answer).body
    assert answer.truncated


LONGER = {
    "one packet": (b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/> and more",),
    "of a closing server": (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\n<rss/>\n",),
    "after the head": (b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n", 0.05, b"<rss/> and more"),
    "later": (b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>", 0.05, b"\r\n\r\n<rss/>"),
    "behind an interim answer": (
        b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/> and more",
    ),
}


@pytest.mark.parametrize("name", LONGER)
def test_a_body_ends_where_its_length_says(name: str) -> None:
    """What follows is passed over, in whatever pieces it comes, as browsers and curl do it."""
    with Loopback() as server:
        server.routes["/"] = Reply(raw=LONGER[name])
        answer = ask(server.url())

    assert isinstance(answer, Fetched)
    assert b"<rss/>" == document_of(answer).body
    assert not answer.truncated


def test_control_a_length_that_is_too_small_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a look at where heads end, the same answer is lost."""
    monkeypatch.setattr(meter, "_MOST_HEADS", 0)
    with Loopback() as server:
        server.routes["/"] = Reply(raw=LONGER["one packet"])

        assert "protocol" == code_of(ask(server.url()))


def test_large_cut_body_is_kept() -> None:
    """Not a byte that came before the break is lost, however fast it came."""
    body = bytes(range(256)) * 4096
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n"
    with Loopback() as server:
        server.routes["/"] = Reply(raw=(head + body,))
        answer = ask(server.url())

    assert len(body) == len(document_of(answer).body)
    assert isinstance(answer, Fetched)
    assert answer.truncated


def test_body_until_close_is_whole() -> None:
    """Without a length, the end of the connection is the end of the body."""
    with Loopback() as server:
        server.routes["/"] = Reply(raw=(b"HTTP/1.0 200 OK\r\n\r\n<rss/>",))
        answer = ask(server.url())

    assert isinstance(answer, Fetched)
    assert not answer.truncated


@pytest.mark.parametrize(
    "raw", [b"", b"SSH-2.0-OpenSSH_9\r\n", b"HTTP/1.1 twohundred\r\n\r\n", b"HTTP/1.1 200"]
)
def test_what_is_not_http_fails_once(raw: bytes) -> None:
    """A connection that breaks, or speaks something else, is not tried a second time."""
    with Loopback() as server:
        server.routes["/"] = Reply(raw=(raw,))
        answer = ask(server.url())

    assert "protocol" == code_of(answer)
    assert 1 == server.connections


def test_interim_answers_are_passed_over() -> None:
    """A 103 before the answer is not the answer."""
    raw = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>"
    with Loopback() as server:
        server.routes["/"] = Reply(raw=(raw,))

        assert b"<rss/>" == document_of(ask(server.url())).body


def test_https_to_a_plain_server_is_a_tls_failure() -> None:
    """What does not speak TLS is told apart from what does not answer."""
    with Loopback() as server:
        server.routes["/"] = Reply()
        url = server.url().replace("http:", "https:")
        answer = ask(url, timeout=timedelta(seconds=1))

    assert code_of(answer) in {"tls", "timeout"}
    assert [] == server.requests


def test_secrets_stay_out_of_logs_and_values(caplog: pytest.LogCaptureFixture) -> None:
    """Neither failures nor logs at any level hold what stands in a URL."""
    caplog.set_level(logging.DEBUG)
    with Loopback() as server:
        server.routes["/ok"] = Reply(body=BODY)
        server.routes["/loop"] = Reply(status=302, headers=(("Location", "/loop?token=hunter2"),))
        urls = [
            server.url(path + "?token=hunter2", user="me:hunter2@") for path in ("/ok", "/missing", "/loop")
        ]
        urls += [
            "http://me:hunter2@127.0.0.1:1/?token=hunter2",
            "http://me:hunter2@10.0.0.1/",
            "ftp://me:hunter2@h/",
        ]
        answers = fetch([request(url) for url in urls])
    failures = [answer for answer in answers if code_of(answer)]

    assert len(urls) - 1 == len(failures)
    assert "hunter2" not in repr(failures)
    assert "hunter2" not in caplog.text


def has_ipv6() -> bool:
    """Say whether this machine has IPv6 at all."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_ipv6_addresses_are_asked() -> None:
    """An address in brackets goes into the Host header and onto the wire as it is."""
    with Loopback("::1") as server:
        server.routes["/"] = Reply(body=BODY)
        answer = ask(server.url(), allow_private=("::1/128",))
        refused = ask(server.url(), allow_private=("127.0.0.0/8",))

    assert BODY == document_of(answer).body
    assert f"[::1]:{server.port}" == server.requests[0].header("host")
    assert "refused-address" == code_of(refused)
    assert 1 == server.connections


def test_no_request_no_thread() -> None:
    """Nothing to ask gives no answer."""
    assert [] == fetch([])


def test_one_request_for_sources_that_share_a_url() -> None:
    """Ten sources with one URL cost one request, and each has its answer."""
    with Loopback() as server:
        server.routes["/"] = Reply(body=BODY)
        answers = fetch([request(server.url(), source=str(number)) for number in range(10)])

    assert ["/"] == server.targets
    assert {str(number) for number in range(10)} == {answer.source for answer in answers}
    assert 10 == len(answers)


def test_shared_url_with_different_validators_is_asked_bare() -> None:
    """One source's validator must not make another miss what it never had."""

    def answer(seen: Seen) -> Reply:
        return Reply(status=304) if seen.header("if-none-match") else Reply(body=BODY)

    with Loopback() as server:
        server.routes["/"] = answer
        same = fetch([request(server.url(), source=name, etag='"1"') for name in "ab"])
        mixed = fetch([request(server.url(), source="a", etag='"1"'), request(server.url(), source="b")])

    assert [NotModified, NotModified] == [type(each) for each in same]
    assert [Fetched, Fetched] == [type(each) for each in mixed]
    assert 2 == len(server.requests)


def test_shared_url_with_different_headers_is_asked_twice() -> None:
    """Sources that show different credentials may be given different content."""
    with Loopback() as server:
        server.routes["/"] = Reply(body=BODY)
        fetch([request(server.url(), headers=(("X-Key", key),)) for key in "ab"])

    assert ["a", "b"] == [seen.header("x-key") for seen in server.requests]


def test_fault_of_ours_costs_one_source() -> None:
    """What nobody foresaw is a failure of the source where it happened; the sentence gives nothing away."""
    odd = ((("X-Key", None)),)
    with Loopback() as server:
        server.routes["/1"] = server.routes["/2"] = Reply(body=BODY)
        requests = [
            request(server.url("/1"), headers=odd, source="odd"),
            request(server.url("/2"), source="good"),
        ]
        answers = {answer.source: answer for answer in fetch(requests)}

    assert "crashed" == code_of(answers["odd"])
    assert "AttributeError" in error_of(answers["odd"]).message
    assert "" == code_of(answers["good"])


def test_fault_of_the_exchange_is_raised_where_it_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault outside any one source ends the fetching, loudly."""

    def fail(self: Exchange, *rest: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(Exchange, "_serve", fail)
    with Loopback() as server, pytest.raises(RuntimeError, match="a fault"):
        ask(server.url())


def test_location_in_an_old_encoding_is_read() -> None:
    """Bytes that are no UTF-8 are taken as latin-1, and percent-encoded."""
    head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /caf\xe9\r\n\r\n"
    with Loopback() as server:
        server.routes["/"] = Reply(raw=(head,))
        server.routes["/caf%C3%A9"] = Reply(body=BODY)

        assert BODY == document_of(ask(server.url())).body
