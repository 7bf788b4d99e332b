"""Mending XML text."""

from __future__ import annotations

import pytest

from feedmill.model import ParseError
from feedmill.sources.mend import MAX_DECLARATION, MAX_ENTITIES, MAX_VALUE, Mended, mend

DOCTYPE = '<!DOCTYPE rss PUBLIC "-//X//DTD RSS 0.91//EN" "http://x.example/rss.dtd">'

HTML_ENTITIES = (
    '<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN"'
    ' "http://www.w3.org/TR/xhtml1/DTD/xhtml-lat1.ent">'
)

SOUND = {
    "nothing to do": ("<a>b &amp; &lt;c&gt; &#233; &#xE9;</a>", "<a>b &amp; &lt;c&gt; &#233; &#xE9;</a>"),
    "declaration goes": ('<?xml version="1.0" encoding="x"?>\n<a/>', "\n<a/>"),
    "white space before it goes": ('\n \ufeff<?xml version="1.0"?><a/>', "<a/>"),
    "white space alone goes": ("\n <a/>\n", "<a/>"),
    "doctype goes": ("<!DOCTYPE rss><a/>", "<a/>"),
    "doctype elsewhere": (DOCTYPE + "<a>&eacute;</a>", "<a>é</a>"),
    "doctype after comment": ("<!-- x --><?y z?>\n<!doctype rss [ ]><a/>", "<a/>"),
    "known sets of entities": (f"<!DOCTYPE rss [{HTML_ENTITIES} %HTMLlat1;]><a>&eacute;</a>", "<a>é</a>"),
    "brackets in quotes": ('<!DOCTYPE rss [<!ENTITY e "]>">]><a>&e;</a>', "<a>]></a>"),
    "entity": (
        '<!DOCTYPE rss [<!ENTITY e "x &#38; y">]><a>&e; <b c="&e;"/></a>',
        '<a>x &#38; y <b c="x &#38; y"/></a>',
    ),
    "quote in a comment": ("<!DOCTYPE rss [<!-- it's --><!ENTITY e 'x'>]><a>&e;</a>", "<a>x</a>"),
    "inside CDATA": ("<a><![CDATA[x & y &nope;]]></a>", "<a><![CDATA[x & y &nope;]]></a>"),
    "inside a comment": ("<a><!-- x & y --></a>", "<a><!-- x & y --></a>"),
    "media description": (
        '<media:description type="plain">x</media:description>',
        "<media:blurb>x</media:blurb>",
    ),
    "empty one": ('<itunes:summary a="b" />', "<itunes:blurb/>"),
    "other descriptions": ("<description>x</description>", "<description>x</description>"),
    "long white space": ("<a>" + "\n" * 500 + "x</a>", "<a>\nx</a>"),
    "address of an author": ("<author>a@b.example (A)</author>", "<author>a\ufdd0b.example (A)</author>"),
}
MENDED = {
    "bare ampersand": ("<a>b & c&d &e;</a>", "<a>b &amp; c&amp;d &amp;e;</a>"),
    "undeclared entity": ("<a>&eacute;&nbsp;&LT;</a>", "<a>é\xa0&lt;</a>"),
    "control characters": ("<a>\x00b\x1f\ufffe</a>", "<a>b</a>"),
    "control characters in CDATA": ("<a><![CDATA[\x07x]]></a>", "<a><![CDATA[x]]></a>"),
    "impossible references": (
        "<a>&#0;&#xD800;&#x110000;&#99999999999999;</a>",
        "<a>" + "\ufffd" * 4 + "</a>",
    ),
    "reference without an end": ("<a>&#65 &#x42</a>", "<a>&#65; &#66;</a>"),
    "capital X": ("<a>&#X41;</a>", "<a>&#65;</a>"),
    "words before the declaration": ('<b>Warning</b>\n<?xml version="1.0"?><a/>', "<a/>"),
    "external doctype and no entity of HTML": (DOCTYPE + "<a>&nope;</a>", "<a>&amp;nope;</a>"),
}
REFUSED = {
    "nested": '<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><r/>',
    "external": '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r/>',
    "public": '<!DOCTYPE r [<!ENTITY a PUBLIC "x" "http://127.0.0.1/">]><r/>',
    "parameter": '<!DOCTYPE r [<!ENTITY % a "x"> %a;]><r/>',
    "parameter elsewhere": '<!DOCTYPE r [<!ENTITY % a SYSTEM "http://127.0.0.1/"> %a;]><r/>',
    "known set and another": f'<!DOCTYPE r [{HTML_ENTITIES}<!ENTITY a "&b;">]><r/>',
    "percent in a value": '<!DOCTYPE r [<!ENTITY a "%b;">]><r/>',
    "markup": '<!DOCTYPE r [<!ENTITY a "<b>">]><r/>',
    "long": f'<!DOCTYPE r [<!ENTITY a "{"x" * (MAX_VALUE + 1)}">]><r/>',
    "many": "<!DOCTYPE r [" + "".join(f'<!ENTITY a{i} "x">' for i in range(MAX_ENTITIES + 1)) + "]><r/>",
    "declared twice": '<!DOCTYPE r [<!ENTITY a "x"><!ENTITY a "y">]><r/>',
    "much written out": f'<!DOCTYPE r [<!ENTITY a "{"x" * MAX_VALUE}">]><r>{"&a;" * 1001}</r>',
    "no end": '<!DOCTYPE r [<!ENTITY a "x">',
    "far too long": f"<!DOCTYPE r {' ' * MAX_DECLARATION}><r/>",
    "open quote": '<!DOCTYPE r "',
    "open comment": "<!DOCTYPE r [<!-- ]><r/>",
}


@pytest.mark.parametrize(("text", "mended"), SOUND.values(), ids=SOUND)
def test_sound_text_stays_sound(text: str, mended: str) -> None:
    """What XML allows is written as feedparser needs it, and is not called malformed."""
    assert Mended(text=mended, sound=True) == mend(text)


@pytest.mark.parametrize(("text", "mended"), MENDED.values(), ids=MENDED)
def test_mistakes_are_mended(text: str, mended: str) -> None:
    """What publishers get wrong is written as they meant it, and is called malformed."""
    assert Mended(text=mended, sound=False) == mend(text)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_entities_that_do_harm_are_refused(text: str) -> None:
    """Nested, external, long and many entities are refused before anything expands them."""
    refused = mend(text)

    assert isinstance(refused, ParseError)
    assert refused.code == "malformed"
