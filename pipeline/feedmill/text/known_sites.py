"""
Sites whose items have a number of their own that stands in several forms of address.

Each rule is the site's own way of writing: of a video, a post, a paper. Pages of other kinds on
these hosts are told by their addresses as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote, unquote

__all__ = ["is_known", "known"]

_VIDEO = re.compile(r"/(?:embed|shorts|live|v|e|watch)/([A-Za-z0-9_-]{6,})(?:/.*)?")
_SHORT_VIDEO = re.compile(r"/([A-Za-z0-9_-]{6,})")
_ATTRIBUTED = re.compile(r"/watch\?v=([A-Za-z0-9_-]{6,})")
_STATUS = re.compile(r"/(?:[A-Za-z0-9_]+|i/web|i)/status(?:es)?/([0-9]+)(?:/.*)?")
_THREAD = re.compile(r"(?:/(?:r|user|u)/[^/]+)?/comments/([a-z0-9]+)(?:/[^/]*)?")
_VIMEO = re.compile(r"/(?:video/)?([0-9]+)")
_DAILY = re.compile(r"/(?:embed/)?video/([a-z0-9]+)(?:_.*)?")
_POST = re.compile(r"(?:/[A-Za-z0-9_.]+)?/(p|reel|reels|tv)/([A-Za-z0-9_-]+)(?:/.*)?")
_PAPER = re.compile(r"/(?:abs|pdf|html)/((?:[a-z-]+(?:\.[A-Z]{2})?/)?[0-9.]+(?:v[0-9]+)?)(?:\.pdf)?")
_QUESTION = re.compile(r"/(?:questions|q)/([0-9]+)(?:/[^/]*)?")
_STORY = re.compile(r"/(?:p|@[^/]+|[^/@]+)/(?:[^/]*-)?([0-9a-f]{10,12})")
_OWN_STORY = re.compile(r"/(?:p/|[^/]*-)([0-9a-f]{10,12})")
_NEWSLETTER = re.compile(r"/pub/([a-z0-9-]+)(/p/[^/]+)")
_PRODUCT = re.compile(r"(?:/[^/]+)?/(?:dp|gp/product|gp/aw/d|exec/obidos/asin)/([A-Z0-9]{10})(?:/.*)?")
_WIKIS = (".wikipedia.org", ".wiktionary.org", ".wikinews.org")
_MEDIUM = ".medium.com"
_FAMILIES = (*_WIKIS, _MEDIUM)
_CHANNEL = re.compile(r"/s(/[A-Za-z0-9_]+/[0-9]+)")


def known(name: str, path: str, query: Mapping[str, str]) -> str:
    """Give the key of an item of a known site, by host, path and parameters; empty if it is none."""
    rule = _RULES.get(name)
    if rule is not None:
        return rule(path, query)
    if name.endswith(_WIKIS):
        return _wiki(name, path, query)
    if name.endswith(_MEDIUM):
        return _numbered("medium.com/p/", _OWN_STORY, path)
    if name.startswith("amazon."):
        return _numbered(f"{name}/dp/", _PRODUCT, path)
    return ""


def is_known(name: str) -> bool:
    """Say whether there may be a rule for a host."""
    return name in _RULES or name.startswith("amazon.") or name.endswith(_FAMILIES)


def _numbered(before: str, form: re.Pattern[str], path: str) -> str:
    match = form.fullmatch(path)
    return before + match[1] if match else ""


def _youtube(path: str, query: Mapping[str, str]) -> str:
    if path in {"/watch", "/watch_popup"} and query.get("v"):
        return f"youtube.com/watch?v={query['v']}"
    if path == "/attribution_link":
        found = _ATTRIBUTED.match(unquote(query.get("u", "")))
        return f"youtube.com/watch?v={found[1]}" if found else ""
    return _numbered("youtube.com/watch?v=", _VIDEO, path)


def _thread(path: str, query: Mapping[str, str]) -> str:
    return "" if "context" in query else _numbered("reddit.com/comments/", _THREAD, path)


def _post(path: str, _: Mapping[str, str]) -> str:
    match = _POST.fullmatch(path)
    return f"instagram.com/p/{match[2]}" if match else ""


def _newsletter(path: str, _: Mapping[str, str]) -> str:
    match = _NEWSLETTER.fullmatch(path)
    return f"{match[1]}.substack.com{match[2]}" if match else ""


def _resolver(path: str, _: Mapping[str, str]) -> str:
    # DOI names have no case (DOI Handbook, section 2.4).
    return f"doi.org{unquote(path).lower()}" if path.startswith("/10.") else ""


def _wiki(name: str, path: str, query: Mapping[str, str]) -> str:
    title = query.get("title", "") if path in {"/w/index.php", "/w"} else ""
    if path.startswith("/wiki/"):
        title = path.removeprefix("/wiki/")
    rest = set(query) - {"title", "redirect", "useskin", "veswitched"}
    if not title or rest:
        return ""
    return f"{name}/wiki/{quote(unquote(title).replace(' ', '_'))}"


def _by(before: str, form: re.Pattern[str]) -> Callable[[str, Mapping[str, str]], str]:
    return lambda path, _: _numbered(before, form, path)


_RULES: Final[Mapping[str, Callable[[str, Mapping[str, str]], str]]] = {
    "youtube.com": _youtube,
    "youtu.be": _by("youtube.com/watch?v=", _SHORT_VIDEO),
    "x.com": _by("x.com/i/status/", _STATUS),
    "reddit.com": _thread,
    "redd.it": _by("reddit.com/comments/", re.compile(r"/([a-z0-9]+)")),
    "vimeo.com": _by("vimeo.com/", _VIMEO),
    "player.vimeo.com": _by("vimeo.com/", _VIMEO),
    "dailymotion.com": _by("dailymotion.com/video/", _DAILY),
    "dai.ly": _by("dailymotion.com/video/", re.compile(r"/([a-z0-9]+)")),
    "instagram.com": _post,
    "arxiv.org": _by("arxiv.org/abs/", _PAPER),
    "doi.org": _resolver,
    "stackoverflow.com": _by("stackoverflow.com/questions/", _QUESTION),
    "medium.com": _by("medium.com/p/", _STORY),
    "open.substack.com": _newsletter,
    "t.me": lambda path, _: f"t.me{match[1]}" if (match := _CHANNEL.fullmatch(path)) else "",
}
