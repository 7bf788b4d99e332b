"""Elements and attributes have the names that feedparser gives them."""

from __future__ import annotations

from typing import cast

import pytest
from lxml import etree

from feedmill.sources.fast_element import Element
from feedmill.sources.fast_names import Unsure, attributes, name_of, tags
from feedmill.sources.guard import MAX_ATTRIBUTES


def element(text: str) -> Element:
    """Read one element."""
    return cast("Element", etree.fromstring(text))


NAMES = {
    "<pubDate/>": "pubdate",
    '<a:title xmlns:a="http://www.w3.org/2005/Atom"/>': "title",
    '<title xmlns="http://purl.org/rss/1.0/"/>': "title",
    '<m:Content xmlns:m="http://search.yahoo.com/mrss/"/>': "media_content",
    '<media:content xmlns:media="http://www.rssboard.org/media-rss"/>': "media_content",
    '<I:author xmlns:I="http://www.itunes.com/DTDs/PodCast-1.0.dtd"/>': "itunes_author",
    '<Foo:Bar xmlns:Foo="urn:x"/>': "foo_bar",
    '<post-id xmlns="com-wordpress:feed-additions:1"/>': "post-id",
}


@pytest.mark.parametrize(("text", "name"), NAMES.items(), ids=NAMES)
def test_elements_are_named_by_their_namespace(text: str, name: str) -> None:
    """The namespace counts if it is known, else the prefix; case never does."""
    assert name == name_of(element(text))


def test_what_could_be_an_element_of_feeds_is_not_named() -> None:
    """An unknown namespace without a prefix does not make a title something else to feedparser."""
    with pytest.raises(Unsure):
        name_of(element('<title xmlns="urn:x"/>'))


def test_tags_are_those_of_the_names() -> None:
    """Every tag of the table is called what the table says."""
    names = ("title", "pubdate", "media_content", "dc_creator", "feedburner_origlink")
    for tag, name in tags(names).items():
        namespace, _, local = tag.rpartition("}")
        text = f'<a:{local} xmlns:a="{namespace[1:]}"/>' if namespace else f"<{local}/>"

        assert name == name_of(element(text))


def test_attributes_lose_their_prefixes() -> None:
    """xml:lang is "lang"; of unknown namespaces the name counts if nothing else has it."""
    given = attributes(
        element(
            '<a xmlns:m="http://search.yahoo.com/mrss/" xmlns:u="urn:u" xml:lang="de" lang="fr" m:url="1"'
            ' u:REL="A" u:title="3" Title="4" TYPE="Text/HTML"/>'
        )
    )

    assert {"lang": "de", "rel": "a", "title": "4", "type": "text/html"} == given


def test_too_many_attributes_are_not_read() -> None:
    """The limit is that of the guard."""
    many = " ".join(f'a{number}="1"' for number in range(MAX_ATTRIBUTES + 1))

    with pytest.raises(Unsure):
        attributes(element(f"<a {many}/>"))
