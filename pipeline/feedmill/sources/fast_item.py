"""An item while it is read, for the readers of its elements to write to."""

from __future__ import annotations

from collections.abc import Callable

from feedmill.sources.fast_content import Content, Place
from feedmill.sources.fast_element import Element
from feedmill.sources.fast_people import Source

__all__ = ["Act", "Item", "Label"]

#: Term, scheme, label.
Label = tuple[str | None, str | None, str | None]


class Item:
    """An item as far as it was read; what was not met has the value that stands here."""

    #: In how many elements within the item this one is.
    depth = 0
    guid: str = ""
    #: What feedparser calls the item's link: its last page, or a guid that is one.
    link: str | None = None
    origlink: str = ""
    #: Alternate links: URL, and whether it is a page's.
    alternates: list[tuple[str, bool]] | None = None
    title: Content | None = None
    title_depth = 0
    #: Depth of the last element that was read as a title; -1 = none is, or it no longer counts.
    title_mark = -1
    summary: Content | None = None
    contents: list[Content] | None = None
    has_content = False
    #: Descriptions of other kinds, by name, with their depth.
    blurbs: dict[str, tuple[int, str]] | None = None
    people: list[str] | None = None
    published: str | None = None
    updated: str | None = None
    created: str | None = None
    labels: dict[Label, None] | None = None
    #: Attributes of enclosures, media and thumbnails.
    enclosures: list[dict[str, str]] | None = None
    media: list[dict[str, str]] | None = None
    thumbnails: list[dict[str, str]] | None = None
    image = ""
    own_language = ""
    comments = ""
    source: Source | None = None

    def __init__(self, place: Place) -> None:
        self.place = place


#: What is done with an element of an item.
Act = Callable[[Item, Element], None]
