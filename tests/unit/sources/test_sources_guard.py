"""The guard before the XML parser."""

from __future__ import annotations

import pytest

from feedmill.model import ParseError
from feedmill.sources.guard import (
    MAX_ATTRIBUTES,
    MAX_DEPTH,
    MAX_ELEMENTS,
    MAX_ITEMS,
    MAX_LABELS,
    MAX_MARKS,
    MAX_MARKS_TOLERATED,
    MAX_TAG,
    MAX_WORD,
    Shape,
    measure,
    too_marked_up,
)

AT_THE_LIMIT = {
    "depth": "<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH,
    "attributes": "<a " + " ".join(f'a{i}="x=y"' for i in range(MAX_ATTRIBUTES)) + "/>",
    "equal signs in one attribute": f'<a href="{"=" * 500}"/>',
    "elements": "<a>" + "<b/>" * (MAX_ELEMENTS - 1) + "</a>",
    "items": "<item/>" * MAX_ITEMS,
    "tag": f'<a b="{"x" * (MAX_TAG - 10)}"/>',
    "labels": "<item>"
    + "<category/>" * MAX_LABELS
    + "</item><item>"
    + "<category/>" * MAX_LABELS
    + "</item>",
    "word": f"<author>{'a' * (MAX_WORD - 1)} {'b' * (MAX_WORD - 1)}</author>",
    "long word elsewhere": f"<author>Jo</author><p>{'a' * 5000}</p><creator>Jo</creator>",
    "long word behind an empty label": f'<category term="a"/><p>{"a" * 5000}</p><author>Jo</author>',
    "commas behind an empty label": f"<category/><p>{',' * 5000}</p><category>b</category>",
    "commas elsewhere": f"<category>a</category><p>{',' * 5000}</p><category>b</category>",
    "inside a comment": "<a><!-- " + "<b>" * 500 + " --></a>",
    "inside CDATA": "<a><![CDATA[" + "<b>" * 500 + "]]></a>",
    "inside an instruction": "<a><?x " + "<b>" * 500 + "?></a>",
    "unclosed elements": "<a>" + "<p><br>text</p>" * 500 + "</a>",
}
OVER_THE_LIMIT = {
    "depth": ("<a>" * (MAX_DEPTH + 1), "nests deeper"),
    "unfinished tags": ("<a " * (MAX_DEPTH + 1), "nests deeper"),
    "attributes": ("<a " + " ".join(f"a{i}='1'" for i in range(MAX_ATTRIBUTES + 1)) + "/>", "attributes"),
    "bare attributes": ("<a " + " ".join(f"a{i}=1" for i in range(MAX_ATTRIBUTES + 1)) + ">", "attributes"),
    "elements": ("<b/>" * (MAX_ELEMENTS + 1), "elements"),
    "items": ("<item/>" * MAX_ITEMS + "<entry/>", "items"),
    "tag": (f'<a b="{"x" * MAX_TAG}"/>', "a tag of more"),
    "labels": ("<item>" + "<dc:subject/>" * (MAX_LABELS + 1), "categories"),
    "enclosures": ("<item>" + "<enclosure/>" * (MAX_LABELS + 1), "media"),
    "pictures": ("<item>" + "<media:thumbnail/><media:content/>" * MAX_LABELS, "media"),
    "keywords": (f"<media:keywords>{',' * (MAX_LABELS + 1)}</media:keywords>", "categories"),
    "keywords around a name": (
        f"<keywords><author/></author>{',' * (MAX_LABELS + 1)}</keywords>",
        "categories",
    ),
    "word": (f"<author>{'a' * MAX_WORD}</author>", "names an author"),
    "word of references": (f"<dc:creator>{'&#97;' * MAX_WORD}</dc:creator>", "names an author"),
    "word in CDATA": (f"<author>{'<![CDATA[aaaa]]>' * MAX_WORD}</author>", "names an author"),
    "word around an element": (f"<author>{'a' * 100}<b/>{'a' * 100}</author>", "names an author"),
    "word after a nested name": (f"<author><owner>x</owner>{'a' * MAX_WORD}</author>", "names an author"),
}


@pytest.mark.parametrize("text", AT_THE_LIMIT.values(), ids=AT_THE_LIMIT)
def test_at_the_limit_all_is_well(text: str) -> None:
    """What a limit still allows is measured."""
    assert isinstance(measure(text), Shape)


@pytest.mark.parametrize(("text", "said"), OVER_THE_LIMIT.values(), ids=OVER_THE_LIMIT)
def test_over_the_limit_is_refused(text: str, said: str) -> None:
    """What goes over a limit is refused, with a sentence that names it."""
    refused = measure(text)

    assert isinstance(refused, ParseError)
    assert refused.code == "malformed"
    assert said in refused.message


@pytest.mark.parametrize("most", [MAX_MARKS, MAX_MARKS_TOLERATED])
def test_marks_are_counted(most: int) -> None:
    """Tags and references together may be so many and no more, in bytes and in text."""
    half = most // 2

    assert too_marked_up(b"<&" * half, most) is None
    assert too_marked_up("<&" * half + "x" * most, most) is None
    for document in (b"<&" * half + b"&", "<&" * half + "<"):
        refused = too_marked_up(document, most)
        assert refused is not None
        assert f"more than {most:,} tags and references" in refused.message


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("", Shape(root="", cut=False)),
        ("just words < and > more", Shape(root="", cut=False)),
        ("<!-- <x> --><?y?><rdf:RDF><item/></rdf:RDF>", Shape(root="rdf", cut=False)),
        ("<rss><item></item>", Shape(root="rss", cut=False)),
        ("<rss><item><title>x</title>", Shape(root="rss", cut=True)),
        ("<a:feed><a:entry><a:title>", Shape(root="feed", cut=True)),
        ("<rss><item><title>x</item></channel></rss></b>", Shape(root="rss", cut=False)),
        ("<RSS><Item></item></rss>", Shape(root="rss", cut=False)),
        ('<rss><item a="<">', Shape(root="rss", cut=True)),
        ("<rss><![CDATA[<item>", Shape(root="rss", cut=False)),
    ],
)
def test_shape(text: str, shape: Shape) -> None:
    """The first element and an item that is cut are seen in any text."""
    assert shape == measure(text)
