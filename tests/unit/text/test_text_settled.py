"""What comes out of the cleaner again as it is, told from the order of the tags."""

from __future__ import annotations

import pytest

from feedmill.text.sanitising import sanitise
from feedmill.text.settled import MAX_DEPTH, MAX_TAGS, is_settled, pieces_of


@pytest.mark.parametrize(
    "html",
    [
        "",
        "plain &amp; simple",
        '<p>a <a href="https://example.org/">b <i>c</i></a><br>d</p>',
        "<div><h2>a</h2><hr><ul><li><p>b</p></li><li>c<ol><li>d</li></ol></li></ul></div>",
        "<dl><dt>a</dt><dd><p>b</p></dd></dl>",
        '<figure><img src="https://example.org/a.png"><figcaption>a</figcaption></figure>',
        "<b><p>a</p></b>",
    ],
)
def test_what_articles_are_made_of_is_settled(html: str) -> None:
    """Blocks in blocks, inline elements anywhere, items in lists: and cleaning indeed changes nothing."""
    assert is_settled(pieces_of(html)[1::2])
    assert html == sanitise(html, "")


@pytest.mark.parametrize(
    "html",
    [
        "<p><p>a</p></p>",
        "<p><b><div>a</div></b></p>",
        "<h1><h2>a</h2></h1>",
        '<a href="https://example.org/"><b><a href="https://example.org/x">a</a></b></a>',
        "<ul><li><li>a</li></li></ul>",
        "<dl><dd><dt>a</dt></dd></dl>",
        "<b><i>a</b></i>",
        "<p>a",
        "a</p>",
        "<figcaption>a</figcaption>",
        "<p><hr></p>",
    ],
)
def test_what_a_parser_may_read_otherwise_is_not_settled(html: str) -> None:
    """Each of these comes out of the cleaner as something else."""
    assert not is_settled(pieces_of(html)[1::2])
    assert html != sanitise(html, "")


@pytest.mark.parametrize(
    "html",
    [
        "<pre>\n\na</pre>",
        "<table><tbody><tr><td>a</td></tr></tbody></table>",
        "<div>" * MAX_DEPTH + "</div>" * MAX_DEPTH + "<div>" * (MAX_DEPTH + 1) + "</div>" * (MAX_DEPTH + 1),
        "<div>" + "<br>" * MAX_TAGS + "</div>",
    ],
)
def test_what_it_does_not_know_is_cleaned_again(html: str) -> None:
    """Rules of their own, depth and number beyond the limits: it says no, though they would stay."""
    assert not is_settled(pieces_of(html)[1::2])
    assert html == sanitise(html, "")


def test_more_tags_than_the_guard_lets_pass_are_not_settled() -> None:
    """What would not be handed to the cleaner again is not said to come out of it as it is."""
    assert not is_settled(["br"] * (MAX_TAGS + 1))
    assert is_settled(["br"] * MAX_TAGS)
