"""The fast path: what it refuses to judge, how it mends, and that nothing hurts it."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from feedmill.model import Document, Parsed
from feedmill.sources.fast_path import parse
from feedmill.sources.fast_tree import MAX_EQUALS, MAX_OPENINGS

ITEM = "<item><title>a</title><link>https://x.example/1</link></item>"
NAMES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:x="urn:x"'
)


def read(body: str | bytes, *, content_type: str = "", truncated: bool = False) -> Parsed | None:
    """Read *body* on the fast path."""
    raw = body.encode() if isinstance(body, str) else body
    document = Document(name="https://x.example/feed", body=raw, content_type=content_type)
    return parse(document, truncated=truncated)


def rss(items: str, before: str = "") -> str:
    """Give an RSS document of these items."""
    return f'{before}<rss version="2.0" {NAMES}><channel><title>t</title>{items}</channel></rss>'


def atom(entries: str, attributes: str = "") -> str:
    """Give an Atom document of these entries."""
    head = f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMES}{attributes}><title>t</title>'
    return f"{head}{entries}</feed>"


def titles(parsed: Parsed | None) -> list[str]:
    """Give the titles of the entries; it must have been read."""
    assert parsed is not None
    return [entry.title for entry in parsed.entries]


UNSURE = {
    "nothing": "",
    "white space": " \n ",
    "a page": "<!doctype html><title>x</title>",
    "a page in XHTML": '<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
    "XML of another kind": "<opml version='2.0'><head/><body/></opml>",
    "a feed of no namespace": "<feed><title>t</title><entry><title>a</title></entry></feed>",
    "Atom 0.3 and 1.0": '<feed xmlns="http://purl.org/atom/ns#" xmlns:a="http://www.w3.org/2005/Atom"/>',
    "two channels": "<rss version='2.0'><channel/><channel/></rss>",
    "a title beside the channel": "<rss version='2.0'><channel/><title>t</title></rss>",
    "no channel first": "<rss version='2.0'><x/><channel/></rss>",
    "RDF of another kind": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    "RDF with Atom": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:a="http://www.w3.org/2005/Atom" xmlns="http://purl.org/rss/1.0/"><channel/></rdf:RDF>',
    "RDF with more": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://purl.org/rss/1.0/"><channel/><title>x</title></rdf:RDF>',
    "Channel Definition Format": '<rss version="2.0"><channel href="x"><title>t</title></channel></rss>',
    "an item with a link of its own": rss("<item href='x'><title>a</title></item>"),
    "an item in an item": rss(f"<item><title>a</title>{ITEM}</item>"),
    "a drawing in a title": rss("<item><title>a <svg/></title></item>"),
    "foreign markup in a title": rss("<item><title>a <x:b/></title></item>"),
    "a box in HTML": atom("<entry><content type='html'><div>a</div></content></entry>"),
    "markup in HTML with a base": atom(
        "<entry><content type='html' xml:base='https://y.example/'><p>a</p></content></entry>"
    ),
    "markup that is no XHTML": atom("<entry><content type='xhtml'><p>a</p></content></entry>"),
    "a drawing in XHTML": atom(
        "<entry><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><svg/></div></content></entry>"
    ),
    "an encoded picture": atom("<entry><content type='image/png'>QUJD</content></entry>"),
    "a mode": atom("<entry><content mode='base64'>YQ==</content></entry>"),
    "a relative base": atom("<entry><title>a</title></entry>", ' xml:base="/x/"'),
    "a base on a link": atom("<entry><link xml:base='https://y.example/' href='a'/></entry>"),
    "a picture with an odd part": rss("<item><image><description>a</description></image></item>"),
    "a title of nobody's": rss("<item><title xmlns='urn:x'>a</title></item>"),
    "a second author without a name": atom(
        "<entry><author><name>a</name></author><author><email>b@x.example</email></author></entry>"
    ),
    "text between parts of an author": atom("<entry><author>a<name>b</name></author></entry>"),
    "parts of an author's name": atom("<entry><author><name>b<i/></name></author></entry>"),
    "a captioned prefix": rss("<item><m:description xmlns:m='http://search.yahoo.com/mrss/'>a</m:description></item>"),
    "names of feedparser's own": rss("<item><links>a</links></item>"),
    "a source in a channel": rss("<source><title>a</title></source>"),
    "a title in an unknown part": rss("<x><title>a</title></x>"),
    "an item in a deep part": rss(f"<item>{'<a>' * 30}{'</a>' * 30}</item>"),
    "deep XHTML": atom(
        "<entry><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
        + "<b>" * 100 + "</b>" * 100 + "</div></content></entry>"
    ),
    "foreign attributes in XHTML": atom(
        "<entry><content type='xhtml'><p xmlns='http://www.w3.org/1999/xhtml' x:y='z'/></content></entry>"
    ),
    "a base on a link of the channel": rss("<link xml:base='https://y.example/'>a</link>"),
    "an odd part of a picture": rss("<image><guid/></image>"),
    "a cover with parts": rss("<itunes:image href='a'><b/></itunes:image>"),
    "a feed of somebody else's": atom("<managingEditor>a</managingEditor>"),
    "a link with parts in a part of an item": rss("<item><x:a><link href='a'><x:b/></link></x:a></item>"),
    "a title in a part of an item": rss("<item><x:a><title>b</title></x:a></item>"),
    "a base on a guid": rss("<item><guid xml:base='https://y.example/'>a</guid></item>"),
    "an enclosure with parts": rss("<item><enclosure url='a'><b/></enclosure></item>"),
    "a thumbnail with text": rss("<item><media:thumbnail>a</media:thumbnail></item>"),
    "an item's cover with parts": rss("<item><itunes:image href='a'><b/></itunes:image></item>"),
    "a podcast's label with text": rss("<item><itunes:category text='a'>b</itunes:category></item>"),
    "rights with parts": rss("<item><rights><b/></rights></item>"),
    "an address under another name": rss(
        "<item><d:creator xmlns:d='http://purl.org/dc/elements/1.1/'>a@b.example</d:creator></item>"
    ),
    "an odd part of an author": atom("<entry><author><name>a</name><title>b</title></author></entry>"),
    "a source with a base": atom("<entry><source xml:base='https://y.example/'/></entry>"),
    "an odd part of a source": atom("<entry><source><entry/></source></entry>"),
    "a source's link without an address": atom("<entry><source><link>a</link></source></entry>"),
    "a source's author's address": atom("<entry><source><author><uri>a</uri></author></source></entry>"),
    "more items than fit": rss("<item/>" * 20_001),
    "nothing whole": rss("")[:-20],
    "entities that write out": rss(ITEM, '<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "c">]>'),
    "UTF-16 that breaks off": b"\xff\xfe<\0r",
}  # fmt: skip


@pytest.mark.parametrize("body", UNSURE.values(), ids=UNSURE)
def test_what_has_no_exact_rule_is_left(body: str | bytes) -> None:
    """Where feedparser would do what is not done here, the fast path does not guess."""
    assert read(body) is None


def test_a_whole_document_is_whole() -> None:
    """A well-formed document is not partial, cut on its way it is."""
    whole, cut = read(rss(ITEM)), read(rss(ITEM), truncated=True)

    assert whole is not None
    assert cut is not None
    assert not whole.partial
    assert cut.partial
    assert whole.entries == cut.entries


def test_nothing_of_a_cut_document_is_no_answer() -> None:
    """A document without items that was cut on its way is left to the reader that says so."""
    assert read(rss(""), truncated=True) is None
    assert read(rss("")) is not None


MENDED = {
    "undefined entity": rss("<item><title>caf&eacute;&nbsp;&nope;</title></item>"),
    "bare ampersand": rss("<item><title>AT&T</title></item>"),
    "control character": rss("<item><title>a\x0bb</title></item>"),
    "bad UTF-8": rss("<item><title>@</title></item>").encode().replace(b"@", b"caf\xe9"),
    "mismatched tag": rss("<item><title>a</titel></item>"),
    "end tag of nothing": rss("<item><title>a</title></p></item>"),
    "unquoted attribute": rss("<item><media:thumbnail url=http://x.example/a.jpg width=3 /></item>"),
    "missing end": rss(ITEM).removesuffix("</channel></rss>"),
    "cut in an item": rss(ITEM + ITEM)[:-40],
    "undeclared prefix": "<rss version='2.0'><channel><item><dc:title>a</dc:title></item></channel></rss>",
    "junk before": "Warning: x on line 3\n<?xml version='1.0'?>" + rss(ITEM),
    "junk behind": rss(ITEM) + "<br/> took 3 ms",
    "less than": rss("<item><title>1 < 2</title></item>"),
}  # fmt: skip


@pytest.mark.parametrize("body", MENDED.values(), ids=MENDED)
def test_malformed_documents_are_mended(body: str | bytes) -> None:
    """A malformed document is read without feedparser, and marked partial."""
    parsed = read(body)

    assert parsed is not None
    assert parsed.partial
    assert 1 == len(parsed.entries)


def test_white_space_before_is_no_fault() -> None:
    """White space before the XML declaration does no harm, as it does none to feedparser's reader."""
    parsed = read("\n\n <?xml version='1.0'?>" + rss(ITEM))

    assert parsed is not None
    assert not parsed.partial


