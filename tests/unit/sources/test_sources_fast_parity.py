"""
The fast path gives what feedparser gives, field by field; where it does not, the fast path is right.

On every document of `tests/data`, and on a sample of the benchmarks' corpus. `DIFFERENCES` is the
whole table of what is known to differ.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fast_differences import DIFFERENCES
from feedmill.model import Document, Parsed, ParseError
from feedmill.sources import feed_xml
from feedmill.sources.fast_path import parse

ROOT = Path(__file__).parents[3]
ADDRESS = "https://harbour.example/feed.xml"
MEDIA = ' xmlns:media="http://search.yahoo.com/mrss/"'
DATA = sorted(
    path
    for folder in ("feeds", "served")
    for path in (ROOT / "tests" / "data" / folder).iterdir()
    if path.suffix in {".xml", ".atom"}
)
#: Of the documents of `tests/data/feeds`, all that must be read without feedparser.
READ = """
    atom10_full authors cut_by_transfer dates descriptions duplicate_guids encoding_bad_bytes encoding_big5
    encoding_eucjp encoding_euckr encoding_gb2312 encoding_header_only encoding_iso2022jp encoding_koi8r
    encoding_latin1 encoding_shiftjis encoding_utf16be encoding_utf16le_bom encoding_utf32_bom
    encoding_utf8_bom_says_latin1 encoding_utf8_says_latin1 encoding_windows1251 entities_harmless
    everything_missing feedburner guids languages malformed_bare_ampersand malformed_control_characters
    malformed_cut_in_item malformed_leading_space malformed_missing_end malformed_references
    malformed_unbound_prefix malformed_undefined_entity malformed_warning_before media no_items
    prefixed_atom rss091_netscape rss10_rdf rss20_full rss20_hints titles
"""
#: Sites of the corpus: plain and malformed, in UTF-8 and in legacy encodings.
SITES = (*range(24), 67, 74, 84, 90, 110, 149, 179, 219, 252, 295, 306, 391)


def both(document: Document, *, truncated: bool = False) -> tuple[Parsed | None, Parsed | ParseError]:
    """Read *document* on the fast path, and with feedparser."""
    return parse(document, truncated=truncated), feed_xml.parse(document, truncated=truncated)


def case(path: Path) -> tuple[Document, bool]:
    """Give a document of `tests/data` as it came, and whether it was cut on its way."""
    beside = path.with_name(path.stem + ".expected.json")
    how = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
    document = Document(name=ADDRESS, body=path.read_bytes(), content_type=how.get("content_type", ""))
    return document, how.get("truncated", False)


@cache
def corpus() -> Callable[..., tuple[bytes, dict[str, Any]]]:
    """Give the maker of the benchmarks' corpus."""
    spec = importlib.util.spec_from_file_location("corpus", ROOT / "benchmarks" / "corpus.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    maker: Callable[..., tuple[bytes, dict[str, Any]]] = module.make_doc
    return maker


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.name)
def test_documents_of_the_tests_are_read_alike(path: Path) -> None:
    """What the fast path reads of the tests' own documents is what feedparser reads."""
    document, truncated = case(path)
    fast, slow = both(document, truncated=truncated)

    assert fast is None or slow == fast


@pytest.mark.parametrize("name", READ.split())
def test_documents_are_read_at_all(name: str) -> None:
    """These documents do not need feedparser."""
    document, truncated = case(ROOT / "tests" / "data" / "feeds" / f"{name}.xml")

    assert parse(document, truncated=truncated) is not None


@pytest.mark.parametrize("site", SITES)
def test_the_corpus_is_read_alike(site: int) -> None:
    """A document of the corpus is read without feedparser; well-formed, it is read alike, else no worse."""
    body, about = corpus()(site, entries=8)
    fast, slow = both(Document(name=f"https://{about['host']}/feed.xml", body=body))

    assert isinstance(fast, Parsed)
    assert isinstance(slow, Parsed)
    if about["malformed"] in {"mismatch", "attrnoquote"}:
        assert len(slow.entries) <= len(fast.entries)
        assert fast.partial
    else:
        assert slow == fast


