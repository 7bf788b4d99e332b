"""What can be said of a single clause that can be read but probably does not do what was meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedmill.text.linear import linear

from .query import Age, Language, Near, Published, Query, Regex, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .query import At

__all__ = ["odd_leaf"]

#: The codes of ISO 639-1, which are all that articles have of two letters (RFC 5646 section 2.2.1).
_LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu "
    "hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb "
    "lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om "
    "or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv "
    "sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
#: Codes of countries that are taken for those of their languages.
_MEANT = {
    "ua": "uk", "jp": "ja", "cz": "cs", "cn": "zh", "gr": "el", "dk": "da", "rs": "sr", "us": "en",
    "gb": "en", "ir": "fa", "il": "he", "vn": "vi", "by": "be", "ge": "ka", "al": "sq",
    "pk": "ur", "np": "ne",
}  # fmt: skip


def odd_leaf(clause: Query) -> Iterator[tuple[At, str]]:
    """Yield what is odd about a clause, those inside it aside, with its spot."""
    at = clause.at
    match clause:
        case Words() if at.text in ("and", "or", "not"):
            yield at, f'"{at.text}" is looked for as a word; the operator is written {at.text.upper()}'
        case Words() if sign := re.search(r"\w(&&|\|\|)\w", at.text):
            yield at, f"in {at.text} the {sign[1]} is only a sign; as an operator it stands between spaces"
        case Published(first=first, last=last) if first and last and first > last:
            yield at, f"no day is in {at.text}, so this never matches"
        case Age(sign="<", limit=limit) if not limit:
            yield at, "no article was seen before it was published, so this never matches"
        case Near(phrase=phrase, distance=distance) if distance < len(set(phrase.parts)) - 1:
            yield at, f"{len(set(phrase.parts))} words never stand within {distance} words of each other"
        case Regex(pattern=pattern) if linear(pattern).search(""):
            yield at, "this regular expression matches nothing at all too, so every article matches"
        case Language(code=code) if len(code) == 2 and code not in _LANGUAGES.split():  # noqa: PLR2004 - ISO 639-1
            meant = f"; write lang:{_MEANT[code]}" if code in _MEANT else ""
            yield at, f'"{code}" is no language (ISO 639-1), so this never matches{meant}'
        case _:
            return
