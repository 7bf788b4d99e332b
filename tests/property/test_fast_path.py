"""
Whatever a well-formed feed holds, in whatever order, the fast path gives what feedparser gives.

Documents are made of templates, each an element in one of the forms that publishers write; words in
braces are drawn. What is left out because it is known to differ stands in the table of
`tests/unit/sources/test_sources_fast_parity.py`.
"""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedmill.model import Document, Parsed, ParseError
from feedmill.sources import feed_xml
from feedmill.sources.fast_path import parse

ADDRESS = "https://harbour.example/feed.xml"
NAMESPACES = """
    xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
    xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
    xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
    xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:thr="http://purl.org/syndication/thread/1.0"
    xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:georss="http://www.georss.org/georss"
    xmlns:cc="http://web.resource.org/cc/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:x="urn:x"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
"""

#: What a word in braces may be.
WORDS = {
    "text": [
        "plain words", "Fish &amp; chips", "&lt;b&gt;Bold&lt;/b&gt; move", "1 &lt; 2", "", "  ",
        "\n  spaced\n ",
        "<![CDATA[<p>cdata &amp; more</p>]]>", "<![CDATA[a]]><![CDATA[b]]>", "<![CDATA[ ]]> c",
        "Ünïcode – “q”",
        "caf&#233;", "it&#146;s", "Ã¼ber", "Ã&#169;t", "Q&amp;amp;A", "&lt;foo&gt;x&lt;/foo&gt;",
        "a<!-- c -->b",
        "x<?pi y?>z", "日本語", "&#160;nb&#160;", "&#8217;s &amp;#8217;s",
    ],
    "url": [
        "https://x.example/1", "https://x.example/2", "http://y.example/a?b=1&amp;c=2", "/relative",
        "rel.html",
        "https://x.example/1;", "https://x.example/?", "https://x.example/a#b", "HTTP://X.example/", "",
        "https://é.example/ö", "  https://x.example/sp  ", "mailto:a@b.example", "http:////x.example//a",
        "tag:x,2026:1", "//cdn.example/x.jpg", "https://x.example/a b", "javascript:alert(1)",
        "https://x.example/1?a=1&amp;amp;b=2", "https://x.example/1?x;y=1",
    ],
    "name": ["Jo Kay", "jo@x.example (Jo)", "jo@x.example", "", "<![CDATA[By <b>Jo</b>]]>", "Jo, Ann",
    "Ünal"],
    "date": ["Mon, 05 Jan 2026 08:30:00 +0200", "2026-01-05T08:30:00Z", "", "yesterday"],
    "lang": ["", "", "", ' xml:lang="de"', ' xml:lang="en_US"', ' xml:lang=""', ' lang="fr"'],
    "kind": ["", "", ' type="html"', ' type="text"', ' type="text/html"', ' type="HTML"', ' type="plain"'],
    "rel": [
        "", "", ' rel="alternate"', ' rel="self"', ' rel="enclosure"', ' rel="related"', ' rel="Alternate"',
        ' rel="http://www.iana.org/assignments/relation/alternate"', ' rel="next"', ' rel="replies"',
        ' rel=""',
    ],
    "form": [
        "", "", ' type="text/html"', ' type="audio/mpeg"', ' type="Image/PNG"',
        ' type="application/xhtml+xml"',
        ' type="html"', ' type="application/pdf"',
    ],
    "medium": [
        "", ' medium="image"', ' type="image/png"', ' type="video/mp4"', ' type="VIDEO/MP4"',
        ' medium="video"',
    ],
    "size": ["", ' width="90"', ' width="700"', ' fileSize="99"', ' length="5"', ' length="-1"',
    ' width="x"'],
    "lasting": ["", ' isPermaLink="false"', ' isPermaLink="true"', ' ispermalink="false"',
    ' isPermaLink="True"'],
    "label": [
        "", "", ' domain="d"', ' term="T"', ' term="T" label="L"', ' label="L"', ' scheme="s" term="U"',
        ' term=""',
    ],
    "xhtml": [
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>Hi <a href="x?a&amp;b">l</a> <b>b</b> <i/></p></div>',
        '<div xmlns="http://www.w3.org/1999/xhtml"><img ALT="&quot;" src="x"/><br/> é &lt; &amp;</div>',
        '<h:div xmlns:h="http://www.w3.org/1999/xhtml">pre<h:p class="c" xml:lang="fr">é</h:p></h:div>',
        '\n <div xmlns="http://www.w3.org/1999/xhtml" class="k">\n<p>a</p>\n<p>b</p></div>\n',
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>1</p></div><b xmlns="http://www.w3.org/1999/xhtml">2</b>',
        "text &lt;only&gt;",
        'x <b xmlns="http://www.w3.org/1999/xhtml">y</b>',
    ],
    "inner": [
        "", "", "<media:title{kind}>{text}</media:title>", '<media:thumbnail url="{url}" width="1"/>',
        "<media:description>{text}</media:description>", '<media:credit role="a">Z</media:credit>',
        "<media:keywords>a, b ,c</media:keywords>", "<media:category{label}>{text}</media:category>",
        '<media:community><media:starRating count="1"/></media:community>',
        '<media:thumbnail url="{url}"/><media:title>{text}</media:title>',
    ],
    "person": [
        "<name>{name}</name>", "<email>a@b.example</email>", "<uri>{url}</uri><name>{name}</name>", "",
        "<name>{name}</name>\n<email>a@b.example</email>\n<uri>{url}</uri>",
        "<name>{name}</name><x:y>z</x:y>",
    ],
    "origin": [
        "", "<id>{url}</id><title>{text}</title>", '<title{kind}>{text}</title><link href="{url}"{rel}/>',
        '<link href="{url}"/><link href="{url}" rel="self"/><updated>{date}</updated>',
        "<author><name>{name}</name></author><subtitle>s</subtitle><title>{text}</title>",
    ],
}  # fmt: skip

