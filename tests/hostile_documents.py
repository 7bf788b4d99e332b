"""
Hostile documents, made on the spot from a number: bombs, depths, odd encodings, scripts, garbage.

Nothing here knows Feedmill. The same number gives the same document; families follow one another, so that
any run of numbers holds all of them.
"""

from __future__ import annotations

import itertools
import json
import os
import random
from collections.abc import Callable
from pathlib import Path

__all__ = ["ENCODINGS", "LONG", "VECTORS", "document", "feed"]

#: The long form of the suites (`make hostile`) multiplies cases.
LONG = os.environ.get("HOSTILE") == "long"

SERVED = sorted((Path(__file__).parent / "data" / "served").iterdir())

#: Labels that XML declarations bear, honest and not (T7).
ENCODINGS = (
    "utf-8",
    "UTF8",
    "utf-16",
    "utf-16le",
    "utf-16be",
    "utf-32",
    "utf-7",
    "iso-8859-1",
    "latin1",
    "iso-8859-2",
    "iso-8859-15",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "koi8-r",
    "koi8-u",
    "shift_jis",
    "euc-jp",
    "iso-2022-jp",
    "gb2312",
    "gbk",
    "gb18030",
    "big5",
    "euc-kr",
    "macintosh",
    "cp037",
    "cp500",
    "ebcdic-cp-us",
    "punycode",
    "idna",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "mbcs",
    "oem",
    "rot13",
    "base64",
    "hex",
    "zlib",
    "bz2",
    "uu",
    "quopri",
    "ascii",
    "us-ascii",
    "x-user-defined",
    "none",
    "",
    " ",
    "\u00fc",
    "a" * 5000,
)

_HANDLERS = (
    "onerror",
    "onload",
    "onclick",
    "onmouseover",
    "onfocus",
    "ontoggle",
    "onbegin",
    "onanimationstart",
)
_TAGS = (
    "img src=x",
    "svg",
    "body",
    "input autofocus",
    "details open",
    "video src=x",
    "audio src=x",
    "iframe",
    "a",
)
_SCHEMES = (
    "javascript:",
    "JaVaScRiPt:",
    "java\tscript:",
    "&#1;javascript:",
    "vbscript:",
    "data:text/html,",
    "jav&#x0A;ascript:",
)
_HOLDERS = (
    '<a href="{}alert(1)">x</a>',
    '<img src="{}alert(1)">',
    '<form action="{}alert(1)"><button>x</button></form>',
    '<iframe src="{}alert(1)"></iframe>',
    '<object data="{}alert(1)"></object>',
    '<embed src="{}alert(1)">',
    '<svg><a xlink:href="{}alert(1)"><text>x</text></a></svg>',
    '<math href="{}alert(1)">x</math>',
    '<video poster="{}alert(1)"></video>',
    '<blockquote cite="{}alert(1)">x</blockquote>',
)
_WRAPS = (
    "{}",
    "<!-->{}-->",
    "<!--!>{}--!>",
    "<![CDATA[{}]]>",
    "<noscript><p title='</noscript>{}'>",
    "<math><style>{}</style></math>",
    "<svg><style><img title='</style>{}'></style></svg>",
    "<select><template>{}</template></select>",
)
#: HTML that would run in a browser (T9); each is its own.
VECTORS = tuple(
    wrap.format(vector)
    for wrap in _WRAPS
    for vector in (
        *(f"<{tag} {handler}=alert(1)>" for tag, handler in itertools.product(_TAGS, _HANDLERS)),
        *(holder.format(scheme) for holder, scheme in itertools.product(_HOLDERS, _SCHEMES)),
        "<script>alert(1)</script>",
    )
)


def feed(*items: str, before: str = "", label: str = "") -> bytes:
    """Write an RSS document around items."""
    declared = f'<?xml version="1.0" encoding="{label}"?>' if label else ""
    return (
        f'{declared}{before}<rss version="2.0"><channel><title>t</title><link>https://bad.example/</link>'
        f"{''.join(items)}</channel></rss>"
    ).encode()


def document(number: int) -> bytes:
    """Give hostile document *number*."""
    chance = random.Random(number)
    return _FAMILIES[number % len(_FAMILIES)](chance)


def _item(inner: str) -> str:
    return f"<item><guid>1</guid><title>t</title><link>https://bad.example/1</link>{inner}</item>"


def _entities(chance: random.Random) -> bytes:
    count = chance.choice((10, 5_000, 25_000))
    chain = "".join(f'<!ENTITY a{i} "&a{i + 1};">' for i in range(count))
    return feed(_item("<description>&a0;</description>"), before=f"<!DOCTYPE rss [{chain}]>")


