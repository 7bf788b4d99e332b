"""
The very last of a run: hubs are told which feeds changed, so that their subscribers have it at once.

What is to be told is remembered with the files, before any hub is asked: a run that is killed, or a hub that
is down, loses no ping. Each is tried again in every run for a day and then given up: by then its
subscribers have polled. Takes ten seconds at the most, and fails nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedmill.fetch.base import Ping
from feedmill.model import Site
from feedmill.parts import Parts
from feedmill.text.dates import rfc3339
from feedmill.text.urls import redact

__all__ = ["Pinged", "note_changed", "ping"]

_GIVEN_UP = timedelta(days=1)
#: The fact that holds what is to be told: a list of (hub, URL of the feed, since when).
_FACT = "pings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinged:
    """What hubs were told."""

    sent: int = 0
    #: Those that the next run tries again, and those that were tried for a day.
    waiting: int = 0
    given_up: int = 0
    #: Why, for one of them: hub and reason.
    failure: str = ""


def note_changed(parts: Parts, paths: Iterable[str]) -> None:
    """
    Remember to tell every hub of these published feeds; nobody is told an address of this machine alone.

    Raises:
        StorageError: The store cannot be read or written.
    """
    site, hubs = parts.settings.site, parts.settings.publish.websub
    if not hubs or site.url == Site().url:
        return
    now = rfc3339(parts.now)
    told = {Ping(hub, site.url + path): now for path in paths for hub in hubs}
    if told:
        # What waits already keeps its age.
        parts.store.save_facts({_FACT: _write(told | _read(parts.store.facts().get(_FACT, "")))})


def ping(parts: Parts) -> Pinged:
    """
    Tell every hub of the feeds that it was not told of yet.

    Raises:
        StorageError: The store cannot be read or written.
    """
    hubs = parts.settings.publish.websub
    known = parts.store.facts().get(_FACT, "")
    if not known:
        return Pinged()
    # A hub that was taken out of the settings is told no more.
    waiting = {one: since for one, since in _read(known).items() if one.hub in hubs}
    pings = sorted(waiting, key=lambda one: (waiting[one], one))
    answers = dict(zip(pings, parts.ping(pings), strict=True))
    left = {one: waiting[one] for one, reason in answers.items() if reason}
    old = {one for one, since in left.items() if parts.now - datetime.fromisoformat(since) >= _GIVEN_UP}
    parts.store.save_facts({_FACT: _write({one: left[one] for one in left.keys() - old})})
    first = next((f"{redact(one.hub)} {reason}" for one, reason in answers.items() if reason), "")
    return Pinged(sent=len(pings) - len(left), waiting=len(left) - len(old), given_up=len(old), failure=first)


def _read(fact: str) -> dict[Ping, str]:
    return {Ping(hub, feed): since for hub, feed, since in json.loads(fact or "[]")}


def _write(waiting: Mapping[Ping, str]) -> str:
    # An empty fact is none.
    return json.dumps([(one.hub, one.feed, waiting[one]) for one in sorted(waiting)]) if waiting else ""
