"""T1, T6, T12: what is written in a document or a list fetches nothing, whatever it names."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from feedmill.settings import import_sources
from hostile_net.attackers import Canary
from installation import TOPICS, Mill, unpacked
from loopback import Loopback, Reply

Record = Callable[[str, object], None]

#: Markup that makes a browser, or a careless parser, fetch {}.
MARKUP = """
<img src="{}"> <img srcset="{} 2x"> <picture><source srcset="{}"></picture> <iframe src="{}"></iframe>
<script src="{}"></script> <link rel="stylesheet" href="{}"> <link rel="preload" href="{}" as="script">
<object data="{}"></object> <embed src="{}"> <video src="{}" poster="{}"></video> <audio src="{}"></audio>
<style>@import url({});</style> <p style="background:url({})">x</p> <svg><use href="{}#x"/></svg>
<svg><image xlink:href="{}"/></svg> <meta http-equiv="refresh" content="0;url={}"> <base href="{}">
<form action="{}"><input type="image" src="{}"></form> <a href="{}" ping="{}">x</a> <body background="{}">
<blockquote cite="{}">The G7 meets.</blockquote> <math href="{}"></math> <applet code="{}"></applet>
"""

DOCTYPES = {
    "none": "",
    "external subset": '<!DOCTYPE rss SYSTEM "{}">',
    "public subset": '<!DOCTYPE rss PUBLIC "-//x" "{}">',
    "external entity": '<!DOCTYPE rss [<!ENTITY e SYSTEM "{}">]>',
    "parameter entity": '<!DOCTYPE rss [<!ENTITY % p SYSTEM "{}"> %p;]>',
    "unparsed entity": '<!DOCTYPE rss [<!NOTATION n SYSTEM "{}"><!ENTITY e SYSTEM "{}" NDATA n>]>',
    "of a file": '<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
}

RSS = """<?xml version="1.0"?>
<?xml-stylesheet type="text/xsl" href="{0}"?>
{1}
<rss version="2.0" xmlns:xi="http://www.w3.org/2001/XInclude" xmlns:a="http://www.w3.org/2005/Atom"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{0} {0}" xml:base="{0}">
<channel><title>T</title><link>{0}</link><description>d</description><docs>{0}</docs>
<image><url>{0}</url><link>{0}</link><title>t</title></image>
<cloud domain="127.0.0.1" port="{3}" path="/" registerProcedure="" protocol="http-post"/>
<textInput><link>{0}</link><name>n</name><title>t</title><description>d</description></textInput>
<a:link rel="self" href="{0}"/><a:link rel="hub" href="{0}"/><a:icon>{0}</a:icon><itunes:image href="{0}"/>
<xi:include href="{0}"/><xi:include href="{0}" parse="text"/>
<item><guid>{0}</guid><title>The G7 meets</title><link>{0}</link><comments>{0}</comments>
<source url="{0}">s</source><enclosure url="{0}" length="1" type="audio/mpeg"/>
<media:content url="{0}"/><media:thumbnail url="{0}"/><a:link rel="enclosure" href="{0}"/>
<a:link rel="replies" href="{0}"/><a:content type="text/html" src="{0}"/><itunes:image href="{0}"/>
<description>{2} &e;</description></item></channel></rss>
"""


def json_feed(url: str) -> bytes:
    """Name *url* wherever JSON Feed 1.1 has a URL."""
    item = {
        "id": url,
        "url": url,
        "external_url": url,
        "title": "The G7 meets",
        "content_html": MARKUP.replace("{}", url),
        "image": url,
        "banner_image": url,
        "authors": [{"url": url, "avatar": url}],
        "attachments": [{"url": url, "mime_type": "audio/mpeg"}],
    }
    head = dict.fromkeys(("home_page_url", "feed_url", "icon", "favicon", "user_comment"), url)
    hubs = [{"type": "WebSub", "url": url}]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "T", "hubs": hubs, "items": [item], **head}
    ).encode()


def documents(canary: Canary) -> dict[str, bytes]:
    """Give documents by name, each leading to the canary wherever it can lead anywhere."""
    url = f"http://127.0.0.1:{canary.port}/x"
    markup = MARKUP.replace("{}", url)
    made = {
        name: RSS.format(url, doctype.replace("{}", url), escape(markup), canary.port).encode()
        for name, doctype in DOCTYPES.items()
    }
    made["broken"] = made["none"].replace(b"</item>", b"")
    made["page"] = f"<!DOCTYPE html><title>x</title><link rel=alternate href='{url}'>{markup}".encode()
    made["json"] = json_feed(url)
    for name in ("path", "address"):
        # What a parser that is given text takes for the name of a document.
        made[name] = {"path": b"/etc/passwd", "address": url.encode()}[name]
    return made


SEED = """---
title: The G7 meets
url: {0}
image: {0}
---
![x]({0}) [x]: {0} <{0}>

