"""What holds for every string that a publisher could send."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from unicodedata import is_normalized
from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from feedmill.text.blocks import lines, related_lines
from feedmill.text.clean import clean_block, clean_line, cut, legal
from feedmill.text.dates import FIRST_YEAR, LAST_YEAR, read_date, rfc822, rfc3339
from feedmill.text.html import (
    paragraphs,
    parted,
    parted_of,
    plain,
    safe_paragraphs,
    sanitise,
    sanitised,
    sanitised_paragraphs,
    visible,
)
from feedmill.text.language import detect, primary
from feedmill.text.people import names
from feedmill.text.prose import headline, lead
from feedmill.text.seen import seen
from feedmill.text.urls import absolute, belongs, host, match_key, redact
from unsafe_html import dangers

VECTORS = (
    Path(__file__).parents[1].joinpath("unit", "text", "xss_vectors.txt").read_text("utf-8").splitlines()
)
#: XML 1.0, production 2, without the discouraged ones.
XML = re.compile("[\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")

strings = st.text(st.characters())  # lone surrogates included
TAGS = (
    "<p> </p> <div> </div> <b> </b> <ul> <li> </ul> <pre> </pre> <table> <td> <br> </a> <svg> </svg> <math>"
)
MARKS = (
    "<!-- --> --!> <![CDATA[ ]]> <select> <option> <style> </style> &lt; &amp; &nbsp; &#1; &#x338; < > & \" '"
)
WORDS = [
    "\n",
    " ",
    "\r",
    "<a href=x>",
    "<img src=x>",
    "<img width=1 src=x>",
    "Related:",
    "Read also: ",
    "- x",
]
tokens = st.sampled_from([*TAGS.split(), *MARKS.split(), *WORDS])
pieces = st.lists(st.one_of(tokens, st.sampled_from(VECTORS), strings), max_size=12)
markup = pieces.map("".join)
urls = st.one_of(
    strings,
    st.builds(
        "{}{}{}{}{}".format,
        st.sampled_from(["https://", "http:", "HTTPS:\\\\", "//", "", "javascript:", "mailto:"]),
        st.sampled_from(
            ["example.org", "u:p@www.example.org:80", "bücher.example", "[::1]", "1.2.3", "m.example.org."]
        ),
        st.sampled_from(["", "/", "/../a", "/a//b/", "/%7e%zz", "/amp/", "/index.html", "\\x"]),
        st.sampled_from(["", "?", "?a=1&b=2", "?utm_source=x&a", "?%26=+", "#", "#!/a"]),
        strings,
    ),
)


@given(strings)
def test_cleaned_lines(text: str) -> None:
    """Legal in XML, encodable, NFC, one line, and the same when cleaned again."""
    line = clean_line(text)

    assert XML.fullmatch(line)
    assert line.encode("utf-8").decode("utf-8") == line
    assert is_normalized("NFC", line)
    assert line == " ".join(line.split())
    assert line == clean_line(line)


@given(strings)
def test_cleaned_blocks(text: str) -> None:
    """The same with line breaks: no line has white space at its ends, no two blank lines meet."""
    block = clean_block(text)

    assert all(line == clean_line(line) for line in block.split("\n"))
    assert "\n\n\n" not in block
    assert block == clean_block(block) == block.strip()
    assert XML.fullmatch(legal(text))


@given(strings, st.integers(2, 50))
def test_cuts(text: str, limit: int) -> None:
    """A cut text keeps its limit and stays when it is cut again."""
    short = cut(clean_line(text), limit)

    assert len(short) <= limit
    assert short == cut(short, limit)
    assert len(headline(text)) <= 120
    assert lead(lead(text, limit), limit) == lead(text, limit)


@given(st.one_of(strings, st.text("0123456789-:+TZ ., JanFeb", max_size=40)))
def test_any_string_is_a_date_or_none(text: str) -> None:
    """Reading never raises, and a date lies in the years of the web."""
    moment = read_date(text)

    assert moment is None or (moment.tzinfo is UTC and FIRST_YEAR <= moment.year <= LAST_YEAR)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive
def test_written_dates_are_read_back(moment: datetime) -> None:
    """Both forms mean the second that was written, to us and to the standard library."""
    moment = moment.replace(microsecond=0)

    assert moment == read_date(rfc3339(moment)) == read_date(rfc822(moment))
    assert (
        moment
        == read_date(rfc3339(moment).replace("T", "  "))
        == read_date(rfc822(moment).replace(" ", "  "))
    )
    assert moment == datetime.fromisoformat(rfc3339(moment)) == parsedate_to_datetime(rfc822(moment))


@given(urls, urls)
def test_absolute_urls(url: str, base: str) -> None:
    """A result is valid ASCII of http or https with a host, without credentials, and a fixed point."""
    found = absolute(url, base)

    assert found == absolute(found, "")
    assert found == absolute(f" {url}", base)  # never the short way of what is canonical
    if found:
        parts = urlsplit(found)
        assert parts.scheme in {"http", "https"}
        assert re.fullmatch(r"[!#-;=?-Z\[\]_a-z~]+(?:%[0-9A-Fa-f]{2}|[!#-;=?-Z\[\]_a-z~])*", found)
        assert re.search(r"%(?![0-9A-Fa-f]{2})", found) is None
        assert "@" not in parts.netloc
        assert parts.hostname == host(found).strip("[]")


@given(urls, urls)
def test_keys_and_owners(url: str, other: str) -> None:
    """A key depends on the resolved URL alone; belonging is symmetric and needs a host."""
    assert match_key(url) == match_key(absolute(url, ""))
    assert bool(match_key(url)) is bool(absolute(url, ""))
    assert belongs(url, other) is belongs(other, url)
    assert belongs(url, url) is bool(host(url))


@given(urls)
def test_redaction(url: str) -> None:
    """Hiding hides once and for all."""
    assert redact(url) == redact(redact(url))


@given(
    st.from_regex(r"[a-zA-Z0-9_~.-]{8,20}", fullmatch=True),
    st.sampled_from(["key", "token", "access_token", "sig", "password"]),
)
def test_secrets_are_hidden(secret: str, name: str) -> None:
    """Neither a password nor a token is ever shown."""
    shown = redact(f"https://user:{secret}@example.org/feed?{name}={secret}&page=1")

    assert shown == f"https://***@example.org/feed?{name}=***&page=1"


@given(markup, st.sampled_from(["", "https://example.org/a/", "javascript:x"]))
def test_sanitised_html_is_safe_and_stays(html: str, base: str) -> None:
    """Nothing live is left, every character is legal, and cleaning again changes nothing."""
    safe = sanitise(html, base)

    assert dangers(safe) == []
    assert XML.fullmatch(safe)
    assert safe == sanitise(safe, "https://other.example/")


@given(markup)
def test_seen_text_is_the_same_both_ways(html: str) -> None:
    """Where the quick way to the visible text gives one, it is that of the thorough way."""
    safe = sanitise(html, "")
    found = lines(safe)
    quick = seen(safe)

    if quick is not None:
        assert related_lines(found) == []
        assert quick == clean_block("\n".join(line.text for line in found))


@given(markup)
def test_what_cleaning_has_shown_makes_no_difference(text: str) -> None:
    """What is known of HTML from its making gives what a look at it alone gives."""
    for safe in (sanitised(text, "https://example.org/"), sanitised_paragraphs(text)):
        assert parted_of(safe) == parted(safe.html)
    assert sanitised_paragraphs(text).html == safe_paragraphs(text)


@given(markup)
def test_seen_text(html: str) -> None:
    """Visible text is a clean block; what is left without related blocks reads the same."""
    safe = sanitise(html, "")
    found = parted(safe)
    rest = parted(sanitise(found.rest, ""))

    assert found.text == visible(safe) == clean_block(found.text)
    assert (rest.text, rest.related) == (found.text, ())


@given(strings)
def test_plain_text_as_html(text: str) -> None:
    """Paragraphs of plain text are safe as they are, and show its words."""
    html = paragraphs(text)

    assert html == sanitise(html, "")
    assert safe_paragraphs(text) == html
    assert dangers(html) == []


@given(strings)
def test_words_survive_paragraphs(text: str) -> None:
    """No character but bullets and line breaks is lost between plain text and what is seen of it."""
    seen = "".join(parted(paragraphs(text)).text.split())

    assert seen in {
        "".join(clean_block(part).split())
        for part in (text, re.sub(r"(?m)^\s*[-*•‣▪●]\s+", "", clean_block(text)))
    }


@given(markup)
def test_titles_and_names(text: str) -> None:
    """Titles and names are clean lines."""
    assert plain(text) == clean_line(plain(text))
    assert all(name == clean_line(name) for name in names((text, text)))


@given(strings)
def test_languages(text: str) -> None:
    """Every string has one language or none, always the same."""
    assert re.fullmatch(r"|[a-z]{2,3}", detect(text))
    assert detect(text) == detect(text)
    assert re.fullmatch(r"|[a-z]{2,3}", primary(text))
