"""
Small fakes with a language of their own.

`article("a")` is an article of source "alpha" with made-up but valid fields; every keyword
replaces one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from feedmill.model import Answer, Article, Document, Fetched, FetchError, Fingerprint, NotModified, Request

__all__ = ["NOW", "FakeFetch", "article", "moment"]

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def moment(hours: float = 0) -> datetime:
    """Give NOW, moved by some hours."""
    return NOW + timedelta(hours=hours)


def article(name: str, **changes: object) -> Article:
    """Make an article whose id ends in *name*; its source is "alpha" unless told otherwise."""
    source = str(changes.get("source", "alpha"))
    fields: dict[str, object] = {
        "id": f"tag:example.org,2026-01-01:{source}/{name}",
        "source": source,
        "guid": name,
        "url": f"https://{source}.example/{name}",
        "match_key": f"{source}.example/{name}",
        "title": f"Title of {name}",
        "text": f"Text of {name}.",
        "summary": f"Text of {name}.",
        "html": f"<p>Text of {name}.</p>",
        "published": moment(-1),
        "updated": moment(-1),
        "first_seen": NOW,
        "raw_hash": f"1:{name}",
        "fingerprint": Fingerprint(
            item=f"{source}.example/{name}", text=f"text-{source}-{name}", title=f"title-{name}"
        ),
    }
    return Article(**(fields | changes))  # type: ignore[arg-type]


class FakeFetch:
    """A fetcher that answers from a table: URL → body, or an answer, or a failure code as text in "!"."""

    def __init__(self, answers: dict[str, bytes | str]) -> None:
        self.answers = answers
        self.asked: list[Request] = []

    def __call__(self, requests: Sequence[Request]) -> Iterator[Answer]:
        """Answer each request in order."""
        for request in requests:
            self.asked.append(request)
            yield self._answer(request)

    def _answer(self, request: Request) -> Answer:
        answer = self.answers.get(request.url, "!http-404")
        if answer == "304":
            return NotModified(source=request.source, url=request.url, etag=request.etag)
        if isinstance(answer, str):
            code = answer.removeprefix("!")
            return FetchError(source=request.source, url=request.url, code=code, message=f"it said {code}")
        document = Document(name=request.url, body=answer)
        return Fetched(source=request.source, url=request.url, documents=(document,), etag='"1"')