{1}
"""


@pytest.mark.parametrize("in_processes", [False, True])
def test_documents_fetch_nothing(
    canary: Canary,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    in_processes: bool,
    record_property: Record,
) -> None:
    """Neither feeds nor seeds, read and published, with the canary inside what may be asked."""
    mill = Mill(folder=tmp_path, capture=capsys, in_processes=in_processes)
    url = f"http://127.0.0.1:{canary.port}/x"
    made = documents(canary)
    with Loopback("127.0.0.77") as server:
        server.routes.update({f"/{number}": Reply(body=body) for number, body in enumerate(made.values())})
        mill.sources(**{f"s{number}": server.url(f"/{number}") for number in range(len(made))})
        mill.write("config/feedmill.toml", '[fetch]\nallow_private = ["127.0.0.0/8"]\n')
        mill.write("config/topics.toml", TOPICS)
        seed = SEED.format(url, MARKUP.replace("{}", url))
        mill.write("seeds/a.md", seed)
        mill.write("seeds/b.html", f"<title>The G7 meets again</title>{seed}")
        report = mill.do("run", "--json").json
        asked = sorted(server.targets)
    record_property("inputs", len(made) + 2)

    assert sorted(f"/{number}" for number in range(len(made))) == asked
    assert (0, b"") == (canary.visits, canary.heard)
    # What can be read is: it was not for want of reading that nothing was fetched.
    assert report["entries"]["new"] >= 5
    assert b"root:" not in b"".join(unpacked(path) for path in (tmp_path / "feeds").rglob("*.*"))


def test_imported_lists_fetch_nothing(canary: Canary, tmp_path: Path, record_property: Record) -> None:
    """Neither the outlines nor the document type of an OPML file leads anywhere at import."""
    config = tmp_path / "config" / "sources.toml"
    config.parent.mkdir()
    config.write_text("[sources.seeds]\nkind = 'seed'\npath = 'seeds'\n")
    url = f"http://127.0.0.1:{canary.port}/x"
    for number, doctype in enumerate(DOCTYPES.values()):
        head = f'<?xml version="1.0"?>{doctype.replace("{}", url).replace("DOCTYPE rss", "DOCTYPE opml")}'
        outline = f'<outline type="rss" text="t" htmlUrl="{url}" xmlUrl="{url}?{number}"/>'
        listed = f'<outline type="include" url="{url}"/><outline type="link" url="{url}"/>{outline}'
        xml = f'{head}<opml version="2.0" xml:base="{url}"><body>{listed}</body></opml>'
        import_sources(tmp_path, xml.encode())
    record_property("inputs", len(DOCTYPES))

    assert len(DOCTYPES) == config.read_text().count(url)
    assert (0, b"") == (canary.visits, canary.heard)


def test_control_the_canary_is_within_reach(
    canary: Canary, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same mill does reach it where a source names it."""
    mill = Mill(folder=tmp_path, capture=capsys)
    mill.sources(one=f"http://127.0.0.1:{canary.port}/x")
    mill.write("config/feedmill.toml", '[fetch]\nallow_private = ["127.0.0.0/8"]\ntimeout = "2s"\n')
    mill.write("config/topics.toml", TOPICS)
    mill.do("run")

    assert canary.heard.startswith(b"GET /x ")
