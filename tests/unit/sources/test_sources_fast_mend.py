"""The light mending does what `mend` does, and stops where that would cost too much."""

from __future__ import annotations

import pytest

from feedmill.sources.fast_mend import MAX_AMPERSANDS, MAX_LENGTH, mend_lightly, without_controls
from feedmill.sources.fast_names import Unsure
from feedmill.sources.mend import Mended, mend

TEXTS = {
    "nothing": "<rss>a &amp; b &#8217; &#x2019;</rss>",
    "declaration": "<?xml version='1.0'?><rss/>",
    "white space before": " \n\ufeff<?xml version='1.0'?><rss/>",
    "junk before": "Warning <?xml version='1.0'?><rss/>",
    "no declaration": "\ufeff\n <rss/> \n",
    "entities": "<rss>&nbsp;&eacute;&lt;&nope;&Eacute;</rss>",
    "entities that are markup": "<rss>&LT;&AMP;&QUOT;</rss>",
    "ampersands": "<rss>AT&T & a&b=c&&</rss>",
    "numbers": "<rss>&#65;&#65 &#X41;&#x41 &#0;&#xD800;&#xFFFF;&#99999999999;&#;&#x;</rss>",
    "CDATA": "<rss><![CDATA[&nope; & <]]>&nope;<![CDATA[&]]></rss>",
    "open CDATA": "<rss>&<![CDATA[&nope; & <",
    "comments": "<rss><!-- & -->&</rss>",
    "open comment": "<rss>&<!-- &",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_references_are_mended_alike(text: str) -> None:
    """Text and soundness are those of `mend`."""
    assert mend(text) == mend_lightly(text)


def test_controls_are_dropped() -> None:
    """What XML does not know is gone, white space stays."""
    assert "a\tb\nc\rd" == without_controls("a\tb\n\x0bc\rd\0\x1f\ufffe")


def test_nothing_is_changed_that_is_right() -> None:
    """Text that is right is the same, and sound."""
    text = "<rss>&lt;p&gt;<![CDATA[<p>]]></rss>"

    assert Mended(text=text, sound=True) == mend_lightly(text)


@pytest.mark.parametrize("text", ["x" * (MAX_LENGTH + 1), "&" * (MAX_AMPERSANDS + 1)], ids=["long", "full"])
def test_what_would_take_much_memory_is_left(text: str) -> None:
    """Very long texts, and those full of references, are left to another reader."""
    with pytest.raises(Unsure):
        mend_lightly(text)
