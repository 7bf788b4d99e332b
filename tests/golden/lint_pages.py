"""What a browser's parser, and a cautious reader, would say of pages and of HTML inside feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from golden.lint_rules import RFC_3339, unique, urls

__all__ = ["lint_fragment", "lint_page"]

_VOID = {"br", "hr", "img", "input", "meta", "link", "wbr", "col", "source", "track", "area", "base", "embed"}
_UNSAFE = {"script", "style", "iframe", "object", "embed", "form", "base", "meta", "link", "svg", "math"}
_URL_ATTRIBUTES = ("href", "src", "cite", "poster")
_HIDDEN_SCHEME = re.compile(r"[\s\x00-\x20]*(javascript|vbscript|data):", re.IGNORECASE)


def lint_fragment(where: str, html: str) -> Iterator[str]:
    """List what is wrong with HTML inside a feed."""
    if not html.strip():
        yield f"NotBlank: {where}: empty"
    tree = LexborHTMLParser(f"<!DOCTYPE html><body>{html}")
    yield from _unsafe(where, tree)
    for node in tree.css("*"):
        for name in _URL_ATTRIBUTES:
            value = node.attributes.get(name)
            if value is not None and not urlsplit(value).scheme:
                yield f"ContainsRelRef: {where}: {value}"
    yield from _balanced(where, html)


def lint_page(content: bytes) -> Iterator[str]:
    """List what is wrong with a page: script, ids that come twice, tags left open, missing parts."""
    text = content.decode()
    tree = LexborHTMLParser(text)
    if not text.startswith("<!DOCTYPE html>\n"):
        yield "Doctype: page: missing"
    for name in ("title", 'meta[charset="utf-8"]', 'meta[name="viewport"]', "h1", "html[lang]"):
        if len(tree.css(name)) != 1:
            yield f"Required: page: {name}"
    policy = tree.css_first('meta[http-equiv="Content-Security-Policy"]')
    if policy is None or "default-src 'none'" not in (policy.attributes["content"] or ""):
        yield "ContentSecurityPolicy: page: missing"
    yield from unique("DuplicateId", [node.attributes["id"] or "" for node in tree.css("[id]")])
    yield from urls(
        "InvalidFullLink",
        "head",
        [node.attributes["href"] or "" for node in tree.css("head link:not([rel=icon])")],
    )
    yield from _page_body(tree)
    yield from _balanced("page", text)


def _page_body(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css("script, iframe, object, embed, form, base"):
        yield f"SecurityRisk: page: {node.tag}"
    for node in tree.css("body *"):
        yield from _live("page", node.tag, node.attributes)
    for node in tree.css("img"):
        if "alt" not in node.attributes:
            yield "Alt: img: missing"
    for node in tree.css("time"):
        if not RFC_3339.fullmatch(node.attributes.get("datetime") or ""):
            yield f"InvalidDate: time: {node.attributes}"


def _unsafe(where: str, tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css("body *"):
        if node.tag in _UNSAFE:
            yield f"SecurityRisk: {where}: {node.tag}"
        yield from _live(where, node.tag, node.attributes)


def _live(where: str, tag: str | None, attributes: dict[str, str | None]) -> Iterator[str]:
    for name, value in attributes.items():
        if name.startswith("on") or name == "style":
            yield f"SecurityRiskAttr: {where}: {tag} {name}"
        if name in _URL_ATTRIBUTES and _HIDDEN_SCHEME.match(value or ""):
            yield f"SecurityRiskAttr: {where}: {tag} {value}"


def _balanced(where: str, html: str) -> Iterator[str]:
    """Say of tags that are not closed in order; what we write closes all, though HTML need not."""
    text = re.sub(r"<!DOCTYPE[^>]*>|<style>.*?</style>", "", html, flags=re.DOTALL)
    open_tags: list[str] = []
    for close, name in re.findall(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)", text):
        if close and (not open_tags or open_tags.pop() != name):
            yield f"NotHtml: {where}: </{name}> closes nothing"
        elif not close and name not in _VOID:
            open_tags.append(name)
    if open_tags:
        yield f"NotHtml: {where}: not closed: {open_tags}"
