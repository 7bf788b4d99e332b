"""Old and loose forms of feeds are read on the fast path, as feedparser reads them."""

from __future__ import annotations

import pytest

from feedmill.model import Document, Parsed
from feedmill.sources import feed_xml
from feedmill.sources.fast_path import parse

XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
ITEM = "<item><title>One</title><link>https://x.example/1</link></item>"
ATOM_03 = f"""\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<feed version="0.3" xml:lang="de" xmlns="http://purl.org/atom/ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
<title mode="escaped" type="text/html">Blog &amp;amp; more</title>
<tagline mode="escaped" type="text/html">t</tagline>
<link rel="alternate" type="text/html" href="https://x.example/"/>
<link rel="service.post" type="application/atom+xml" href="https://x.example/post"/>
<modified>2005-11-12T17:03:26Z</modified>
<generator url="https://www.x.example/" version="5.15">x</generator>
<info mode="xml" type="text/html"><div {XHTML}>See <a href="https://x.example/help">help</a></div></info>
<author><name>Ann</name></author>
<entry>
<title mode="escaped" type="text/html">One</title><link rel="alternate" type="text/html" href="/1"/>
<id>tag:x.example,2005:1</id><author><name>Jo</name><email>jo@x.example</email></author>
<issued>2005-11-12T18:00:00+01:00</issued><modified>2005-11-12T17:03:26Z</modified>
<created>2005-11-12T17:00:00Z</created><dc:subject>news</dc:subject>
<summary type="text/plain">s</summary>
<content type="application/xhtml+xml" xml:space="preserve">
<div {XHTML}>One <b>bold</b> <i>word</i></div></content>
</entry>
<entry>
<title>Two</title><link rel="alternate" href="https://x.example/2"/>
<content type="text/html" mode="escaped">&lt;p&gt;escaped&lt;/p&gt;</content>
</entry>
<entry>
<title>Three &lt;b></title><content type="text/html" mode="xml"><p {XHTML}>naked <b>too</b></p> end</content>
</entry>
</feed>
"""
OLD = {
    "Atom 0.3": ATOM_03,
    "items beside the channel": f"""<rss version="0.92"><channel><title>t</title><link>https://x.example/</link>
    </channel><image><title>i</title><url>https://x.example/i.png</url></image>{ITEM}{ITEM}</rss>""",
    "a namespace of RSS": f"""<rss version="2.0" xmlns="http://backend.userland.com/rss2"><channel><title>t</title>
    {ITEM}<item xmlns=""><title>Two</title></item></channel></rss>""",
    "another namespace of RSS": f"""<rss version="2.0" xmlns="http://blogs.law.harvard.edu/tech/rss"><channel>
    <title>t</title>{ITEM}</channel></rss>""",
    "RSS 0.90": f"""<rdf:RDF {RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>t</title>
    <link>https://x.example/</link><description>d</description></channel>{ITEM}</rdf:RDF>""",
    "RSS 1.0 with Atom's namespace": f"""<rdf:RDF {RDF} xmlns="http://purl.org/rss/1.0/"
    xmlns:atom="http://www.w3.org/2005/Atom" xmlns:cc="http://web.resource.org/cc/"><channel rdf:about="c">
    <title>t</title><atom:link rel="hub" href="https://h.example/"/></channel>{ITEM}
    <cc:License rdf:about="l"><cc:permits rdf:resource="p"/></cc:License></rdf:RDF>""",
    "an author of Dublin Core": """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
    <title>t</title><item><title>One</title><dc:author>Jo</dc:author></item></channel></rss>""",
    "markup where text should be": """<rss version="2.0"><channel><title>A <b>feed</b></title>
    <description><p>d</p></description>
    <item><title>One &amp; <i class="x">two</i> &lt; 3</title>
    <description>Text <p>and <br/> markup</p> &amp;lt; more</description></item></channel></rss>""",
    "links in a part of an item": """<rss version="2.0" xmlns:x="urn:x"><channel><title>t</title><item>
    <title>One</title><x:more><link url="https://x.example/2"/><category>c</category>
    <enclosure url="https://x.example/a.mp3" type="audio/mpeg" length="1"/></x:more></item>
    </channel></rss>""",
}


@pytest.mark.parametrize("text", OLD.values(), ids=OLD)
def test_old_forms_are_read_fast(text: str) -> None:
    """What feedparser reads in them is read without it."""
    document = Document(name="https://harbour.example/feed.xml", body=text.encode())
    fast, slow = parse(document), feed_xml.parse(document)

    assert isinstance(fast, Parsed)
    assert fast.entries
    assert slow == fast


def test_markup_of_a_mended_document_is_not_believed() -> None:
    """Where tags had to be put straight, an element in a text may be the next one of the item."""
    text = "<rss><channel><item><description><p>a</description><guid>g</guid></item></channel></rss>"
    document = Document(name="https://harbour.example/feed.xml", body=text.encode())
    fast = parse(document)

    assert fast is None or "<p>" not in fast.entries[0].summary
