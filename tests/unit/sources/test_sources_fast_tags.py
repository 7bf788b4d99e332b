"""Tags are put straight, or the text is not trusted."""

from __future__ import annotations

import pytest

from feedmill.sources.fast_tags import MAX_REPAIRS, straighten

HEAD, TAIL = "<rss><channel>", "</channel></rss>"

STRAIGHT = {
    "nothing to do": ("<item><a>b</a></item>", "<item><a>b</a></item>"),
    "bare value": ("<item><a b=c/></item>", '<item><a b="c"/></item>'),
    "bare values": ("<item><a b=c d='e' f=/x></a></item>", '<item><a b="c" d=\'e\' f="/x"></a></item>'),
    "no space between": ('<item><a b="c"d="e"/></item>', '<item><a b="c" d="e"/></item>'),
    "a word among attributes": ("<item><a b c='d'/></item>", "<item><a c='d'/></item>"),
    "missing end": ("<item><a>b</item>", "<item><a>b</a></item>"),
    "misspelt end": ("<item><title>b</titel></item>", "<item><title>b</title></item>"),
    "a letter too few": ("<item><title>b</titl></item>", "<item><title>b</title></item>"),
    "end of nothing": ("<item><a>b</a></p></item>", "<item><a>b</a></item>"),
    "less than": ("<item><a>1 < 2</a></item>", "<item><a>1 &lt; 2</a></item>"),
    "CDATA is kept": (
        "<item><a><![CDATA[</b> <c d=e>]]></a></item>",
        "<item><a><![CDATA[</b> <c d=e>]]></a></item>",
    ),
    "comments are kept": ("<!-- <b> --><item><a/></item>", "<!-- <b> --><item><a/></item>"),
}


@pytest.mark.parametrize(("crooked", "straight"), STRAIGHT.values(), ids=STRAIGHT)
def test_tags_are_put_straight(crooked: str, straight: str) -> None:
    """Each fault is mended as little as will do."""
    assert HEAD + straight + TAIL == straighten(HEAD + crooked + TAIL)


CUT = {
    "in an item": "<item><a/></item><item><b>",
    "in a tag": "<item><a/></item><item><b c='d",
    "in a name": "<item><a/></item><it",
    "in CDATA": "<item><a/></item><item><b><![CDATA[c",
    "in a comment": "<item><a/></item><!-- c",
    "between items": "<item><a/></item>",
    "behind the channel": "<item><a/></item></channel>",
}


@pytest.mark.parametrize("text", CUT.values(), ids=CUT)
def test_a_cut_document_ends_with_its_last_whole_item(text: str) -> None:
    """Part of an item is not taken for the whole."""
    assert f"{HEAD}<item><a/></item>{TAIL}" == straighten(HEAD + text)


def test_prefixes_are_declared() -> None:
    """Undeclared prefixes get the namespace that they usually have, or one of their own."""
    straight = straighten("<rss xmlns:x='urn:x'><item x:y='1'><x:a/><dc:b/><who:c d:e='f'/></item></rss>")

    assert straight == (
        '<rss xmlns:d="urn:d" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        " xmlns:who=\"urn:who\" xmlns:x='urn:x'>"
        "<item x:y='1'><x:a/><dc:b/><who:c d:e='f'/></item></rss>"
    )


def test_what_stands_round_the_root_is_left_out() -> None:
    """Text before the root and junk behind it is no part of the document."""
    assert f"{HEAD}<item/>{TAIL}" == straighten(f"Notice < 3\n{HEAD}<item/>{TAIL}<br>took 3 ms")


UNTRUSTED = {
    "no root": "a b c",
    "another root": "<html><item/></html>",
    "an end first": "</rss><rss><item></item></rss>",
    "nothing whole": "<rss><item>",
    "two documents": "<rss><item></item></rss><rss><item></item></rss>",
    "a tag in a tag": "<rss><a b='c' <d></item></rss>",
    "an odd name": '<rss><a"b></item></rss>',
    "too deep": "<rss>" + "<a>" * 200,
    "too much": "<rss><item>" + "<a b=c/>" * (MAX_REPAIRS + 1) + "</item></rss>",
}


@pytest.mark.parametrize("text", UNTRUSTED.values(), ids=UNTRUSTED)
def test_much_is_not_trusted(text: str) -> None:
    """What may mean anything is left to the tolerant reader."""
    assert straighten(text) is None
