"""An explanation as the contract's JSON object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedmill.text.dates import rfc3339

if TYPE_CHECKING:
    from feedmill.explain import Explained, Member, Tie, TopicExplained
    from feedmill.model import Article, Edit, Miss, Reason
    from feedmill.topics import Score

__all__ = ["explained_json"]


def explained_json(explained: Explained) -> dict[str, object]:
    """Give the contract's `explain` object."""
    return {
        "version": 1,
        "article": _article_json(explained.article),
        "topics": {one.topic: _topic_json(one) for one in explained.topics},
        "relations": [_tie_json(tie) for tie in explained.ties],
    }


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
        **({"preferred_by": member.preferred_by} if member.preferred_by else {}),
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
