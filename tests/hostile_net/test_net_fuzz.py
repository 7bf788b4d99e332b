"""T4, F16: whatever bytes come for an answer, the fetch ends as a value, in time, and asks once."""

from __future__ import annotations

import contextlib
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from feedmill.fetch import asking
from feedmill.fetch.asking import Asker
from feedmill.fetch.watch import Watch
from feedmill.model import Answer, Fetched, FetchError, NotModified, Request
from fetching import code_of, fetch, request
from hostile_net.attackers import LONG, Flood, measured, reset
from hostile_net.raw_answers import End, RawAnswer, raw_answers

Record = Callable[[str, object], None]

COUNT = 4_000 if LONG else 600
#: For one fetch, in seconds.
DEADLINE = 1.0
LIMIT = 1 << 20
GOOD = RawAnswer(
    pieces=(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>",),
    end=End.CLOSE,
)
#: All that an answer of this kind may come to; "crashed" would be a fault of ours.
CODES = re.compile(
    r"|protocol|too-large|encoding|empty|timeout|redirect|bad-url|refused-.*|connect|dns|http-\d+"
)
#: What may be asked for, and told (lower case); a validator may follow.
REQUEST_LINE = re.compile(rb"GET /[\x21-\x7e]* HTTP/1\.1")
TOLD = {
    b"host",
    b"connection",
    b"user-agent",
    b"accept",
    b"accept-encoding",
    b"if-none-match",
    b"if-modified-since",
}


class Fuzz(Flood):
    """A server on all of 127.0.0.0/8 that gives the n-th answer at /n, and a good one elsewhere."""

    def __init__(self, answers: list[RawAnswer], *, patience: float = 12 * DEADLINE) -> None:
        self.heard: list[bytes] = []
        #: Seconds from request to farewell.
        self.lasted: list[float] = []
        self.cases = answers
        self._patience = patience
        super().__init__(lambda _: None, host="0.0.0.0")

    def case(self, number: int) -> str:
        """Give the URL of an answer, on a host of its own."""
        return f"http://127.9.{number >> 8}.{number & 255}:{self.port}/{number}"

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            client.settimeout(self._patience)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            heard = client.recv(65536)
            if not heard:  # our deadline came before our request
                return
            began = time.monotonic()
            self.heard.append(heard)
            target = heard.split(b" ", 2)[1][1:]
            known = target.isdigit() and int(target) < len(self.cases)
            try:
                _play(self.cases[int(target)] if known else GOOD, client)
            finally:
                self.lasted.append(time.monotonic() - began)


def _play(answer: RawAnswer, client: socket.socket) -> None:
    for piece in answer.pieces:
        client.sendall(piece)
        if len(answer.pieces) > 1:
            time.sleep(0.0005)  # so that the pieces do not arrive as one
    if answer.end is End.RESET:
        reset(client)
        return
    if answer.end is End.HALF_CLOSE:
        client.shutdown(socket.SHUT_WR)
    while answer.end is not End.CLOSE and client.recv(1):
        pass


@pytest.fixture(scope="module")
def fuzz() -> Iterator[Fuzz]:
    """Serve the answers."""
    with Fuzz(list(raw_answers(seed=2026, count=COUNT))) as server:
        yield server


@pytest.fixture(scope="module")
def answers(fuzz: Fuzz) -> list[Answer]:
    """Ask for each of them once."""
    return ask_all(fuzz)


def ask_all(fuzz: Fuzz) -> list[Answer]:
    """Ask for every case, many at a time."""
    return ask([request(fuzz.case(number), source=str(number)) for number in range(COUNT)])


def ask(cases: list[Request], *, deadline: float = DEADLINE) -> list[Answer]:
    """Fetch within the deadline; no name is known."""
    return fetch(cases, resolver=no_name, timeout=timedelta(seconds=deadline), max_bytes=LIMIT)


def no_name(host: str, _port: int) -> tuple[str, ...]:
    """Know nobody: a redirect to a name must not ask a real name server."""
    raise OSError(host)


def test_every_answer_ends_as_a_value(answers: list[Answer], record_property: Record) -> None:
    """One for each request, with a code that operators can look up; none of them is a fault of ours."""
    record_property("inputs", COUNT)
    codes = Counter(map(code_of, answers))

    assert {str(number) for number in range(COUNT)} == {answer.source for answer in answers}
    assert all(isinstance(answer, Fetched | NotModified | FetchError) for answer in answers)
    assert [] == [code for code in codes if not CODES.fullmatch(code)]
    # The answers are no mere noise: they get deep, and by many ways.
    assert codes[""] > COUNT // 10
    assert len(codes) > 10


def test_what_comes_is_sound(answers: list[Answer]) -> None:
    """No body is above the limit, no header that is kept holds what would end it."""
    fetched = [answer for answer in answers if isinstance(answer, Fetched)]
    told = [value for answer in fetched for _, value in answer.headers]
    told += [value or "" for answer in fetched for value in (answer.etag, answer.last_modified)]

    assert max(len(answer.documents[0].body) for answer in fetched) <= LIMIT
    assert [] == [value for value in told if re.search(r"[\r\n\0]", value)]


def test_every_fetch_ends_in_time(fuzz: Fuzz, answers: list[Answer]) -> None:
    """Of servers that fall silent, or wait for us, none is waited for beyond the deadline."""
    assert len(answers) <= len(fuzz.lasted)
    assert max(fuzz.lasted) < 10 * DEADLINE


def test_each_is_asked_once(fuzz: Fuzz, answers: list[Answer]) -> None:
    """A connection that breaks is no reason to ask again."""
    targets = Counter(heard.split(b" ")[1] for heard in fuzz.heard)
    asked = Counter(targets[b"/%d" % number] for number in range(COUNT))

    assert {1} == asked.keys() - {0}
    # On a busy machine a deadline may come before the request is heard.
    assert asked[1] > 0.9 * COUNT


def test_nothing_that_was_said_splits_a_request(
    fuzz: Fuzz, answers: list[Answer], record_property: Record
) -> None:
    """Where a server sends us, and what it wants echoed, makes one plain request each."""
    echoes = [
        request(f"{fuzz.case(number)}/echo", etag=answer.etag, last_modified=answer.last_modified)
        for number, answer in enumerate(answers)
        if isinstance(answer, Fetched | NotModified) and (answer.etag or answer.last_modified)
    ]
    ask(echoes)
    record_property("inputs", len(echoes))

    assert len(echoes) > COUNT // 50
    assert [] == odd_requests(fuzz)


def odd_requests(fuzz: Fuzz) -> list[bytes]:
    """Give what the server heard that was not one request with the usual headers."""
    return [heard for heard in fuzz.heard if not _is_plain(heard)]


def _is_plain(heard: bytes) -> bool:
    first, *lines = heard.removesuffix(b"\r\n\r\n").split(b"\r\n")
    names = [line.partition(b":")[0].lower() for line in lines]
    return (
        REQUEST_LINE.fullmatch(first) is not None
        and set(names) <= TOLD
        and len(names) == len(set(names))
        and not re.search(rb"[\0-\x08\x0a-\x1f\x7f]", b"".join(lines))
    )


def test_memory_stays_flat(fuzz: Fuzz) -> None:
    """All of it together costs what a few bodies cost."""
    with Fuzz(fuzz.cases) as server:
        urls = [server.case(number) for number in range(min(COUNT, 2_000))]
        cost = measured(urls, timeout=DEADLINE, max_bytes=LIMIT)

    assert len(urls) == len(cost.codes)
    assert cost.rise < 64, cost


def test_control_a_fault_of_ours_is_noticed(fuzz: Fuzz, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that nobody foresaw gives a code that is not among those allowed."""

    async def stumble(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(Asker, "_answer", stumble)
    codes = {code_of(answer) for answer in ask([request(fuzz.case(COUNT))])}

    assert [code for code in codes if not CODES.fullmatch(code)]


def test_control_without_a_deadline_a_silent_server_holds_us_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock does see a fetch that waits as long as the server likes."""
    silent = RawAnswer(pieces=(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",), end=End.SILENCE)

    monkeypatch.setattr(Watch, "_verdict", lambda *_: None)
    with Fuzz([silent], patience=2.5) as server:
        ask([request(server.case(0))], deadline=0.2)

    assert max(server.lasted) > 10 * 0.2


def test_control_a_header_too_many_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log does show what a request must not hold."""
    monkeypatch.setattr(asking, "_conditions", lambda _: [(b"Cookie", b"sid=canary-cookie")])
    with Fuzz([]) as server:
        ask([request(server.case(0))])
        odd = odd_requests(server)

    assert [b"/0"] == [heard.split(b" ")[1] for heard in odd]
