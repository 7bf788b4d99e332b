"""What tests of fetching share: short ways to ask, and settings that let loopback pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from feedmill.fetch.http import HttpFetcher
from feedmill.fetch.resolver import Lookup
from feedmill.model import Answer, Document, Fetched, FetchError, FetchSettings, Request

__all__ = ["LOCAL", "ask", "code_of", "document_of", "error_of", "fetch", "request"]

#: Loopback counts as the operator's own network.
LOCAL = FetchSettings(allow_private=("127.0.0.0/8",))


def request(url: str, *, source: str = "s", **rest: Any) -> Request:
    """Make a request of kind feed."""
    return Request(source=source, kind="feed", url=url, **rest)


def fetch(
    requests: Sequence[Request],
    *,
    resolver: Lookup | None = None,
    now: datetime | None = None,
    patience: float = 12.0,
    settings: FetchSettings = LOCAL,
    **changes: Any,
) -> list[Answer]:
    """Fetch them all, with *changes* to the settings."""
    fetcher = HttpFetcher(
        replace(settings, **changes),
        user_agent="Feedmill/0 (+test)",
        resolver=resolver,
        now=now,
        patience=patience,
    )
    return list(fetcher(requests))


def ask(url: str, *, headers: tuple[tuple[str, str], ...] = (), **changes: Any) -> Answer:
    """Fetch one URL without validators."""
    (answer,) = fetch([request(url, headers=headers)], **changes)
    return answer


def error_of(answer: Answer) -> FetchError:
    """Say that it failed, and give the failure."""
    assert isinstance(answer, FetchError), answer
    return answer


def code_of(answer: Answer) -> str:
    """Give the failure's code, empty for success."""
    return answer.code if isinstance(answer, FetchError) else ""


def document_of(answer: Answer) -> Document:
    """Say that it brought one document, and give it."""
    assert isinstance(answer, Fetched), answer
    (document,) = answer.documents
    return document
