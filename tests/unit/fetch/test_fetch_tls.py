"""Certificates are checked, against what this machine trusts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from fetching import ask, error_of
from loopback import Loopback, Reply

#: A key and a certificate for 127.0.0.1 that nobody trusts; they protect nothing.
SELF_SIGNED = str(Path(__file__).parents[2] / "data" / "http" / "self-signed.pem")

SCRIPT = """
import sys
from feedmill.fetch.http import HttpFetcher
from feedmill.model import FetchSettings, Request
fetch = HttpFetcher(FetchSettings(allow_private=("127.0.0.0/8",)), user_agent="x")
for answer in fetch([Request(source=path, kind="feed", url=sys.argv[1] + path) for path in ("whole", "cut")]):
    print(answer.source, answer.documents[0].body.decode(), answer.truncated)
"""


def test_certificate_that_nobody_vouches_for_is_refused() -> None:
    """No request is sent; the failure says whose the fault is, and that the host was there."""
    with Loopback(certificate=SELF_SIGNED) as server:
        failure = error_of(ask(server.url()))

    assert ("tls", False) == (failure.code, failure.unreachable)
    assert "certificate of 127.0.0.1" in failure.message
    assert [] == server.requests


def test_authority_of_ones_own_is_trusted_by_the_environment() -> None:
    """`SSL_CERT_FILE` makes a certificate good; over TLS, too, a cut body is known as such."""
    with Loopback(certificate=SELF_SIGNED) as server:
        server.routes["/whole"] = Reply(body=b"<rss/>")
        server.routes["/cut"] = Reply(body=b"<rss", headers=(("Content-Length", "99"),))
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, server.url()],
            env=os.environ | {"SSL_CERT_FILE": SELF_SIGNED},
            capture_output=True,
            text=True,
            check=False,
        )

    assert "" == done.stderr
    assert ["cut <rss True", "whole <rss/> False"] == sorted(done.stdout.splitlines())
