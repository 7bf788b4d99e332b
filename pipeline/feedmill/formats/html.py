"""
Pages for people: a topic, the index of topics, an article that has no page elsewhere.

Jinja2 templates with autoescape; no script, one inline style sheet, a Content-Security-Policy that
allows nothing else. Pages are h-feeds and h-entries (microformats.org/wiki/h-feed). Links between
pages are relative, so that a folder can be read from disk or moved; addresses to subscribe to are
whole.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from feedmill.formats import content
from feedmill.formats.whys import why_html
from feedmill.model import ArticlePage, Feed, Index
from feedmill.text.dates import rfc3339
from feedmill.text.hashes import xxh64

__all__ = ["MEDIA_TYPE", "render", "render_article", "render_index"]

MEDIA_TYPE = "text/html"
#: What people and browsers are offered to subscribe to, best known first.
_FEEDS = {
    "rss": ("RSS", "application/rss+xml"),
    "atom": ("Atom", "application/atom+xml"),
    "json": ("JSON Feed", "application/feed+json"),
}


def render(feed: Feed) -> bytes:
    """Write a topic's page."""
    feed = content.ready(feed)
    offers = [(*_FEEDS[kind], feed.url(kind)) for kind in _FEEDS if kind in feed.formats]
    return _page("topic.html", feed=feed, offers=offers, lang=feed.language)


def render_index(index: Index) -> bytes:
    """Write the page that lists all public topics."""
    feeds = [(kind, name) for kind, (name, _) in _FEEDS.items()]
    return _page("index.html", index=index, feeds=feeds, lang=content.language(index.site.language))


def render_article(page: ArticlePage) -> bytes:
    """Write the page of an article that has no URL of its own."""
    article = content.ready_article(page.article)
    return _page(
        "article.html",
        article=article,
        source=content.line(page.source) or article.source,
        site_title=content.line(page.site.title) or "Feedmill",
        address=page.site.url + page.path,
        root="../" * page.path.count("/"),
        topics=page.topics,
        linked=page.linked,
        lang=article.language or content.language(page.site.language),
    )


def _page(template: str, **values: Any) -> bytes:
    """Fill a template; one final newline."""
    return (_templates().get_template(template).render(values).strip() + "\n").encode()


@cache
def _templates() -> Environment:
    """Load the templates once; what they name and nobody gave is an error."""
    templates = Environment(
        loader=PackageLoader("feedmill.formats"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
    templates.filters |= {
        "anchor": _anchor,
        "machine": rfc3339,
        "moment": content.moment,
        "day": _day,
        "main": lambda item: Markup(content.main_html(item)),  # noqa: S704 sanitised when the article was normalised
        "related": lambda titles: Markup(content.related_html(titles)),  # noqa: S704 escaped there
        "also": lambda members: Markup(content.also_html(members)),  # noqa: S704 escaped there
        "why": lambda why: Markup(why_html(why)),  # noqa: S704 escaped there
    }
    return templates


def _clean(value: Any) -> Any:
    """Clean whatever a template writes that is not markup already."""
    return content.line(value) if type(value) is str else value


def _anchor(item_id: str) -> str:
    """Give the `id` attribute of an item: stable, unique in its page, a name that CSS can hold."""
    return f"i{xxh64(item_id)}"


def _day(when: datetime) -> str:
    """Write the day alone: 3 January 2026."""
    return content.moment(when).partition(",")[0]
