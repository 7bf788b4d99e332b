"""What holds of item keys, whatever the address."""

# ruff: noqa: E501 - tables of names read best in rows

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from feedmill.text.urls import absolute, item_key, item_key_of, key_of

HOSTS = [
    "example.org", "www.example.org", "de.m.example.org", "amp.example.org", "m.youtube.com", "youtu.be", "t.co",
    "medium.com", "a.medium.com", "en.m.wikipedia.org", "www.amazon.de", "amazon.co.uk", "news.google.com", "x.com",
    "www.google.com", "web.archive.org", "feeds.feedburner.com", "a.blogspot.de", "l.facebook.com", "twitter.com",
    "example-org.cdn.ampproject.org", "r.jina.ai", "arxiv.org", "10.0.0.1", "example.org:8080",
]  # fmt: skip
PARTS = [
    "a", "amp", "print", "m", "mobile", "index.html", "2026", "05", "ministers-agree-on-budget", "story.amp", "url",
    "A-Title-0123456789ab", "watch", "status", "1234567", "~r", "abs", "1234.5678", "https:", "p", "dp", "B01ABCDEFG",
    "rss", "articles", "CBMiabcdefghijklmnopqrstuvwxyz", "-print", "", "c", "s", "wiki",
]  # fmt: skip
addresses = st.builds(
    lambda host, parts, end: f"https://{host}/{'/'.join(parts)}{end}",
    st.sampled_from(HOSTS),
    st.lists(st.sampled_from(PARTS) | st.text("aZ0-_.%~(;", max_size=6), max_size=5),
    st.sampled_from(["", "", "", "?id=3", "#!/a", "?url=https://b.example/x", "&amp;b=2"]),
)


@given(addresses, addresses | st.just(""))
@example("https://t.co/abc", "https://example.org/ministers-agree-on-budget")
@example("https://example.org/2026/amp/", "")
def test_plain_addresses_have_the_keys_of_all(address: str, claim: str) -> None:
    """The short way, for an address whose match key is known, gives what the long one does."""
    url = absolute(address, "")

    assert item_key(url, claim) == item_key_of(url, key_of(url), claim)