ODD = {
    "a title deeper than the one that counts": "<item><title>a</title><source/><media:group>"
    "<media:title type='html'>b</media:title></media:group></item>",
    "keywords with attributes": "<item><title>a</title><media:keywords x='y'>b</media:keywords></item>",
    "a medium without an address": "<item><title>a</title><media:content type='image/png'/></item>",
    "a picture in a group of one": "<item><title>a</title><media:content url='https://x.example/1'>"
    "<media:thumbnail/></media:content></item>",
    "an address in a name": "<item><title>a</title><author>jo@x.example (Jo)</author></item>",
    "a guid in capitals": "<item><guid>HTTP://X.example/</guid></item>",
    "only a guid": "<item><guid>https://x.example/1</guid><category domain='d'>b</category></item>",
    "a picture with parts": "<item><title>a</title><link>https://x.example/1</link><image>"
    "<url>https://x.example/i</url><title>p</title><link>https://x.example/</link></image></item>",
    "a picture before the title": "<item><image><title>p</title><width>9</width></image>"
    "<title>a</title></item>",
    "a picture between titles": "<item><title type='html'>a</title><image><title>p</title></image>"
    "<title>b</title><link>https://x.example/1</link></item>",
    "only a picture": "<item><image><title>p</title><link>https://x.example/</link></image></item>",
    "nothing": "<item/>",
}
LINK = "<title>a</title><link href='https://x.example/'/>"
ODD_ATOM = {
    "a base on a title": "<title type='html' xml:base='https://y.example/'>a</title><link href='b'/>",
    "a link without an address": "<title>a</title><link>https://x.example/</link>",
    "two links": f"<link href='https://x.example/1' type='a/b'/>{LINK}",
    "links beside": f"<link rel='self' href='https://x.example/1'/>{LINK}",
    "labels of all kinds": f"{LINK}<category term='b' label='c'/><category term='d' xml:lang='en'/>",
    "a label with text": f"{LINK}<category term='b'>c</category>",
    "media without an address": f"{LINK}<media:content type='image/png'/>",
    "a source with two titles": f"{LINK}<source><title>b</title><title>c</title></source>",
}


@pytest.mark.parametrize("items", ODD.values(), ids=ODD)
def test_odd_items_are_read_alike(items: str) -> None:
    """What only a closer look can tell is read as feedparser reads it."""
    text = f'<rss version="2.0"{MEDIA}><channel><title>t</title>{items}</channel></rss>'
    fast, slow = both(Document(name=ADDRESS, body=text.encode()))

    assert slow == fast


@pytest.mark.parametrize("entry", ODD_ATOM.values(), ids=ODD_ATOM)
def test_odd_entries_are_read_alike(entry: str) -> None:
    """The same of Atom."""
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"{MEDIA}><title>t</title><entry>{entry}</entry></feed>'
    fast, slow = both(Document(name=ADDRESS, body=text.encode()))

    assert slow == fast


@pytest.mark.parametrize("name", DIFFERENCES)
def test_differences_are_known(name: str) -> None:
    """Each difference is what the table says, on both sides."""
    one = DIFFERENCES[name]
    head = '<feed xmlns="http://www.w3.org/2005/Atom"' if one.atom else '<rss version="2.0"'
    shell = ("", "</feed>") if one.atom else ("<channel>", "</channel></rss>")
    text = f"{head}{one.names}>{shell[0]}<title>t</title>{one.items}{shell[1]}"
    fast, slow = both(Document(name=ADDRESS, body=text.encode()))

    assert one.why
    assert isinstance(fast, Parsed)
    assert one.fast == one.look(fast)
    if isinstance(slow, ParseError):
        assert one.slow.lstrip("!") in slow.message
    else:
        assert one.slow == one.look(slow)
