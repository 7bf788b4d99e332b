"""What holds of simple HTML that is made safe without a parser: it is what the parser's way gives."""

# ruff: noqa: E501, RUF001 - a table of values reads best in rows; look-alike characters are the point

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedmill.text import sanitising, simple_html
from feedmill.text.sanitising import sanitised
from feedmill.text.settled import pieces_of
from unsafe_html import dangers

BASE = "https://example.org/a/"
VECTORS = (
    Path(__file__).parents[1].joinpath("unit", "text", "xss_vectors.txt").read_text("utf-8").splitlines()
)
VALUES = [
    'href="/b"', "href='javascript:alert(1)'", 'href="java&#115;cript:x"', 'href="?a=1&amp;b=2"', "HREF=c",
    'href="https://EXAMPLE.org/x y"', 'href="mailto:a@b.example"', 'href="javascript:alert(1)"', 'src="/i.png"',
    'src="data:x"', 'alt="a > b"', 'alt="src=x"', 'alt="é"', 'title=" a  b "', 'title="&lt;b&gt;"', 'width="1"',
    'height="1"', 'width="640"', 'class="c"', 'onclick="x()"', "onerror=alert(1)", 'style="x"', 'dir="ltr"',
    'lang="en"', 'lang="<"', 'x:y="z"', "checked", '"', "'", "/", 'title="', 'value="3"', 'start="2"',
]  # fmt: skip
NAMES = [
    "p",
    "P",
    "div",
    "b",
    "strong",
    "a",
    "img",
    "br",
    "hr",
    "ul",
    "ol",
    "li",
    "h2",
    "blockquote",
    "figure",
    "figcaption",
    "span",
    "script",
    "em",
    "font",
    "td",
    "svg",
]
TEXTS = [
    "a", " ", "\n", "Ministers met", "&amp;", "&lt;b&gt;", "&nbsp;", "\u00a0", "&mdash;", "&#8217;", "&#39;",
    "&#x338;", "&#338;", "&#150;", "&#1;", "&notit;", "&bad;", "&", ">", '"', "é", "e\u0301", "\u0338", "Ã©",
    "&Atilde;&copy;", "&NotEqualTilde;", "核", "𝔄",
]  # fmt: skip
start_tags = st.builds(
    lambda name, values, end: f"<{' '.join([name, *values])}{end}>",
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(VALUES), max_size=3),
    st.sampled_from(["", "", "", "/", " /"]),
)
end_tags = st.sampled_from(NAMES).map("</{}>".format)
texts = st.lists(st.sampled_from(TEXTS), max_size=3).map("".join)
nested = st.recursive(
    texts,
    lambda inside: st.builds(
        lambda name, values, parts: f"<{' '.join([name, *values])}>{''.join(parts)}</{name}>",
        st.sampled_from(NAMES),
        st.lists(st.sampled_from(VALUES), max_size=2),
        st.lists(inside | start_tags, max_size=3),
    ),
    max_leaves=6,
)
markup = st.lists(
    nested | nested | start_tags | end_tags | texts | st.sampled_from(VECTORS) | st.text(), max_size=6
).map("".join)


def by_the_parser(html: str) -> str:
    """Make HTML safe as if none were simple."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sanitising, "simply_sanitised", lambda *_: None)
        return sanitised(html, BASE).html


@given(markup)
@example(
    '<p>A <a href="/b?a=1&amp;b=2" onclick="x()">link</a> &amp; more</p><script>p > 1 && q</script>\n<hr/>'
)
@example('<img src="/a.png" alt="<script>x</script>">')
@example('<p title="<script>x</script>">t</p>')
@example("<ul>\n<li>a</li> <li>b</li></ul><img src='/p' width=1 height=1>")
def test_simple_html_is_what_the_parser_gives(html: str) -> None:
    """The same HTML, safe, and its pieces those of that HTML."""
    found = sanitised(html, BASE)

    assert by_the_parser(html) == found.html
    assert dangers(found.html) == []
    assert found.pieces is None or pieces_of(found.html) == [
        *_stripped(found.pieces[:1], str.lstrip), *found.pieces[1:-1], *_stripped(found.pieces[-1:], str.rstrip)
    ] or len(found.pieces) == 1  # fmt: skip


def _stripped(pieces: list[str], strip: object) -> list[str]:
    assert callable(strip)
    return [strip(piece) for piece in pieces]


@pytest.mark.parametrize("html", ["<p>a<p>b</p></p>", "<a href=x>a<a href=y>b</a></a>", "<b>a<p>b</b></p>"])
def test_control_of_order(html: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a look at the order of the tags, what a parser reads otherwise would pass."""
    assert by_the_parser(html) == sanitised(html, BASE).html
    monkeypatch.setattr(simple_html, "is_settled", lambda _: True)
    assert by_the_parser(html) != sanitised(html, BASE).html


def test_control_of_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the cleaning of each tag, an event of one would pass."""
    html = '<p onclick="x()">Ministers met</p><img src="x" onerror="alert(1)">'

    assert dangers(sanitised(html, BASE).html) == []
    simple_html._tag.cache_clear()
    monkeypatch.setattr(sanitising, "_start_tag", lambda raw, *_: f"<{raw}>")
    assert dangers(sanitised(html, BASE).html) != []
    simple_html._tag.cache_clear()
