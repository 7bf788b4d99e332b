"""Redirects are followed hop by hop, a few, and with no more trust than the first address."""

from __future__ import annotations

import pytest

from feedmill.fetch.address import read_address
from feedmill.fetch.asking import next_address
from feedmill.fetch.failure import FetchFailed
from feedmill.model import Fetched, NotModified
from fetching import ask, code_of, document_of, error_of, fetch, request
from loopback import Loopback, Reply

BODY = b"<rss/>"


def to(location: str, status: int = 302) -> Reply:
    """Send the client elsewhere."""
    return Reply(status=status, headers=(("Location", location),), body=b"<a>moved</a>")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_followed(status: int) -> None:
    """The document bears the URL that answered."""
    with Loopback() as server:
        server.routes["/a"] = to("b/../c?d", status)
        server.routes["/c?d"] = Reply(body=BODY)
        answer = ask(server.url("/a"))

    assert isinstance(answer, Fetched)
    assert BODY == document_of(answer).body
    assert server.url("/c?d") == answer.url
    assert server.url("/c") == document_of(answer).name


def test_target_of_a_redirect_is_kept_byte_for_byte() -> None:
    """A Location is not rewritten either."""
    with Loopback() as server:
        server.routes["/a"] = to(server.url("/x%2fy/../z?"))
        ask(server.url("/a"))

    assert ["/a", "/x%2fy/../z?"] == server.targets


@pytest.mark.parametrize("path", ["/self", "/ping", "/longer"])
def test_loops_end(path: str) -> None:
    """A circle is told at its first repetition, an endless walk after five hops."""
    with Loopback() as server:
        server.routes["/self"] = to("/self")
        server.routes["/ping"], server.routes["/pong"] = to("/pong"), to("/ping")
        server.routes["/longer"] = lambda seen: to(f"{seen.target}x")
        server.routes.update({f"/longer{'x' * n}": to(f"/longer{'x' * (n + 1)}") for n in range(20)})
        answer = ask(server.url(path))

    assert "redirect" == code_of(answer)
    assert {"/self": 1, "/ping": 2, "/longer": 6}[path] == len(server.requests)


def test_five_hops_are_followed() -> None:
    """Five redirects are the most that is allowed."""
    with Loopback() as server:
        server.routes.update({f"/{n}": to(f"/{n + 1}") for n in range(5)})
        server.routes["/5"] = Reply(body=BODY)

        assert BODY == document_of(ask(server.url("/0"))).body


@pytest.mark.parametrize("location", ["", "http://", "http://h:x/", "http://a b/"])
def test_unreadable_locations_fail(location: str) -> None:
    """A redirect to nowhere is a failure, not a crash."""
    with Loopback() as server:
        server.routes["/"] = to(location)
        answer = ask(server.url())

    assert code_of(answer) in {"redirect", "bad-url"}
    assert 1 == len(server.requests)


def test_secrets_stay_with_their_origin() -> None:
    """The operator's headers and the URL's password reach no other origin, and come back with none."""
    headers = (("Authorization", "Bearer s3cret"), ("Cookie", "s3cret=1"), ("X-Key", "s3cret"))
    with Loopback("0.0.0.0") as server, Loopback() as other:
        server.routes["/same"] = to("/again")
        server.routes["/again"] = to(other.url("/other"))
        other.routes["/other"] = to(server.url("/final", host="127.0.0.3"))
        ask(server.url("/same", host="127.0.0.2", user="me:s3cret@"), headers=headers)

    assert ["/same", "/again", "/final"] == server.targets
    assert all(b"s3cret" in seen.raw for seen in server.requests[:2])
    assert b"s3cret" not in other.requests[0].raw
    assert b"s3cret" not in server.requests[2].raw
    assert b"authorization" not in other.requests[0].raw.lower()


def test_from_https_to_http_is_refused() -> None:
    """What was asked for under seal does not come open."""
    sealed = read_address("https://example.org/feed")

    assert "https://example.org/b" == next_address(sealed, "/b").url
    with pytest.raises(FetchFailed) as caught:
        next_address(sealed, "http://example.org/feed")
    assert "redirect" == caught.value.code
    assert "https" in caught.value.message


def test_from_http_to_https_is_followed() -> None:
    """The other way round is the usual way."""
    assert (
        "https://example.org/"
        == next_address(read_address("http://example.org/"), "https://example.org/").url
    )


def test_validators_go_along() -> None:
    """A 304 behind a redirect is a 304."""
    with Loopback() as server:
        server.routes["/a"] = to("/b")
        server.routes["/b"] = Reply(status=304)
        (answer,) = fetch([request(server.url("/a"), etag='"1"')])

    assert isinstance(answer, NotModified)
    assert ['"1"', '"1"'] == [seen.header("if-none-match") for seen in server.requests]


def test_failure_bears_the_configured_url() -> None:
    """People know the address in their sources.toml, not where it led."""
    with Loopback() as server:
        server.routes["/a"] = to("/gone")
        answer = error_of(ask(server.url("/a")))

    assert (server.url("/a"), "http-404") == (answer.url, answer.code)
