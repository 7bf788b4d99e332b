"""
HTML that is safe to publish anywhere: nh3 under an allow-list, its only home.

No script, style, form, frame or drawing; no class, id or event; http, https and mailto only, every
URL absolute. What comes out is a fixed point: cleaned again, it stays as it is. What a parser could
choke on becomes plain paragraphs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from unicodedata import normalize

import nh3

from feedmill.text.clean import clean_block, clean_line, encoded_once, is_composed, legal, may_be_double
from feedmill.text.html_guard import is_tame
from feedmill.text.links import absolute
from feedmill.text.prose import paragraphs, paragraphs_of
from feedmill.text.seen import could_name_related
from feedmill.text.settled import is_settled, pieces_of
from feedmill.text.simple_html import simply_sanitised

__all__ = [
    "VOID",
    "Sanitised",
    "safe_paragraphs",
    "sanitise",
    "sanitised",
    "sanitised_paragraphs",
    "strip_tags",
]

#: Longer content is cut: the longest article is far below, and every step downstream is linear.
MAX_LENGTH = 1_000_000
#: Cleaning once may leave what is read differently the second time (a paragraph in a paragraph);
#: twice settles all but inputs made to be hostile.
MAX_PASSES = 6

_TAGS = frozenset({
    "a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "blockquote", "br", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img",
    "ins", "kbd", "li", "mark", "nav", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp",
    "section", "small", "source", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "video", "wbr",
})  # fmt: skip
VOID = frozenset({"br", "col", "hr", "img", "source", "wbr"})
# What goes with its content: it is no text for readers.
_DROPPED = frozenset({
    "annotation", "annotation-xml", "button", "iframe", "noembed", "noframes", "noscript", "script", "select",
    "style", "svg", "template", "textarea", "title",
})  # fmt: skip
_ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "audio": {"src"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "img": {"alt", "height", "src", "title", "width"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"start"},
    "q": {"cite"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
    "video": {"height", "poster", "src", "width"},
}
_URLS = frozenset({"cite", "href", "poster", "src"})
# Values that the HTML Standard defines closely; others are dropped.
_VALUES = {
    "colspan": re.compile(r"[1-9][0-9]{0,3}"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "height": re.compile(r"[0-9]{1,5}"),
    "lang": re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,5}"),
    "rowspan": re.compile(r"[1-9][0-9]{0,3}"),
    "span": re.compile(r"[1-9][0-9]{0,3}"),
    "start": re.compile(r"-?[0-9]{1,9}"),
    "type": re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+"),
    "value": re.compile(r"-?[0-9]{1,9}"),
    "width": re.compile(r"[0-9]{1,5}"),
}

# Pages hide the images of their lazy loaders here; without scripts the content is what is shown.
_NOSCRIPT = re.compile(r"</?noscript\b[^>]*(?:>|\Z)", re.IGNORECASE)
# Of a formula (MathML Core, section 2.1.3) nh3 would drop every word with its elements.
_FORMULA_SIGNS = ("<math", "<MATH")
_FORMULA = re.compile(
    r"</?(?:semantics|m(?:action|ath|error|frac|i|multiscripts|n|o|over|padded|phantom|prescripts|root|row|s|space"
    r"|sqrt|style|sub|subsup|sup|table|td|text|tr|under|underover))\b[^>]*(?:>|\Z)",
    re.IGNORECASE,
)
# Numeric references but those of everyday: quotation marks, apostrophes, dashes, dots, ampersands, spaces.
_ODD_REFERENCE = re.compile(r"&#(?!(?:82(?:1[1-9]|2[0-9]|30)|0?3[4689]|160);)")
# nh3 writes tags in one form: double quotes, "<" and ">" escaped in values.
_TAG = re.compile(r"(<[^>]*>)")
_RUN = re.compile("[^<>]+")
# Tags that are written so need no parser: values in double quotes, of printable ASCII, and no reference in
# them but that of the ampersand.
_PLAIN_START = re.compile(r"""[a-z0-9]+((?:\s+[a-z-]+="(?:[ !#-%'-;=?-~]|&amp;)*+")*+)\s*/?""")
_PLAIN_VALUE = re.compile(r'''([a-z-]+)="([^"]*)"''')
_MEDIUM = re.compile(r"<(?:img|source)\b[^>]*>")
# The W3C validator looks for relative URLs with an eye that takes this, in a title, for one.
_LIKE_SOURCE = re.compile("(src)=", re.IGNORECASE)
# Elements that have one right place, and that place; elsewhere parsers part ways about them.
_PLACES = {"figcaption": "figure", "rp": "ruby", "rt": "ruby", "summary": "details"}
_PLACED = re.compile(rf"</?(?:{'|'.join(_PLACES)})\b[^>]*>")
_NAME = re.compile("</?([a-z0-9]+)")
_SIZE = re.compile(r' (?:width|height)="([0-9]+)"')
# Roughly what a browser takes for tags; the end of the text ends them too, lest time be quadratic.
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1[^>]*>|\Z)", re.DOTALL | re.IGNORECASE)
_LINE_TAG = re.compile(
    r"<(?:br|/?(?:p|div|li|tr|h[1-6]|blockquote|section|article))\b[^>]*(?:>|\Z)", re.IGNORECASE
)
_ANY_TAG = re.compile(r"</?[a-zA-Z!?][^>]*(?:>|\Z)")
# A parser drops one line feed after <pre>, so two are needed to keep one.
_PRE = re.compile(r"(<pre\b[^>]*>)\n")


class Sanitised(NamedTuple):
    """Safe HTML, with what its making has shown already."""

    html: str
    #: Its `settled.pieces_of`, but for white space at the ends.
    pieces: list[str] | None = None
    #: The text that a reader sees, where no line could name related articles.
    text: str | None = None


def sanitise(html: str, base: str) -> str:
    """
    Make *html* safe, with URLs made absolute against *base* (empty: relative ones go).

    Cut to 1 MB. Cleaning the result again, against any base, changes nothing.
    """
    return sanitised(html, base).html


def sanitised(html: str, base: str) -> Sanitised:
    """Do what `sanitise` does, and give what it saw on its way."""
    html = legal(_once(html))
    simple = simply_sanitised(html, base, _start_tag)
    if simple is not None:
        return Sanitised(*simple)
    html = _NOSCRIPT.sub("", html)[:MAX_LENGTH]
    if any(sign in html for sign in _FORMULA_SIGNS):
        html = _FORMULA.sub("", html)
    for _ in range(MAX_PASSES):
        if not is_tame(html):
            break
        may_be_illegal = _ODD_REFERENCE.search(html) is not None
        cleaned, settled, pieces = _tidied(_cleaner(base).clean(html), may_be_illegal=may_be_illegal)
        # Settled HTML would stay as it is, unless marks were composed or a text may be encoded twice.
        if cleaned == html or (settled and pieces is not None and not may_be_double(cleaned)):
            return Sanitised(cleaned, pieces)
        # Cleaning may lengthen what was cut to its limit; the second cut leaves room for that.
        html = cleaned if len(cleaned) <= MAX_LENGTH else _whole_tags(cleaned[: MAX_LENGTH * 9 // 10])
    # Escaping makes five characters of one, tags at most eight more of each line.
    return Sanitised(paragraphs(strip_tags(html)[: MAX_LENGTH // 16]))


def _start_tag(raw: str, name: str, base: str) -> str | None:
    """Give what nh3 makes of a start tag that stands by itself; None if it does not end where it seems to."""
    plain = _PLAIN_START.fullmatch(raw)
    values: list[tuple[str, str]] = _PLAIN_VALUE.findall(plain[1]) if plain else []
    if plain is None or len(dict(values)) < len(values):
        # What the tag leaves open shows behind it.
        end = "." if name in VOID or name == "wbr" else f"</{name}>"
        cleaned = _cleaner(base).clean(f"<{raw}>{end}")
        return _MEDIUM.sub(_medium, cleaned.removesuffix(end)) if cleaned.endswith(end) else None
    kept = ""
    for attribute, value in values:
        if attribute in _ATTRIBUTES["*"] or attribute in _ATTRIBUTES.get(name, ()):
            left = _value(name, attribute, value.replace("&amp;", "&"), base)
            kept += "" if left is None else f' {attribute}="{left.replace("&", "&amp;")}"'
    tag = f"<{name}{kept}>"
    return _MEDIUM.sub(_medium, tag) if name == "img" else tag


def safe_paragraphs(plain: str) -> str:
    """Give what `sanitise` makes of the `paragraphs` of plain text: nearly always these as they are."""
    return sanitised_paragraphs(plain).html


def sanitised_paragraphs(plain: str) -> Sanitised:
    """Do what `safe_paragraphs` does, and give what it saw on its way."""
    block = clean_block(plain)
    html = paragraphs_of(block)
    # Each paragraph may have been encoded twice by itself.
    if may_be_double(html) or len(html) > MAX_LENGTH:
        return sanitised(html, "")
    # One paragraph, without a mark that needs a reference, is seen as it is.
    is_plain = "\n" not in html and "&#" not in html and not could_name_related(block, [block])
    return Sanitised(html, text=block if is_plain else None)


def strip_tags(html: str) -> str:
    """Give the text of any HTML, roughly, in a time that grows with its length only."""
    html = _UNSEEN.sub("", html)
    html = _LINE_TAG.sub("\n", html)
    return legal(unescape(_ANY_TAG.sub("", html)))


@lru_cache(maxsize=64)
def _cleaner(base: str) -> nh3.Cleaner:
    def attribute(tag: str, name: str, value: str) -> str | None:
        return _value(tag, name, value, base)

    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto"},
        set_tag_attribute_values={"audio": {"controls": ""}, "video": {"controls": ""}},
        # A link that opens in its own window can do no harm to its opener; no target is allowed.
        link_rel=None,
    )


def _value(tag: str, name: str, value: str, base: str) -> str | None:
    """Give what may stand as the value of an attribute; None drops it."""
    if name in _URLS:
        return absolute(value, base, allow_mailto=name == "href" and tag == "a") or None
    form = _VALUES.get(name)
    if form is not None:
        value = value.strip()
        return value if form.fullmatch(value) else None
    value = clean_line(value)
    return _LIKE_SOURCE.sub(r"\1 =", value) if tag == "img" else value


def _tidied(html: str, *, may_be_illegal: bool) -> tuple[str, bool, list[str] | None]:
    """
    Do what nh3 leaves to do, on what it wrote: legal characters, NFC, no blind or broken images.

    Of legal HTML, only numeric references make characters that are not. Says too whether a parser
    reads the tags back as they are; and gives `settled.pieces_of` it, unless these have changed since.
    """
    html = _once(html)
    if may_be_illegal:
        html = legal(html)
    pieces = pieces_of(html)
    names = pieces[1::2]
    if "img" in names or "source" in names:
        html, before = _MEDIUM.sub(_medium, html), html
        pieces = pieces if html == before else pieces_of(html)
        names = pieces[1::2]
    split = html
    if "pre" in names:
        html = _PRE.sub(r"\1\n\n", html)
    settled = len(html) <= MAX_LENGTH and is_settled(names)
    if not settled and _PLACED.search(html) is not None and not _is_in_place(html):
        html = _PLACED.sub("", html)
    if not is_composed(html):
        html = "".join(part if part.startswith("<") else _composed(part) for part in _TAG.split(html))
    return html.strip(), settled, pieces if html is split else None


def _once(html: str) -> str:
    """Undo double encoding, in each run of text by itself."""
    return _RUN.sub(lambda run: encoded_once(run[0]), html) if may_be_double(html) else html


def _whole_tags(html: str) -> str:
    """Leave out what is left of a tag that a cut went through."""
    place = html.rfind("<")
    return html[:place] if place > html.rfind(">") else html


def _is_in_place(html: str) -> bool:
    """Say whether what has one right place stands there, everywhere in *html*, which nh3 wrote."""
    above: list[str] = []
    for tag in _TAG.findall(html):
        name = _NAME.match(tag)
        if name is None or name[1] in VOID:
            continue
        if tag.startswith("</"):
            del above[-1:]
            continue
        if name[1] in _PLACES and above[-1:] != [_PLACES[name[1]]]:
            return False
        above.append(name[1])
    return True


def _composed(text: str) -> str:
    # U+0338 would melt with the ">" of the tag before it into "≯", and the tag would be gone.
    text = normalize("NFC", text)
    return f"&#824;{text[1:]}" if text.startswith("\u0338") else text


def _medium(match: re.Match[str]) -> str:
    """Drop media without an address, and images of one pixel: they count readers, nothing else."""
    tag = match[0]
    sizes = _SIZE.findall(tag)
    blind = bool(sizes) and all(int(size) <= 1 for size in sizes)
    return "" if blind or ' src="' not in tag else tag
