"""HTML: made safe, seen, and parted from links to other articles."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from feedmill.text.html import label, paragraphs, parted, plain, related, safe_paragraphs, sanitise, visible
from feedmill.text.related_labels import RELATED_LABELS
from feedmill.text.sanitising import MAX_LENGTH
from unsafe_html import dangers

VECTORS = Path(__file__).with_name("xss_vectors.txt").read_text("utf-8").splitlines()
BASE = "https://example.org/news/"


@pytest.mark.parametrize("vector", VECTORS)
def test_no_vector_survives(vector: str) -> None:
    """A browser-grade parser finds nothing live in what is left of a known attack."""
    found = dangers(sanitise(vector, BASE))

    assert found == []


@pytest.mark.parametrize("vector", VECTORS)
def test_every_vector_is_one(vector: str) -> None:
    """The judge of the test above finds something in every vector as it is, or it would prove nothing."""
    assert dangers(vector) != []


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ("<p>Hello <b>world</b></p>", "<p>Hello <b>world</b></p>"),
        ("plain & simple <", "plain &amp; simple &lt;"),
        ('<a href="/a" class=x target=_blank rel=nofollow>x</a>', '<a href="https://example.org/a">x</a>'),
        ("<a href=a.html>x</a>", '<a href="https://example.org/news/a.html">x</a>'),
        ("<a href=//cdn.example/a>x</a>", '<a href="https://cdn.example/a">x</a>'),
        ("<a href=mailto:a@b.example>x</a>", '<a href="mailto:a@b.example">x</a>'),
        ("<a href=https://u:p@example.org/>x</a>", '<a href="https://example.org/">x</a>'),
        ("<a href=ftp://example.org/>x</a>", "<a>x</a>"),
        (
            "<img src=a.png alt='A &amp; B' onload=x>",
            '<img src="https://example.org/news/a.png" alt="A &amp; B">',
        ),
        ("<img src=mailto:a@b.example>", ""),
        ("<img src=a.png width=1 height=1>", ""),
        ("<img src=a.png width=0 height=0>", ""),
        ("<img src=a.png width=1>", ""),
        (
            "<img src=a.png width=1 height=90>",
            '<img src="https://example.org/news/a.png" width="1" height="90">',
        ),
        ("<img src=a.png width=100%>", '<img src="https://example.org/news/a.png">'),
        ("<img srcset='a.png 2x' alt=x>", ""),
        (
            "<img src=a.png title=\"src='b' x\">",
            '<img src="https://example.org/news/a.png" title="src =\'b\' x">',
        ),
        ("<bdo dir=rtl>x</bdo><main>y</main>", "xy"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt></ruby>", "<ruby>漢<rp>(</rp><rt>kan</rt></ruby>"),
        ("<ruby>漢<i><rt>kan</rt></i></ruby>", "<ruby>漢<i>kan</i></ruby>"),
        ("<details><summary>s</summary>d</details>", "<details><summary>s</summary>d</details>"),
        ("<ul><li><summary><li>x</summary></ul>", "<ul><li></li><li>x</li></ul>"),
        ("<p>CafÃ©</p> — <p>&Atilde;&copy;</p>", "<p>Café</p> — <p>é</p>"),
        ("<p style='color:red' id=x dir=rtl lang=ar onclick=x>x</p>", '<p dir="rtl" lang="ar">x</p>'),
        ("<td>x", "x"),
        (
            "<table><tr><td colspan=2 rowspan=x>x",
            '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>',
        ),
        ("<ul><li>a<li>b", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<pre>\n\na\n  b</pre>", "<pre>\n\na\n  b</pre>"),
        ("<video src=v.mp4></video>", '<video src="https://example.org/news/v.mp4" controls=""></video>'),
        (
            "<picture><source srcset=a.webp><img src=a.png></picture>",
            '<img src="https://example.org/news/a.png">',
        ),
        ("<noscript><img src=a.png></noscript>", '<img src="https://example.org/news/a.png">'),
        (
            '<b title="a&quot; onclick=&quot;b">x</b><img alt="`><i>" src=y>',
            '<b>x</b><img alt="`&gt;&lt;i&gt;" src="https://example.org/news/y">',
        ),
        ("a<svg><title>t</title></svg>b<form>c</form>", "abc"),
        ("<math><mi>x</mi><mo>=</mo><mn>1</mn></math>", "x=1"),
        ("<MATH alttext=x><semantics><mi>a</mi><annotation>\\a</annotation></semantics></MATH>b", "ab"),
        (
            "<math><mtext><p>a<img src=b onerror=c></p><style>d</style></mtext>",
            f'<p>a<img src="{BASE}b"></p>',
        ),
        ("a\x00b&#1;c&#xFFFE;d\ud800e&#13;f\r\ng", "abcd\ufffde\nf\ng"),
        ("<b>&#x338;x</b>e&#x301;", "<b>&#824;x</b>é"),
        ("a&#8220;b&#8217;&#038;&#39;&#34;&#8211;&#8230;&#160;c", "a“b’&amp;'\"–…&nbsp;c"),
        ("a&#8232;b&#8234;c&#8203d&#0;&#131;&#65279;", "a\nbc\u200bd\ufffdƒ"),
        ("", ""),
    ],
)
def test_sanitise_by_the_allow_list(html: str, safe: str) -> None:
    """What readers can use stays, the rest goes, addresses become absolute."""
    assert safe == sanitise(html, BASE)


def test_relative_addresses_without_a_base_go() -> None:
    """Nothing relative is published."""
    assert sanitise('<a href="/a">x</a><img src="b.png">', "") == "<a>x</a>"


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "<div>",
            "<b>",
            "<p>x",
            "</p>",
            "<b><i></b></i>",
            "<ul><li>",
            "<table><tr><td>",
            "<a href=x>",
            "<svg>",
            "<",
        ),
        *(
            "&",
            "&x",
            "<!--",
            '<a title="',
            "<noscript ",
            "<p ",
            "- x\n",
            ". ",
            ".",
            "\x00",
            "<![CDATA[",
            "<dd><li>",
            "<rt>",
        ),
        "<p>Related:</p><ul><li>a</ul>",
    ],
)
def test_time_grows_with_length_only(unit: str) -> None:
    """Nothing that is repeated to a megabyte takes more than some seconds, and it stays a fixed point."""
    html = unit * (1_000_000 // len(unit))
    start = time.process_time()

    safe = sanitise(html, BASE)
    visible(safe)

    assert time.process_time() - start < 10
    assert len(safe) <= MAX_LENGTH
    assert safe == sanitise(safe, BASE)


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "".join(f"<b a={n}>" for n in range(250)) + "</p>" + "<p>x" * 100_000,
        "<p " + " ".join(f"a{n}" for n in range(120_000)) + ">x",
        "<i>" * 300 + "deep" + "</i>" * 300,
        "x" + "&x" * 60_000,
        "x" + "<i></i>" * 101_000,
        "<section><i></section>" * 300 + "x",
        "<i><section></i>" * 200 + "x",
        "x<svg>" + "<i>" * 300,
        "<style>" + "<i>" * 300 + "</style>" + "<i>" * 300 + "x",
        "<plaintext>x</plaintext>" + "<i>" * 300,
    ],
    ids=[
        "formatting",
        "attributes",
        "nesting",
        "ampersands",
        "tags",
        "leaks",
        "misnesting",
        "drawing",
        "raw",
        "plaintext",
    ],
)
def test_what_a_parser_could_choke_on_becomes_text(html: str) -> None:
    """Formatting opened again and again, attributes without end, nesting: only the words are left."""
    safe = sanitise(html, BASE)

    assert "<b" not in safe
    assert "<i" not in safe
    assert visible(safe)[:1] in {"d", "x"}


def test_long_pages_keep_their_markup() -> None:
    """Cutting a page that cleaning makes longer each time leaves markup, not words alone."""
    safe = sanitise("<p>a &amp; b" * 200_000, BASE)

    assert safe.startswith("<p>a &amp; b</p><p>")
    assert MAX_LENGTH // 2 < len(safe) <= MAX_LENGTH
    assert safe == sanitise(safe, "")


def test_long_sloppy_pages_keep_their_markup() -> None:
    """Unclosed paragraphs, items and cells in their thousands are no nesting."""
    html = "<p>a <font><b>b</b></font><ul><li>c<li>d</ul><table><tr><td>e<td>f<tr><td>g</table>" * 2_000

    safe = sanitise(html, BASE)

    assert safe.count("<b>b</b>") == 2_000
    assert safe.count("<td>") == 6_000


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\nb"),
        ("a<br>b", "a\nb"),
        ("a <b>b</b><i>c</i>", "a bc"),
        ("<h1>T</h1>x<div>y<div>z</div></div>", "T\nx\ny\nz"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<p>a\n  b&nbsp;c</p>", "a b c"),
        ("<pre>a\n b</pre>", "a\nb"),
        ("a<img src=x alt=hidden>b<!-- no --><script>no</script><style>no</style>", "ab"),
        ("1 &lt; 2 &amp;&amp; x", "1 < 2 && x"),
        ("e<b>&#x301;</b>", "é"),
        ("", ""),
    ],
)
def test_visible_is_what_a_reader_sees(html: str, text: str) -> None:
    """Blocks are lines, cells are apart, alternative texts and scripts are not seen."""
    assert text == visible(html)


@pytest.mark.parametrize(
    ("block", "titles"),
    [
        ("<p>Related:</p><ul><li>One</li><li>Two</li></ul>", ("One", "Two")),
        ("<h3>Related articles</h3><ul><li><a href=x>One</a></li></ul>", ("One",)),
        (
            "<p><strong>Read also:</strong></p><p><a href=x>One</a></p><p><a href=y>Two</a></p>",
            ("One", "Two"),
        ),
        ("<p><strong>Read also: <a href=x>One</a></strong></p>", ("One",)),
        ("<p>READ MORE: <a href=x>One</a>, <a href=y>Two</a></p>", ("One", "Two")),
        ("<p><a href=x>Read also: One: a story</a></p>", ("One: a story",)),
        ("<p>More on this story<br>- One<br>- Two</p>", ("One", "Two")),
        ("<p>Читайте також:</p><ul><li>Один</li></ul>", ("Один",)),
        ("<p>Читайте также: <a href=x>Один</a></p>", ("Один",)),
        ("<h4>Mehr zum Thema</h4><ol><li>Eins</li></ol>", ("Eins",)),
        ("<p>▶ Lesen Sie auch: <a href=x>Eins</a></p>", ("Eins",)),
        ("<h2>関連記事</h2><ul><li>一</li></ul>", ("一",)),
        ("<p>See also</p><p>Related:</p><ul><li>One</li><li>One</li></ul>", ("One",)),
    ],
)
def test_related_blocks_are_left_out(block: str, titles: tuple[str, ...]) -> None:
    """A label and the links under it are no text of the article; their titles are kept apart."""
    html = sanitise(f"<p>Before.</p>{block}<p>After.</p>", BASE)

    found = parted(html)

    assert found.text == "Before.\nAfter."
    assert found.related == titles == related(html)
    assert sanitise(found.rest, "") == found.rest == "<p>Before.</p><p>After.</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<p>Related: the two ministers also spoke of energy.</p>",
        "<p>Related:</p><p>The two ministers also spoke of energy.</p>",
        "<p>He is related to the king.</p><ul><li>One</li></ul>",
        "<p>The parties agreed on:</p><ul><li>One</li><li>Two</li></ul>",
        "<p>Read more <a href=https://example.org/x>about it</a> in the morning.</p>",
        "<p>Related:</p><ul>" + "<li>One</li>" * 21 + "</ul>",
        "<p><a href=https://example.org/x>Read more</a></p>",
    ],
)
def test_other_lists_and_links_stay(html: str) -> None:
    """What only resembles a related block is text."""
    found = parted(html)

    assert found.related == ()
    assert found.rest == html
    assert len(found.text) > len("Related:")


def test_gaps_between_loose_text_stay_gaps() -> None:
    """Taking a block out never joins what stood before and after it."""
    loose = sanitise("Before<p>Read also: <a href=x>One</a></p>after", BASE)
    spaced = sanitise("<p>Read also: <a href=x>One</a></p>a<b> </b>b<i><br></i>c", BASE)

    assert parted(loose).rest == "Before<br>after"
    assert parted(spaced).rest == "a b<br>c"


def test_emptied_elements_go_with_a_related_block() -> None:
    """From the inside out, whatever was nested; cells and what holds an image stay."""
    link = "<p>Read also: <a href=x>One</a></p>"
    nested = sanitise(f"<p>a</p><div><div><ul><li>{link}</li></ul><b> <i></i></b></div></div><p>b</p>", BASE)
    table = sanitise(f"<table><tr><td>{link}</td></tr></table><div><img src={BASE}a.png></div>", "")

    assert parted(nested).rest == "<p>a</p><p>b</p>"
    assert parted(sanitise(f"c{table}", "")).rest == (
        f'c<table><tbody><tr><td><br></td></tr></tbody></table><div><img src="{BASE}a.png"></div>'
    )


def test_images_of_a_related_block_go_with_it() -> None:
    """A picture between the links of a block belongs to it."""
    html = sanitise("<p>A.</p><p>Related: <a href=x>One <img src=a.png></a> <a href=y>Two</a></p>", BASE)

    assert parted(html).rest == "<p>A.</p>"


def test_labels_are_spelled_as_they_are_compared() -> None:
    """Every label of the table can be found: folded case, no colon, no dashes round it."""
    assert [label for label in RELATED_LABELS if label != label.casefold().strip(" :.-")] == []


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("Q&amp;A: <b>1</b> &lt; 2", "Q&A: 1 < 2"),
        ("1 < 2 and AT&T", "1 < 2 and AT&T"),
        ("G<b>7</b><br>summit", "G7 summit"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("  a\n\tb ", "a b"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("a<script>alert(1)</script>b", "ab"),
        ("<!-- x -->a", "a"),
        ("", ""),
    ],
)
def test_plain_makes_one_line_of_a_title(given: str, line: str) -> None:
    """Tags go, references are read once, white space collapses."""
    assert line == plain(given)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("R&D", "R&D"),
        ("<b>a</b> &amp;amp; b", "a & b"),
        ("&amp;lt;/p&amp;gt;x", "x"),
        ("a < b", "a < b"),
        ("&amp;amp;amp;amp;amp;lt;b><", "&amp;lt;b>"),
    ],
)
def test_labels_mean_no_markup(given: str, line: str) -> None:
    """However often it was escaped, markup in a name or a category is none."""
    assert label(given) == line


def test_paragraphs_are_mended_one_by_one() -> None:
    """What was encoded twice is mended where it stands, though the whole text cannot be."""
    assert safe_paragraphs("CafÃ©\n日本") == "<p>Café</p>\n<p>日本</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\nb", "<p>a</p>\n<p>b</p>"),
        ("a\nb\n\nc", "<p>a b</p>\n<p>c</p>"),
        (f"{'long ' * 30}\nb\n\nc", f"<p>{'long ' * 29}long</p>\n<p>b</p>\n<p>c</p>"),
        ("a:\n- b\n- c\nd", "<p>a:</p>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>\n<p>d</p>"),
        ("* a", "<ul>\n<li>a</li>\n</ul>"),
        ("-5 degrees", "<p>-5 degrees</p>"),
        ("<b> & 'c'", "<p>&lt;b&gt; &amp; 'c'</p>"),
        ("", ""),
    ],
)
def test_paragraphs_of_plain_text(text: str, html: str) -> None:
    """Lines are paragraphs unless an editor wrapped them; dashes make lists; nothing is markup."""
    assert html == paragraphs(text) == sanitise(paragraphs(text), "")
