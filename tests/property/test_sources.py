"""Whatever the bytes are, a kind of source answers with a value, in bounded time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from feedmill.model import Document, Fetched, Parsed, ParseError
from feedmill.sources import feed, seed
from feedmill.sources.encodings import decode
from feedmill.sources.guard import measure
from feedmill.sources.mend import Mended, mend

DATA = Path(__file__).parents[1] / "data"
FEEDS = [
    path.read_bytes()
    for folder in ("feeds", "served")
    for path in sorted((DATA / folder).iterdir())
    if not path.name.endswith(".expected.json")
]
SEEDS = [
    (path.name, path.read_bytes())
    for path in sorted((DATA / "seeds").iterdir())
    if not path.name.endswith(".expected.json")
]
#: What hostile and broken documents are made of.
_SHARDS = """
    <rss version='2.0'> <channel> <item> </item> </channel> </rss> <title> </title> <entry> </entry> </feed>
    <feed xmlns='http://www.w3.org/2005/Atom'> <link> </link> <link href='x'/> <guid> </guid> <author> <name>
    </name> </author> <category> </category> <content type='xhtml'> </content> <div> </div> <source> </source>
    <media:content/> <media:description> <dc:date> </dc:date> <![CDATA[ ]]> <!-- --> <? ?> <!DOCTYPE [ ]>
    <!ENTITY & &amp; &#x0; &#xD800; &eacute; &nope; <svg> </svg> <image> </image> xml:base='x/' xml:lang=''
    a@b.c { } [ ] " ' : , 1e999 NaN \\ud800 --- +++ title: id: &a *a # - Related: <html> <body>
"""
SHARDS = st.sampled_from(_SHARDS.split())


@st.composite
def mutations(draw: st.DrawFn, bodies: list[bytes]) -> bytes:
    """Give a document that was cut, flipped, or spliced with another."""
    body = bytearray(draw(st.sampled_from(bodies)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(body)))
        how = draw(st.sampled_from(("cut", "flip", "insert", "drop", "splice")))
        if how == "cut":
            del body[place:]
        elif how == "flip" and place < len(body):
            body[place] = draw(st.integers(0, 255))
        elif how == "insert":
            body[place:place] = draw(st.one_of(st.binary(max_size=8), SHARDS.map(str.encode)))
        elif how == "drop":
            del body[place : place + draw(st.integers(1, 40))]
        else:
            other = draw(st.sampled_from(bodies))
            body[place:] = other[draw(st.integers(0, len(other))) :]
    return bytes(body)


def read(body: bytes, content_type: str = "") -> Parsed | ParseError:
    """Parse *body* as a feed."""
    document = Document(name="https://x.example/feed", body=body, content_type=content_type)
    return feed.parse(Fetched(source="x", url="https://x.example/feed", documents=(document,)))


def read_seed(name: str, body: bytes) -> Parsed:
    """Parse *body* as a folder's one seed."""
    return seed.parse(Fetched(source="s", url="/srv/seeds", documents=(Document(name=name, body=body),)))


def strings(value: object) -> Iterator[str]:
    """Give every string within an entry."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from strings(one)


@given(st.one_of(st.binary(max_size=400), mutations(FEEDS)), st.text(max_size=30))
@settings(deadline=5_000, max_examples=300)
def test_any_bytes_are_answered(body: bytes, content_type: str) -> None:
    """Any bytes, under any Content-Type, give entries or an error of the three codes."""
    answer = read(body, content_type)

    if isinstance(answer, ParseError):
        assert answer.code in {"not-a-feed", "malformed", "empty"}
        assert answer.message
    else:
        texts = [text for entry in answer.entries for text in strings(astuple(entry))]
        assert texts == [text.encode("utf-8").decode() for text in texts]


@given(st.lists(SHARDS, max_size=60).map(" ".join))
@settings(deadline=5_000, max_examples=300)
def test_any_shards_are_answered(text: str) -> None:
    """Tags, references and declarations in any order give a value too."""
    assert isinstance(read(text.encode()), Parsed | ParseError)


@given(st.sampled_from(FEEDS))
@settings(deadline=5_000)
def test_reading_twice_is_reading_once(body: bytes) -> None:
    """The same bytes give the same answer."""
    assert read(body) == read(body)


@given(mutations([body for _, body in SEEDS]), st.sampled_from((".txt", ".md", ".html")))
@settings(deadline=5_000, max_examples=300)
def test_any_seed_is_answered(body: bytes, ending: str) -> None:
    """Any bytes give a seed's entry, or one problem that says why not."""
    parsed = read_seed(f"x{ending}", body)

    assert len(parsed.entries) == 1 or [one.code for one in parsed.problems] == ["seed-unreadable"]


@given(st.binary(max_size=300), st.text(max_size=20), st.text(max_size=20))
def test_any_bytes_are_text_in_some_encoding(body: bytes, charset: str, declared: str) -> None:
    """Decoding never fails, and gives what can be written down."""
    text = decode(body, charset=charset, declared=declared).text

    assert text.encode("utf-8").decode() == text


@given(st.lists(SHARDS, max_size=40).map("".join))
def test_mended_text_stays_mended(text: str) -> None:
    """What was mended once needs no mending again."""
    once = mend(text)

    if isinstance(once, Mended) and "<!DOCTYPE" not in once.text:
        assert Mended(text=once.text.strip("\ufeff\0 \t\r\n"), sound=True) == mend(once.text)


@given(st.text(alphabet="<>/!?-[]'\"= abit:&", max_size=200))
def test_any_text_has_a_shape(text: str) -> None:
    """The guard looks at any text without failing."""
    assert measure(text) == measure(text)
