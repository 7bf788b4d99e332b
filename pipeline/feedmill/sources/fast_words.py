"""
The words of an item: titles, descriptions, contents, labels.

Which of two titles counts, and when a second description is the content, is as feedparser has it.
"""

from __future__ import annotations

from feedmill.sources.fast_content import HTML, PLAIN, Content, content_of, text_of
from feedmill.sources.fast_element import Element
from feedmill.sources.fast_item import Item, Label
from feedmill.sources.fast_names import Unsure, attributes, name_of
from feedmill.sources.guard import MAX_LABELS

__all__ = [
    "read_blurb",
    "read_category",
    "read_content",
    "read_content_encoded",
    "read_description",
    "read_keywords",
    "read_media_category",
    "read_media_title",
    "read_summary",
    "read_title",
]


# --- texts ------------------------------------------------------------------------------------------


def read_title(item: Item, element: Element) -> None:
    """Take a title; one no deeper than the one before it is a second one, and does not count."""
    title = content_of(item.place, element, PLAIN)
    if not -1 < item.title_mark <= item.depth:
        if item.title is None or item.depth <= item.title_depth:
            item.title_depth = item.depth
            item.title = title
        else:
            item.title = (item.title[0], *title[1:])
    if title[0]:
        item.title_mark = item.depth


def read_media_title(item: Item, element: Element) -> None:
    """Take the title of a medium, which leaves no mark."""
    mark = item.title_mark
    read_title(item, element)
    item.title_mark = mark


def read_description(item: Item, element: Element) -> None:
    """Take `<description>`: a second one is the content, unless there is one."""
    if item.summary is not None and not item.has_content:
        read_content(item, element)
    else:
        item.summary = content_of(item.place, element, HTML)


def read_summary(item: Item, element: Element) -> None:
    """Take `<summary>`, as a description."""
    if item.summary is not None and not item.has_content:
        read_content(item, element)
    else:
        item.summary = content_of(item.place, element, PLAIN)


def read_content(item: Item, element: Element) -> None:
    """Take `<content>` of Atom."""
    _keep_content(item, content_of(item.place, element, PLAIN))


def read_content_encoded(item: Item, element: Element) -> None:
    """Take `<content:encoded>` of RSS."""
    _keep_content(item, (*content_of(item.place, element, HTML)[:4], ""))


def _keep_content(item: Item, content: Content) -> None:
    item.has_content = True
    if item.contents is None:
        item.contents = [content]
    else:
        item.contents.append(content)


def read_blurb(item: Item, element: Element) -> None:
    """Take a description of another kind; `mend` gives it a name of its own, by its prefix as written."""
    prefix, _, local = name_of(element).partition("_")
    plain = not element.keys() or (
        local != "blurb" and not any(">" in one for one in attributes(element).values())
    )
    if element.prefix != prefix or not plain:
        raise Unsure
    text = text_of(item.place, element)
    blurbs = item.blurbs = item.blurbs or {}
    if prefix not in blurbs or item.depth <= blurbs[prefix][0]:
        blurbs[prefix] = item.depth, text


# --- labels -------------------------------------------------------------------------------------------


def read_category(item: Item, element: Element) -> None:
    """Take a label of Atom or RSS."""
    labels = item.labels
    if labels is None:
        labels = item.labels = {}
    if element.keys():
        given = attributes(element)
        label = given.get("term"), given.get("scheme", given.get("domain")), given.get("label")
        if any(label):
            labels[label] = None
    text = text_of(item.place, element)
    if text:
        _name_label(labels, text)


def _name_label(labels: dict[Label, None], text: str) -> None:
    """Make *text* the term of the last label if that has none, else a label of its own."""
    last = next(reversed(labels)) if labels else ("", None, None)
    if labels and not last[0]:
        del labels[last]
        labels[text, last[1], last[2]] = None
    else:
        labels[text, None, None] = None


def read_media_category(item: Item, element: Element) -> None:
    """Take a label that always has a scheme."""
    given = attributes(element)
    item.labels = labels = item.labels or {}
    labels[given.get("term"), given.get("scheme", ""), given.get("label")] = None
    text = text_of(item.place, element)
    if text:
        _name_label(labels, text)


def read_keywords(item: Item, element: Element) -> None:
    """Take labels that commas part."""
    text = text_of(item.place, element)
    if text.count(",") > MAX_LABELS:
        raise Unsure
    item.labels = labels = item.labels or {}
    if not element.keys():
        scheme = name_of(element)
        labels.update({(term.strip(), scheme, None): None for term in text.split(",") if term.strip()})
