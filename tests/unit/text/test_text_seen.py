"""The quick way to the visible text, beside the thorough one."""

from __future__ import annotations

import pytest

from feedmill.text.blocks import lines
from feedmill.text.clean import clean_block
from feedmill.text.seen import seen


def thorough(html: str) -> str:
    """Give the visible text as `blocks` has it."""
    return clean_block("\n".join(line.text for line in lines(html)))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("a\nb", "a b"),
        ("<p>a <b>b</b><i>c</i></p>\n<p> d  e</p>", "a bc\nd e"),
        ("<p>a&nbsp;b &lt;&amp;lt;&gt; c</p>", "a b <&lt;> c"),
        ("<table><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></tbody></table>", "1 2\n3"),
        ("<p>日本\u3000語\u2009x</p><p>\u00ad</p>", "日本 語 x\n\u00ad"),
        ("<p>e<b>\u0301</b> 😀\t\u202fx</p>", "é 😀 x"),
        ('<p>a <a href="https://example.org/">b<br>c</a> d</p>', "a b\nc d"),
        ("<p>Ã<b>©</b></p>", "é"),
    ],
)
def test_the_text_is_that_of_the_thorough_way(html: str, text: str) -> None:
    """Lines, white space, references and marks come out the same."""
    assert text == seen(html) == thorough(html)


@pytest.mark.parametrize(
    "html",
    [
        "<pre>a\nb</pre>",
        "<!-- a -->b",
        "<script>a</script>b",
        "a < b",
        "a &quot;b",
        "<p>Related:</p><ul><li>a</li></ul>",
        "<p>Read also: a</p>",
        "<p>Read also\uff1aa</p>",
        "<p>a\x00b</p>",
        '<p>Read <a href="https://example.org/">One</a> also</p>',
        '<p>Read also <a href="https://example.org/">One<br>Two</a></p>',
        '<p><a href="https://example.org/">One<br>Two</a> &amp;nbsp;Read also</p>'.replace("&amp;", "&"),
    ],
)
def test_what_takes_a_closer_look_is_left_to_the_thorough_way(html: str) -> None:
    """Preformatted text, what the sanitiser does not write, and whatever a label could stand in."""
    assert seen(html) is None