COMMON = [
    "<title{kind}{lang}{base}>{text}</title>", "<title>{text}</title>", '<link href="{url}"{rel}{form}/>',
    '<atom:link href="{url}"{rel}/>', "<link{rel}>{url}</link>",
    "<dc:date>{date}</dc:date>", "<category{label}>{text}</category>", "<dc:subject>{text}</dc:subject>",
    '<media:content url="{url}"{medium}{size}>{inner}</media:content>',
    '<media:group><media:content url="{url}"{medium}/>{inner}{inner}</media:group>',
    '<media:thumbnail url="{url}" height="5"/>', "<media:title{kind}>{text}</media:title>",
    "<media:description{kind}>{text}</media:description>", "<media:category{label}>{text}</media:category>",
    "<slash:comments>3</slash:comments>", "<wfw:commentRss>{url}</wfw:commentRss>",
    '<thr:in-reply-to ref="a" href="b"/>', "<georss:point>1 2</georss:point>",
    "<x:unknown>{text}</x:unknown>",
    "<x:wrap><x:title>no</x:title><x:inner a='1'>z</x:inner></x:wrap>",
    '<x:wrap><media:content url="{url}"{medium}/></x:wrap>', "<dcterms:created>{date}</dcterms:created>",
    '<dcterms:modified xsi:type="a">{date}</dcterms:modified>', "<dcterms:issued>{date}</dcterms:issued>",
    "<dc:title>{text}</dc:title>", "<dc:language>de_AT</dc:language>",
    "<dc:description>{text}</dc:description>",
    "<dc:rights>{text}</dc:rights>", "<feedburner:origLink>{url}</feedburner:origLink>",
    '<cc:license rdf:resource="http://l.example"/>', "<itunes:summary>{text}</itunes:summary>",
    "<itunes:keywords>a, b,,c</itunes:keywords>", '<itunes:image href="{url}"/>',
    "<itunes:title>{text}</itunes:title>",
    '<itunes:category text="Arts"><itunes:category text="Food"/></itunes:category>',
    "<content:encoded>{text}</content:encoded>", '<podcast:person role="host">P</podcast:person>',
    "<comments>{url}</comments>", '<comments a="b">{url}</comments>',
    "<contributor><name>C</name></contributor>",
    "<rights>{text}</rights>", "<keywords>{text}</keywords>", '<site xmlns="urn:y">1</site>',
]  # fmt: skip
RSS = [
    "<link>{url}</link>", "<link>{url}</link>", "<guid{lasting}>{url}</guid>",
    "<description>{text}</description>",
    "<description{kind}{lang}>{text}</description>", "<pubDate>{date}</pubDate>", "<author>{name}</author>",
    '<enclosure url="{url}"{form}{size}/>', '<source url="{url}">{text}</source>', "<source>{text}</source>",
    "<category>{text}</category>", '<category domain="d">{text}</category>', "<image>{text}</image>",
    "<language>pt</language>", "<content:encoded{lang}>{text}</content:encoded>",
    "<summary{kind}>{text}</summary>",
    "<itunes:author>{name}</itunes:author>", "<dc:creator>{name}</dc:creator>",
]  # fmt: skip
ATOM = [
    '<link href="{url}"/>', "<id>{url}</id>", "<published>{date}</published>", "<updated>{date}</updated>",
    "<author>{person}</author>", "<summary{kind}{lang}{base}>{text}</summary>",
    "<content{kind}{lang}{base}>{text}</content>", '<content type="html"{base}>{text}</content>',
    '<content type="xhtml"{lang}{base}>{xhtml}</content>', '<summary type="xhtml">{xhtml}</summary>',
    '<title type="xhtml">{xhtml}</title>', '<content type="image/png" src="{url}"/>',
    '<content src="{url}"/>',
    "<source>{origin}</source>", "<issued>{date}</issued>", '<category term="t" label="l"/>',
]  # fmt: skip
ABOUT = [
    "<title{kind}>{text}</title>", '<link href="{url}"{rel}{form}/>', "<dc:language>en-gb</dc:language>",
    "<sy:updatePeriod>daily</sy:updatePeriod>", "<sy:updateFrequency> 2 </sy:updateFrequency>",
    "<sy:updateBase>2000-01-01T12:00+00:00</sy:updateBase>", "<sy:updateBase> {date} </sy:updateBase>",
    '<generator uri="u">g</generator>', '<itunes:image href="{url}"/>', "<rights>{text}</rights>",
    "<itunes:category text='A'><itunes:category text='B'/></itunes:category>",
    "<category{label}>{text}</category>",
    "<x:bar a='b'><x:baz>q</x:baz></x:bar>", "<dc:title>{text}</dc:title>", "<x:foo>{text}</x:foo>",
    '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="self" href="{url}"/>', '<feedburner:info uri="a"/>',
]  # fmt: skip
RSS_ABOUT = [
    "<link>{url}</link>", "<description>{text}</description>", "<language>de</language>", "<ttl>60</ttl>",
    "<ttl>99999999</ttl>", "<image><url>{url}</url><title>{text}</title><link>{url}</link></image>",
    "<textInput><title>T</title><name>n</name><link>https://s.example</link></textInput>",
    "<skipHours><hour>1</hour><hour>24</hour></skipHours>", "<skipDays><day>Monday</day></skipDays>",
    "<managingEditor>e@x.example (E)</managingEditor>", "<pubDate>{date}</pubDate>", '<cloud domain="d"/>',
    "<itunes:owner><itunes:name>O</itunes:name><itunes:email>o@x.example</itunes:email></itunes:owner>",
]  # fmt: skip
ATOM_ABOUT = [
    "<subtitle{kind}>{text}</subtitle>", "<id>{url}</id>", "<updated>{date}</updated>", "<icon>{url}</icon>",
    "<author>{person}</author>", "<logo>{url}</logo>", '<subtitle type="xhtml">{xhtml}</subtitle>',
]  # fmt: skip
_WORD = re.compile(r"\{(\w+)\}")


