"""T6-T8: hostile shapes of XML and JSON through whole runs, an honest source beside each, in real workers."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

import pytest

from hostile_documents import LONG, feed
from installation import Mill, item, rss, unpacked
from loopback import Loopback, Reply

ITEM = "<item><guid>1</guid><title>G7 bad</title><description>{}</description></item>"
CODES = {"malformed", "not-a-feed", "empty", "crashed", "encoding", "too-large"}


def _doctype(inner: str) -> str:
    return f"<!DOCTYPE rss [{inner}]>"


def _laughs(width: int) -> str:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * width}">' for n in range(1, 10))
    return _doctype(f'<!ENTITY e0 "lol">{lines}')


def _labelled(codec: str, label: str) -> bytes:
    text = feed(ITEM.format("Words")).decode()
    return f'<?xml version="1.0" encoding="{label}"?>{text}'.encode(codec)


def _json(items: str) -> bytes:
    return f'{{"version":"https://jsonfeed.org/version/1.1","title":"t","items":{items}}}'.encode()


_NAMESPACES = " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(100_000))
_PARAMETER = "<!ENTITY % p \"<!ENTITY x '&#37;p;'>\"> %p;"
_XI = 'xmlns:xi="http://www.w3.org/2001/XInclude"'
_CHAIN = "".join(f'<!ENTITY a{n} "&a{n + 1};">' for n in range(25_000))
BODIES: dict[str, bytes] = {
    "laughs": feed(ITEM.format("&e9;"), before=_laughs(30)),
    "laughs-in-attribute": feed(f'<item x="&e9;">{ITEM}</item>', before=_laughs(30)),
    "quadratic": feed(ITEM.format("&x;" * 100_000), before=_doctype(f'<!ENTITY x "{"x" * 100_000}">')),
    "chain": feed(ITEM.format("&a0;"), before=_doctype(_CHAIN)),
    "circle": feed(ITEM.format("&a;"), before=_doctype('<!ENTITY a "&b;"><!ENTITY b "&a;">')),
    "parameters": feed(ITEM.format("&x;"), before=_doctype(_PARAMETER * 5_000)),
    "external": feed(ITEM.format("&x;"), before=_doctype('<!ENTITY x SYSTEM "file:///etc/passwd">')),
    "external-dtd": feed(ITEM.format("x"), before='<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "xinclude": feed(f'<xi:include {_XI} href="/etc/passwd" parse="text"/>'),
    "empty-elements": feed("<a/>" * 1_000_000),
    "empty-items": feed("<item/>" * 500_000),
    "namespaces": feed(f"<item {_NAMESPACES}/>"),
    "nested-namespaces": feed("".join(f'<a xmlns="urn:{n}">' for n in range(100_000))),
    "huge-name": feed(f"<{'a' * 5_000_000}/>"),
    "huge-attribute-name": feed(f'<item {"a" * 5_000_000}="1"/>'),
    "huge-attribute": feed(f'<item a="{"x" * 9_000_000}"/>'),
    "cdata": feed(ITEM.format("<![CDATA[]]>" * 700_000)),
    "cdata-open": feed(ITEM.format("<![CDATA[" * 900_000)),
    "comments": feed("<!---->" * 1_000_000),
    "comments-open": feed("<!--" * 2_000_000),
    "instructions": feed("<?a?>" * 1_500_000),
    "instructions-open": feed("<?a " * 2_000_000),
    "references": feed(ITEM.format("&#65;" * 1_800_000)),
    "ampersands": feed(ITEM.format("&" * 9_000_000)),
    "openings": feed(ITEM.format("<" * 9_000_000)),
    "quotes": feed("<item " + "a='" * 3_000_000),
    "ends": feed("</item>" * 1_200_000),
    "blanks": feed(ITEM.format(" " * 9_000_000)),
    "deep": feed("<a>" * 3_000_000),
    "deep-atom": b'<feed xmlns="http://www.w3.org/2005/Atom">' + b"<entry>" * 1_000_000,
    "deep-content": feed(ITEM.format("<![CDATA[" + "<div>" * 1_000_000 + "]]>")),
    "tags-content": feed(ITEM.format("<![CDATA[" + "<b>x</b>" * 1_000_000 + "]]>")),
    "authors": feed("<item>" + "<author>a</author>" * 400_000 + "</item>"),
    "long-author": feed(f"<item><author>{'a' * 5_000_000}@b</author></item>"),
    "utf-7": _labelled("utf-7", "utf-7"),
    "utf-16": _labelled("utf-16", "utf-16"),
    "utf-16-unmarked": _labelled("utf-16-le", "utf-8"),
    "utf-32": _labelled("utf-32", "utf-32"),
    "ebcdic": _labelled("cp037", "ebcdic-cp-us"),
    "latin-1-says-utf-16": _labelled("latin-1", "utf-16"),
    "shift-jis-cut": _labelled("shift_jis", "shift_jis")[:-9] + b"\x81",
    "json-deep": _json("[" * 1_000_000),
    "json-deep-objects": _json('[{"a":' * 500_000),
    "json-number": _json('[{"id":' + "9" * 5_000_000 + "}]"),
    "json-many": _json("[" + "{}," * 2_000_000 + "{}]"),
    "json-keys": _json("[{" + ",".join(f'"k{n}":1' for n in range(500_000)) + "}]"),
    "json-tags": _json('[{"id":"1","title":"G7","tags":["' + '","'.join("a" * 800_000) + '"]}]'),
    "json-escapes": _json('[{"id":"1","title":"' + "\\ud800" * 1_000_000 + '"}]'),
    "json-number-as-feed": b"[1e999999]",
    "page-with-feed": b"<!doctype html><html><body><pre>" + feed(ITEM.format("x")) + b"</pre></body></html>",
    "gzip-inside": gzip.compress(gzip.compress(feed(ITEM.format("x")))),
    "gzip-bomb-inside": gzip.compress(bytes(200_000_000)),
    "feed-after-nul": b"\0" * 5_000_000 + feed(ITEM.format("x")),
    "two-feeds": feed(ITEM.format("x")) * 2,
}  # fmt: skip


def test_every_shape_in_one_run(
    mill: Mill, server: Loopback, record_property: Callable[[str, object], None]
) -> None:
    """Each costs its own source at most; what is honest is published, and the run ends in time."""
    bodies = dict(list(BODIES.items())[:: 1 if LONG else 4])
    record_property("inputs", len(bodies))
    for name, body in bodies.items():
        server.routes[f"/{name}"] = Reply(body=body)
    server.routes["/honest"] = Reply(body=rss(item("1", "Honest G7 news")))
    urls = {f"b{n}": server.url(f"/{name}", host=f"127.0.1.{n + 1}") for n, name in enumerate(bodies)}
    mill.sources(honest=server.url("/honest"), **urls)
    with mill.spawn("run", "--json") as process:
        out, err = process.communicate(timeout=300)

    assert 0 == process.returncode, err
    assert "Traceback" not in err
    report = json.loads(out)
    assert {one["code"] for one in report["failures"]} <= CODES
    assert "honest" not in {one["source"] for one in report["failures"]}
    assert len(bodies) * 0.5 < len(report["failures"]) <= len(bodies)
    assert {"Honest G7 news", "The honest G7 seed"} <= set(mill.titles("g7"))
    published = b"".join(unpacked(path) for path in (mill.folder / "feeds").rglob("*.*"))
    assert b"root:" not in published


@pytest.mark.parametrize(
    ("name", "limit", "code"), [("laughs", "1.0", 0), ("laughs", "0.4", 3), ("utf-16", "0.4", 0)]
)
def test_exit_code(mill: Mill, server: Loopback, name: str, limit: str, code: int) -> None:
    """One of two that failed is told by the exit code as `max_failed` says; the honest one is published."""
    config = (mill.folder / "config" / "feedmill.toml").read_text()
    mill.write("config/feedmill.toml", config.replace("max_failed = 1.0", f"max_failed = {limit}"))
    server.routes["/bad"] = Reply(body=BODIES[name])
    server.routes["/honest"] = Reply(body=rss(item("1", "Honest G7 news")))
    mill.sources(bad=server.url("/bad", host="127.0.0.2"), honest=server.url("/honest"))
    mill.in_processes = True
    answer = mill.do("run", "--json")

    assert code == answer.code, answer.err
    assert "Honest G7 news" in mill.titles("g7")


def test_control_without_the_count_a_flood_is_parsed(
    mill: Mill, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the count before all parsers that refuses a million comments: without it they are read."""
    server.routes["/bad"] = Reply(body=BODIES["comments"])
    mill.sources(bad=server.url("/bad"))
    (refused,) = mill.do("run", "--json").json["failures"]
    monkeypatch.setattr("feedmill.sources.guard.too_marked_up", lambda *_: None)
    mill.now = "2026-02-02T12:00:00Z"
    after = mill.do("run", "--json").json["failures"]

    assert "tags and references" in refused["message"]
    assert [refused["message"]] != [one["message"] for one in after]