def _laughs(chance: random.Random) -> bytes:
    width = chance.choice((5, 10, 30))
    lines = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * width}">' for i in range(1, 10))
    return feed(
        _item("<description>&l9;</description>"), before=f'<!DOCTYPE rss [<!ENTITY l0 "lol">{lines}]>'
    )


def _outside(chance: random.Random) -> bytes:
    where = chance.choice(("file:///etc/passwd", "http://127.0.0.1:9/x", "/etc/passwd", "expect://id"))
    kind = chance.choice(
        (
            f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{where}">]>',
            f'<!DOCTYPE rss SYSTEM "{where}">',
            f'<!DOCTYPE rss [<!ENTITY % p SYSTEM "{where}"> %p;]>',
        )
    )
    return feed(_item("<description>&x;</description>"), before=kind)


def _deep(chance: random.Random) -> bytes:
    tag = chance.choice(("a", "item", "div", "x:y"))
    return feed(f"<{tag}>" * chance.choice((300, 10_000, 300_000)))


def _attributes(chance: random.Random) -> bytes:
    count = chance.choice((100, 5_000, 40_000, 100_000))
    return feed("<item " + " ".join(f'a{i}="1"' for i in range(count)) + "/>")


def _many(chance: random.Random) -> bytes:
    inner = chance.choice(
        ("<category>c</category>", "<author>a</author>", '<enclosure url="x"/>', "<p/>", "<guid>g</guid>")
    )
    return feed(_item(inner * chance.choice((100, 20_000, 60_000))))


def _nested_html(chance: random.Random) -> bytes:
    tag = chance.choice(
        ("div", "b", "table", "dl><dt", "ul><li", "span", "blockquote", "a href=x", "p", "font")
    )
    return feed(
        _item(f"<description><![CDATA[{f'<{tag}>' * chance.choice((300, 10_000, 100_000))}x]]></description>")
    )


def _encoded(chance: random.Random) -> bytes:
    body = feed(_item("<description>Grüße</description>"), label=chance.choice(ENCODINGS))
    return chance.choice((b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\0\0\xfe\xff")) + body


def _json(chance: random.Random) -> bytes:
    version = '{"version":"https://jsonfeed.org/version/1.1","title":"t","items":'
    return chance.choice(
        (
            version + "[" * 100_000,
            version + '[{"id":' + "9" * 50_000 + "}]}",
            version + "[NaN,Infinity,-0]}",
            version + '[{"id":"1","id":"2","content_html":"\\ud800"}]}',
            version + '{"a":' * 50_000,
            version + "null}",
            version
            + json.dumps([{"id": [1], "url": {}, "tags": "x", "authors": 7, "date_published": [[]]}])
            + "}",
            version + json.dumps([{"id": "1", "content_html": chance.choice(VECTORS)}]) + "}",
        )
    ).encode()


def _dated(chance: random.Random) -> bytes:
    date = chance.choice(
        (
            "Mon, 01 Jan 9999 00:00:00 GMT",
            "-0001-01-01",
            "1767261600",
            "9" * 20,
            "0000-00-00",
            "now",
            "P1Y",
            "Thu, 01 Jan 1970 00:00:00 -9999",
            "2026-02-30T25:61:61Z",
            "31/31/31",
            "\u0661\u0662",
            "9" * 10_000,
        )
    )
    return feed(_item(f"<pubDate>{date}</pubDate><description>d</description>"))


def _scripted(chance: random.Random) -> bytes:
    vector = chance.choice(VECTORS).replace("]]>", "]] >")
    field = chance.choice(("title", "description", "author", "category", "link", "guid", "comments"))
    return feed(_item(f"<{field}><![CDATA[{vector}]]></{field}>"))


def _garbage(chance: random.Random) -> bytes:
    return chance.randbytes(chance.choice((1, 100, 100_000)))


def _mutated(chance: random.Random) -> bytes:
    body = bytearray(chance.choice(SERVED).read_bytes())
    for _ in range(chance.randint(1, 30)):
        place = chance.randrange(len(body))
        match chance.randrange(4):
            case 0:
                body[place] = chance.randrange(256)
            case 1:
                del body[place : place + chance.randint(1, 200)]
            case 2:
                body[place:place] = chance.choice(
                    (b"<", b"&", b"]]>", b"<!--", b"\0", b"\xff\xfe", b"<![CDATA[")
                )
            case _:
                body += body[place : place + chance.randint(1, 2000)]
        body = body or bytearray(b" ")
    return bytes(body)


_FAMILIES: tuple[Callable[[random.Random], bytes], ...] = (
    _entities,
    _laughs,
    _outside,
    _deep,
    _attributes,
    _many,
    _nested_html,
    _encoded,
    _json,
    _dated,
    _scripted,
    _garbage,
    _mutated,
    _mutated,
    _mutated,
    _scripted,
)