@st.composite
def elements(draw: st.DrawFn, common: list[str], own: list[str], base: str, most: int) -> str:
    """Give elements in any order; more of the format's own than of others."""

    def filled(template: str) -> str:
        return _WORD.sub(word, template)

    def word(found: re.Match[str]) -> str:
        if found[1] == "base":
            return draw(st.sampled_from(("", base)))
        return filled(draw(st.sampled_from(WORDS[found[1]])))

    templates = draw(st.lists(st.sampled_from([*common, *own, *own]), max_size=most))
    return "".join(filled(template) for template in templates)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Give an RSS 2.0, RSS 1.0 or Atom document."""
    kind = draw(st.sampled_from(("rss", "atom", "rdf")))
    # Only within another base does feedparser end one where its element ends.
    root_base = draw(st.sampled_from(("", ' xml:base="https://base.example/dir/"')))
    base = ' xml:base="https://inner.example/x/"' if root_base else ""
    lang = draw(st.sampled_from(("", ' xml:lang="fr"', ' xml:lang="pt_BR"')))
    atom = kind == "atom"
    about = draw(elements(ABOUT, ATOM_ABOUT if atom else RSS_ABOUT, "", 6))
    items = draw(st.lists(elements(COMMON, ATOM if atom else RSS, base, 9), min_size=1, max_size=3))
    if atom:
        entries = "".join(f"<entry>{item}</entry>\n" for item in items)
        head = f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}{lang}{root_base}>'
        return f"{head}{about}{entries}</feed>"
    if kind == "rss":
        written = "".join(f"<item>{item}</item>\n" for item in items)
        head = f'<rss version="2.0" {NAMESPACES}{lang}{root_base}>'
        return f"{head}<channel>{about}{written}</channel></rss>"
    written = "".join(
        f'<item rdf:about="https://x.example/{n}">{item}</item>' for n, item in enumerate(items)
    )
    # Declared first, Atom would name the version, and be asked for its rules.
    names = NAMESPACES.replace('xmlns:atom="http://www.w3.org/2005/Atom"', "")
    head = f'<rdf:RDF {names} xmlns="http://purl.org/rss/1.0/"{lang}{root_base}>'
    return f"{head}<channel>{about}</channel>{written}</rdf:RDF>".replace("<atom:", "<").replace(
        "</atom:", "</"
    )


def both(text: str) -> tuple[Parsed | None, Parsed | ParseError]:
    """Read *text* on the fast path, and with feedparser."""
    document = Document(name=ADDRESS, body=text.encode())
    return parse(document), feed_xml.parse(document)


@given(documents())
@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_the_fast_path_reads_as_feedparser_does(text: str) -> None:
    """Entries, hints, partial and problems are equal wherever the fast path is sure."""
    fast, slow = both(text)

    assert fast is None or slow == fast


PLAIN = ["<title>{text}</title>", "<slash:comments>3</slash:comments>", '<media:thumbnail url="{url}"/>']
PLAIN_RSS = [
    "<link>{url}</link>", "<guid{lasting}>{url}</guid>", "<description>{text}</description>",
    "<pubDate>{date}</pubDate>", "<author>{name}</author>", "<category>{text}</category>",
    "<content:encoded>{text}</content:encoded>", '<enclosure url="{url}"{form}{size}/>',
    "<dc:creator>{name}</dc:creator>", '<media:content url="{url}"{medium}{size}>{inner}</media:content>',
]  # fmt: skip


@given(
    st.lists(elements(PLAIN, PLAIN_RSS, "", 8), min_size=1, max_size=4),
    st.sampled_from(("", ' xml:lang="de"')),
)
@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_plain_items_are_read_as_all_others_are(items: list[str], lang: str) -> None:
    """Items that are read in the quick way, and those beside them that are not, are feedparser's."""
    written = "".join(f"<item>{item}</item>" for item in items)
    fast, slow = both(
        f'<rss version="2.0" {NAMESPACES}{lang}><channel><title>t</title>{written}</channel></rss>'
    )

    assert fast is None or slow == fast


SHARDS = """
    <item> </item> <title> </title> <link> </link> <![CDATA[ ]]> <!-- --> & &nbsp; < > " ' = <a b=c> </b>
    <a b='c'/> <media:x> </rss> <rss> </channel> <channel> <?x ?> <!DOCTYPE \0 é text
"""


@given(st.lists(st.sampled_from(SHARDS.split()), max_size=40), st.integers(0, 200))
@settings(deadline=None, max_examples=300)
def test_any_shards_are_answered(shards: list[str], cut: int) -> None:
    """Broken documents give entries or nothing, never an exception; what was mended is partial."""
    text = f"<rss><channel><item><title>a</title></item>{' '.join(shards)}</channel></rss>"
    parsed = parse(Document(name=ADDRESS, body=text[: len(text) - cut].encode()))

    assert parsed is None or parsed.partial or cut == 0