def test_a_document_type_is_no_fault() -> None:
    """A document type declaration, and harmless entities of it, are read and leave the document whole."""
    parsed = read(rss("<item><title>&a;</title></item>", '<!DOCTYPE rss [<!ENTITY a "b">]>'))

    assert ["b"] == titles(parsed)
    assert parsed is not None
    assert not parsed.partial


def test_a_late_document_type_is_seen() -> None:
    """A document type declaration behind a long comment is not taken for nothing."""
    parsed = read(
        rss("<item><title>&a;</title></item>", f'<!--{"x" * 9000}--><!DOCTYPE rss [<!ENTITY a "b">]>')
    )

    assert parsed is None or ["b"] != titles(parsed)


def test_labels_of_encodings_are_heard() -> None:
    """A charset from outside, or a declared encoding, is used; bytes that are UTF-8 stay that."""
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?>' + rss("<item><title>café</title></item>")

    assert ["café"] == titles(read(latin.encode("latin-1")))
    assert ["café"] == titles(read(latin))
    assert ["Привет"] == titles(
        read(
            rss("<item><title>Привет</title></item>").encode("koi8-r"),
            content_type="text/xml; charset='KOI8-R'",
        )
    )


def test_text_is_put_right() -> None:
    """Text encoded twice and characters of Windows-1252 become what they were meant to be."""
    entry = "<item><title>CafÃ© &#146;s</title><category>Ã¼</category></item>"

    assert ["Café ’s"] != titles(read(rss(entry)))
    assert ["CafÃ© ’s"] == titles(read(rss(entry)))
    assert ["ü"] == titles(read(rss("<item><title>Ã¼</title></item>")))


