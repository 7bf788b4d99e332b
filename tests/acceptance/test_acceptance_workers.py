"""Documents are read in processes of their own, which may die; what dies is one source."""

from __future__ import annotations

import os
import signal
import time

import pytest

from feedmill import digest, ingest
from feedmill.digest import Desk, Digest, Job
from installation import Mill, item, rss
from loopback import Loopback, Reply

NAMES = ("one", "two", "three", "four", "five", "six")


def deadly(desk: Desk, job: Job) -> Digest:
    """Digest, but for the documents that do what the worst ones can."""
    body = job.fetched.documents[0].body
    if b"kills its reader" in body:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"eats memory" in body:
        bytearray(1 << 40)
    if b"leaves" in body:
        os._exit(0)
    return digest.digest(desk, job)


@pytest.fixture
def served(mill: Mill, server: Loopback, monkeypatch: pytest.MonkeyPatch) -> Mill:
    """Give a mill with six feeds, read by a reader that some documents are deadly for."""
    mill.in_processes = True
    for name in NAMES:
        server.routes[f"/{name}"] = Reply(
            body=rss(item("1", f"The G7 on {name}", link=f"https://{name}.example/1"))
        )
    mill.sources(**{name: server.url(f"/{name}") for name in NAMES})
    monkeypatch.setattr(ingest, "digest", deadly)
    return mill


@pytest.mark.parametrize("harm", ["kills its reader", "eats memory", "leaves"])
def test_what_kills_its_reader_is_one_failed_source(served: Mill, server: Loopback, harm: str) -> None:
    """The others are read and published in the same run; the failure says what happened."""
    server.routes["/three"] = Reply(body=rss(item("1", f"The G7 {harm}")))

    report = served.run()

    assert [("three", "crashed")] == [(one["source"], one["code"]) for one in report["failures"]]
    assert "the other sources are not affected" in report["failures"][0]["message"]
    assert {f"The G7 on {name}" for name in NAMES if name != "three"} <= set(served.titles("g7"))


def test_what_killed_its_reader_is_read_when_it_is_mended(served: Mill, server: Loopback) -> None:
    """A crash leaves no validator and no hash that would hide the document's next version."""
    server.routes["/three"] = Reply(
        body=rss(item("1", "The G7 kills its reader")), headers=(("ETag", '"bad"'),)
    )
    served.run()
    server.routes["/three"] = Reply(body=rss(item("1", "The G7 on three")))
    served.now = "2026-02-01T12:00:00Z"
    served.run()

    assert "The G7 on three" in served.titles("g7")


def test_without_processes_of_their_own_the_run_dies(served: Mill, server: Loopback) -> None:
    """The same document, read in the mill's own process, ends the mill: the guard is what saves it."""
    server.routes["/three"] = Reply(body=rss(item("1", "The G7 leaves")))
    served.in_processes = False
    child = os.fork()
    if child == 0:
        served.do("run")
        os._exit(77)
    deadline = time.monotonic() + 60
    while (ended := os.waitpid(child, os.WNOHANG))[0] == 0 and time.monotonic() < deadline:
        time.sleep(0.02)

    assert child == ended[0]
    assert 0 == os.waitstatus_to_exitcode(ended[1]), "it never came back from its reader"
    assert not (served.folder / "feeds" / "g7.json").exists()


def test_processes_and_none_give_the_same_bytes(mill: Mill, server: Loopback) -> None:
    """Where documents are read changes nothing of what is published."""
    names = ("gov", "wire", "blog")
    mill.sources(
        **{name: server.url(f"/{path}") for name, path in zip(names, _samples(server), strict=False)}
    )
    mill.in_processes = True
    mill.run()
    inside = mill.tree()
    mill.forget_database()
    for path in inside:
        (mill.folder / "feeds" / path).unlink()
    mill.in_processes = False
    mill.run()

    assert inside == mill.tree()


def _samples(server: Loopback) -> list[str]:
    return sorted(path.strip("/") for path in server.routes if path.endswith((".xml", ".atom", ".rss")))


def test_the_model_of_languages_is_unpacked_once(mill: Mill, server: Loopback) -> None:
    """The first worker that needs it keeps it in var/; later ones read it, and tell the same languages."""
    mill.in_processes = True
    said = "Die Staats- und Regierungschefs der G7 trafen sich in Hiroshima zu langen Gesprächen. "
    undeclared = rss(item("1", "Die G7 in Hiroshima", said * 3)).replace(b"<language>en</language>", b"")
    server.routes["/one"] = Reply(body=undeclared)
    mill.sources(one=server.url("/one"))
    kept = mill.folder / "var" / "languages.npz"
    mill.run()
    first = kept.stat()
    server.routes["/two"] = Reply(body=undeclared.replace(b"trafen", b"sahen"))
    mill.sources(one=server.url("/one"), two=server.url("/two"))
    mill.run("--force")

    assert (first.st_ino, first.st_mtime_ns) == (kept.stat().st_ino, kept.stat().st_mtime_ns)
    assert first.st_size > 60_000_000
    assert ["de", "de"] == [
        mill.do("explain", f"tag:example.org,2026-01-01:{name}/1", "--json").json["article"]["language"]
        for name in ("one", "two")
    ]
