"""An explanation as the contract's JSON object and as text for people."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from feedmill.text.dates import rfc3339

if TYPE_CHECKING:
    from feedmill.explain import Explained, Member, Tie, TopicExplained
    from feedmill.model import Article, Edit, Miss, Reason, Relation
    from feedmill.topics import Score

__all__ = ["explained_json", "explained_text"]

_ROLES = {
    "shown": "shown",
    "named": 'named under "Also in"',
    "dropped": "left out, as the topic drops such copies",
    "no-match": "left out, as it does not match the topic",
    "banned": "left out, as it is banned by hand",
}
#: Characters of text shown on either side of a matched term.
_AROUND = 40


def explained_json(explained: Explained) -> dict[str, object]:
    """Give the contract's `explain` object."""
    return {
        "version": 1,
        "article": _article_json(explained.article),
        "topics": {one.topic: _topic_json(one) for one in explained.topics},
        "relations": [_tie_json(tie) for tie in explained.ties],
    }


def explained_text(explained: Explained) -> str:
    """Say it to a person: the article, then each topic with its reasons."""
    article = explained.article
    lines = [
        article.title,
        f"  id         {article.id}",
        f"  source     {article.source}",
        f"  url        {article.url or '(a page of ours)'}",
        f"  published  {rfc3339(article.published)}   first seen {rfc3339(article.first_seen)}",
        f"  tags       {', '.join(article.tags) or '-'}",
    ]
    lines += [f"  tied to    {_tie_line(tie)}" for tie in explained.ties]
    for one in explained.topics:
        lines += ["", *_topic_lines(one, article)]
    return "\n".join(lines)


def _article_json(article: Article) -> dict[str, object]:
    return {
        "id": article.id,
        "source": article.source,
        "guid": article.guid,
        "url": article.url,
        "title": article.title,
        "text": article.text,
        "published": rfc3339(article.published),
        "first_seen": rfc3339(article.first_seen),
        "language": article.language,
        "tags": list(article.tags),
    }


def _topic_json(one: TopicExplained) -> dict[str, object]:
    verdict: dict[str, object] = (
        {"reasons": [_reason_json(reason) for reason in one.reasons]}
        if one.matches
        else {"fails": [_miss_json(miss) for miss in one.fails]}
    )
    return {
        "matches": one.matches,
        **verdict,
        **({"scores": [_score_json(score) for score in one.scores]} if one.scores else {}),
        **({"decided": one.decided} if one.decided else {}),
        "group": {
            "published_id": one.published_id,
            "representative": one.representative,
            "members": [_member_json(member) for member in one.members],
        },
    }


def _miss_json(miss: Miss) -> dict[str, object]:
    return {"clause": miss.clause, "needs": miss.needs, "change": [_edit_json(edit) for edit in miss.change]}


def _score_json(score: Score) -> dict[str, object]:
    return {
        "clause": score.clause,
        "minimum": float(score.minimum),
        "sum": float(score.sum),
        "parts": [
            {"clause": part.clause, "weight": float(part.weight), "matches": part.matches}
            for part in score.parts
        ],
    }


def _edit_json(edit: Edit) -> dict[str, object]:
    return {
        "do": edit.kind.value,
        "field": edit.field,
        "term": edit.term,
        "clause": edit.clause,
        "sample": edit.sample,
        "says": edit.said,
        "places": [_reason_json(place) for place in edit.places],
    }


def _reason_json(reason: Reason) -> dict[str, object]:
    return {
        "clause": reason.clause,
        "field": reason.field,
        "term": reason.term,
        "text": reason.text,
        "start": reason.start,
        "end": reason.end,
    }


def _member_json(member: Member) -> dict[str, object]:
    return {
        "id": member.id,
        "source": member.source,
        "url": member.url,
        "relation": member.relation.kind.value if member.relation else None,
        "score": member.relation.score if member.relation else None,
        "role": member.role.value,
        **({"reason": member.relation.reason} if member.relation else {}),
    }


def _tie_json(tie: Tie) -> dict[str, object]:
    return {
        "id": tie.id,
        "source": tie.source,
        "url": tie.url,
        "relation": tie.relation.kind.value,
        "score": tie.relation.score,
        "reason": tie.relation.reason,
    }


def _topic_lines(one: TopicExplained, article: Article) -> list[str]:
    lines = [f"{one.topic}: {'matches' if one.matches else 'does not match'}"]
    if one.decided:
        lines[0] += f" ({'pinned' if one.decided == 'pin' else 'banned'} by hand)"
    lines += [f"    {line}" for line in _reason_lines(one.reasons, article)]
    lines += [_score_line(score) for score in one.scores]
    for miss in one.fails:
        lines += [f"    {miss.clause}: {miss.needs}", *_change_lines(miss.change)]
    if len(one.members) > 1:
        lines.append(f"    one of {len(one.members)} copies; shown: {one.representative or 'none'}")
        lines += [_member_line(member) for member in one.members]
    return lines


def _score_line(score: Score) -> str:
    """Tell what a weighed group comes to, and of which parts."""
    found = ", ".join(f"{part.clause} ({part.weight.normalize():f})" for part in score.parts if part.matches)
    asked, total = f"{score.minimum.normalize():f}", f"{score.sum.normalize():f}"
    return f"    score {total} of {asked}{': ' if found else ''}{found}"


def _change_lines(change: Sequence[Edit]) -> Iterator[str]:
    """Tell the whole of the smallest change, where one was found."""
    if change:
        yield f"    the smallest change: {'; and '.join(edit.said for edit in change)}"


def _reason_lines(reasons: Iterable[Reason], article: Article) -> Iterator[str]:
    """Show each clause's term once, where it stands first, and how often it stands there."""
    places: dict[tuple[str, str], list[Reason]] = {}
    for reason in reasons:
        places.setdefault((reason.clause, reason.term), []).append(reason)
    # What the filter itself says comes before what it takes from another topic.
    for (clause, _), found in sorted(places.items(), key=lambda pair: pair[0][0].startswith("topic:")):
        more = f"  (in {len(found)} places)" if len(found) > 1 else ""
        yield f"{clause}: {_excerpt(found[0], article)}{more}"


def _member_line(member: Member) -> str:
    said = f"      {member.id} ({member.source}): {_ROLES[member.role.value]}"
    return f"{said}; {_relation_words(member.relation)}" if member.relation else said


def _tie_line(tie: Tie) -> str:
    return f"{tie.id} ({tie.source}): {_relation_words(tie.relation)}"


def _relation_words(relation: Relation) -> str:
    return f"{relation.kind.value} {relation.score:g}: {relation.reason}"


def _excerpt(reason: Reason, article: Article) -> str:
    """Show the matched term in its place, marked on a terminal."""
    whole = article.title if reason.field == "title" else article.text
    before = whole[max(0, reason.start - _AROUND) : reason.start].replace("\n", " ")
    after = whole[reason.end : reason.end + _AROUND].replace("\n", " ")
    mark = ("\x1b[1m", "\x1b[0m") if _has_colour() else ("[", "]")
    return f"{reason.field}: …{before}{mark[0]}{reason.text}{mark[1]}{after}…"


def _has_colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