MANY = " ".join(f'a{number}="1"' for number in range(40_000))
HOSTILE = {
    "chained entities": rss(
        ITEM, "<!DOCTYPE r [" + "".join(f'<!ENTITY a{i} "&a{i + 1};">' for i in range(25_000)) + "]>"
    ),
    "entities of entities": rss(
        "<item><title a='&a9;'>&a9;</title></item>",
        f"<!--{'x' * 5000}--><!DOCTYPE r [<!ENTITY a0 'lol'>"
        + "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9)) + "]>",
    ),
    "attributes": rss(f"<item {MANY}/>"),
    "attributes of media": rss(f"<item><media:content {MANY}/></item>"),
    "attributes of a caption": rss(f"<item><media:description {MANY}>x</media:description></item>"),
    "attributes of a title": atom(f"<entry><title type='text' {MANY}>x</title></entry>"),
    "attributes of XHTML": atom(
        f"<entry><content type='xhtml'><b xmlns='http://www.w3.org/1999/xhtml' {MANY}/></content></entry>"
    ),
    "attributes of naked markup": rss(f"<item><description><b {MANY}/></description></item>"),
    "naked markup": rss("<item><description>" + "<b>x</b>" * 100_000 + "</description></item>"),
    "naked boxes": rss("<item><title>a" + "<b><div/></b>" * 50_000 + "</title></item>"),
    "items beside the channel": "<rss><channel><title>t</title></channel>" + "<item/>" * 100_000 + "</rss>",
    "pictures beside the channel": "<rss><channel/>" + "<image><url>a</url></image>" * 50_000 + "</rss>",
    "links in a part": rss("<item><x:a>" + "<link>https://x.example/</link>" * 20_000 + "</x:a></item>"),
    "an old feed's notice": f'<feed xmlns="http://purl.org/atom/ns#"><info>{"<b/>" * 150_000}</info></feed>',
    "more attributes than fit": rss("<item " + " ".join(f'a{i}=""' for i in range(MAX_EQUALS + 1)) + "/>"),
    "more elements than fit": rss("<a b=''/>" * (MAX_OPENINGS + 1)),
    "namespaces": rss("<item>" + "".join(f'<a{i}:x xmlns:a{i}="u:{i}"/>' for i in range(40_000)) + "</item>"),
    "tags of many names": rss("<item>" + "".join(f"<x{i}/>" for i in range(100_000)) + "</item>"),
    "depth": rss("<a>" * 1_000_000),
    "one long attribute": rss(f'<item a="{"x" * 9_000_000}"/>'),
    "one long text": rss(f"<item><title>{'x' * 9_000_000}</title></item>"),
    "one long name": rss(f"<{'a' * 3_000_000}/>"),
    "items": rss(ITEM * 100_000),
    "authors": rss("<item>" + "".join(f"<author>a{i}</author>" for i in range(50_000)) + "</item>"),
    "links": atom("<entry>" + "".join(f'<link href="{i}"/>' for i in range(50_000)) + "</entry>"),
    "enclosures": rss("<item>" + "".join(f'<enclosure url="{i}"/>' for i in range(50_000)) + "</item>"),
    "labels": rss("<item>" + "".join(f'<category domain="a{i}"/>' for i in range(50_000)) + "</item>"),
    "keywords": rss(f"<item><media:keywords>{','.join(map(str, range(500_000)))}</media:keywords></item>"),
    "XHTML": atom(
        "<entry><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
        + "<b>x</b>" * 100_000 + "</div></content></entry>"
    ),
    "white space": atom(f'<entry><content type="xhtml">{chr(10) * 1_000_000}x</content></entry>'),
    "open brackets": rss("<" * 300_000),
    "open comments": rss("<!--" * 300_000),
    "open CDATA": rss("<![CDATA[" * 100_000),
    "open tags": rss("<item><title " * 100_000),
    "open quotes": rss('<a b="' * 100_000),
    "open items": rss("<item><title>x" * 100_000),
    "doctypes": "<!DOCTYPE rss [" * 100_000,
    "ampersands": rss(f"<item><title>{'&' * 3_000_000}</title></item>"),
    "references": rss(f"<item><title>{'#&#' * 1_000_000}</title></item>"),
    "end tags": rss("</a>" * 100_000),
    "bare attributes": rss("<item " + "a " * 1_000_000 + "/>"),
    "space in a tag": rss("<item " + " " * 3_000_000 + "x"),
    "queries": rss("<item><link>https://x" + "/?#" * 1_000_000 + "</link></item>"),
    "tags in a title": rss("<item><title>" + "&lt;/b&gt;" * 300_000 + "</title></item>"),
    "text encoded twice": rss("<item><title>" + "Ã©" * 1_000_000 + "</title></item>"),
    "words of a root": "<feed " + "x" * 3_000_000,
    "declarations": "<?xml " * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents_cost_little(body: str) -> None:
    """What kills or stalls other readers is read or left within a second or two."""
    before = time.process_time()
    answer = read(body)

    assert answer is None or isinstance(answer, Parsed)
    assert time.process_time() - before < 4


def test_hostile_documents_take_little_memory() -> None:
    """What Python holds while references are mended is bounded."""
    tracemalloc.start()
    read(HOSTILE["ampersands"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 64_000_000
