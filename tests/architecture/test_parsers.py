"""Parsers are given bytes that are at hand: never a name or an address, which they would open (T12)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "pipeline" / "feedmill"

#: Calls that open what a text names, by their last two words; feedparser does so for all but a stream.
OPENING = {
    "etree.parse",
    "etree.iterparse",
    "html.parse",
    "ElementTree.parse",
    "minidom.parse",
    "sax.parse",
    "request.urlopen",
    "request.urlretrieve",
    "requests.get",
    "httpx.get",
    "httpx.stream",
    "urllib.urlopen",
}
#: lxml's parsers of XML; the target of an entity must not be fetched.
LXML = {"etree.XMLParser", "etree.XMLPullParser", "etree.ETCompatXMLParser"}
CLOSED = {"resolve_entities": False, "no_network": True}


def faults(source: str) -> Iterator[str]:
    """Give each call that may open what a document names."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ".".join(ast.unparse(node.func).split(".")[-2:])
        if name in OPENING:
            yield f"line {node.lineno}: {name} opens what a text names"
        if name == "feedparser.parse" and not _is_stream(node.args[0] if node.args else None):
            yield f"line {node.lineno}: feedparser opens a text; give it BytesIO(...)"
        given = {word.arg: getattr(word.value, "value", None) for word in node.keywords}
        if name in LXML and any(given.get(key) is not value for key, value in CLOSED.items()):
            yield f"line {node.lineno}: {name} needs resolve_entities=False, no_network=True"
        if name in {"etree.fromstring", "etree.XML"} and len(node.args) + ("parser" in given) < 2:
            yield f"line {node.lineno}: {name} needs a parser that is closed"
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in {"feedparser", "lxml.etree", "urllib.request"}:
            yield f"line {node.lineno}: import {node.module} as a whole, so that its calls can be read here"


def _is_stream(argument: ast.expr | None) -> bool:
    return isinstance(argument, ast.Call) and ast.unparse(argument.func).rpartition(".")[2] == "BytesIO"


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_parsers_open_nothing(path: Path) -> None:
    """No call of the package hands a parser a text that it might take for a place."""
    assert [] == list(faults(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "line",
    [
        "feedparser.parse(document.body)",
        "feedparser.parse(text.encode())",
        "feedparser.parse(BytesIO)",
        "feedparser.parse()",
        "from feedparser import parse",
        "lxml.etree.parse(name)",
        "etree.iterparse(name)",
        "lxml.html.parse(url)",
        "urllib.request.urlopen(url)",
        "etree.fromstring(body)",
        "etree.XMLParser()",
        "etree.XMLParser(resolve_entities=False)",
        "etree.XMLParser(resolve_entities=False, no_network=False)",
        "etree.XMLPullParser(events, no_network=True, resolve_entities=True)",
    ],
)
def test_control_calls_that_open_are_noticed(line: str) -> None:
    """What it is there to find, it finds."""
    assert list(faults(line))


@pytest.mark.parametrize(
    "line",
    [
        "feedparser.parse(BytesIO(text.encode()), sanitize_html=False)",
        "feedparser.parse(io.BytesIO(body))",
        "etree.fromstring(body, parser)",
        "etree.XMLParser(resolve_entities=False, no_network=True)",
    ],
)
def test_calls_that_open_nothing_are_left(line: str) -> None:
    """Calls as they should be are no faults."""
    assert [] == list(faults(line))
