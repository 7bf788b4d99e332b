"""
The last part of publishing: what lies on the shelf is made to lie elsewhere as well.

Only what changed is sent; feeds and pages first, index and OPML after what they name, removals last. What
lies in a mirror is known by marks that are remembered: an object that somebody else changed is not
overwritten, for two mills that publish to one place would undo each other's work for ever. A mirror that
fails stops nothing else, and gets what it lacks in the next run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from feedmill.errors import PublishError
from feedmill.model import PublishedFile
from feedmill.parts import Parts
from feedmill.shelf.base import Changed, Mirror, Parcel
from feedmill.text.hashes import xxh128

__all__ = ["Mirrored", "mirror"]

#: Files whose bytes are in memory at once.
_CHUNK = 64
#: They name what lies there already, so they come last.
_LAST = ("feeds.opml", "index.html")
_FACT = "mirror "


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """What a run did to one mirror."""

    to: str
    written: int = 0
    removed: int = 0
    #: Why it is not complete, empty if it is.
    failure: str = ""


@dataclass(frozen=True, slots=True)
class _Sent:
    """What is remembered of one path of a mirror: hash of the content that was put, mark that it got."""

    hash: str
    mark: str


def mirror(parts: Parts) -> tuple[Mirrored, ...]:
    """
    Bring every mirror up to date with the shelf.

    Raises:
        StorageError: The store cannot be read or written.
        PublishError: The shelf cannot be read.
    """
    if not parts.mirrors:
        return ()
    files = {path: one for path, one in parts.store.files().items() if one.hash}
    facts = parts.store.facts()
    return tuple(_Run(parts, each, files, facts.get(_FACT + each.name, "")).go() for each in parts.mirrors)


class _Run:
    """One pass over one mirror."""

    def __init__(self, parts: Parts, mirror: Mirror, files: Mapping[str, PublishedFile], fact: str) -> None:
        self._parts = parts
        self._mirror = mirror
        self._files = files
        known = json.loads(fact or "{}")
        self._sent = {path: _Sent(*one) for path, one in known.get("sent", {}).items()}
        #: It never was complete, as far as is known: what lies there is taken over.
        self._is_new = not known.get("complete", False)
        self._marks: Mapping[str, str] = {}
        self._done = Mirrored(to=mirror.name)

    def go(self) -> Mirrored:
        """Send what differs, remove what is gone; say how far it came."""
        if not self._differs():
            return self._done
        try:
            self._marks = self._mirror.marks()
            self._send(path for path in sorted(self._files) if path not in _LAST)
            self._send(path for path in _LAST if path in self._files)
            self._remove()
        except PublishError as error:
            self._done = replace(self._done, failure=str(error))
        fact = {
            "complete": not (self._is_new and self._done.failure),
            "sent": {path: (one.hash, one.mark) for path, one in sorted(self._sent.items())},
        }
        self._parts.store.save_facts({_FACT + self._mirror.name: json.dumps(fact)})
        return self._done

    def _differs(self) -> bool:
        """Say whether the shelf holds anything else than what was sent."""
        return {path: one.hash for path, one in self._files.items()} != {
            path: one.hash for path, one in self._sent.items()
        }

    def _send(self, paths: Iterable[str]) -> None:
        lacking = (path for path in paths if not self._is_there(path))
        while chunk := list(islice(lacking, _CHUNK)):
            parcels = [self._parcel(path) for path in chunk]
            answers = zip(parcels, self._mirror.put(parcels), strict=True)
            changed = [parcel.path for parcel, mark in answers if not self._note(parcel, mark)]
            if changed:
                raise self._conflict(changed[0])

    def _note(self, parcel: Parcel, mark: str | Changed) -> bool:
        if isinstance(mark, Changed):
            return False
        self._sent[parcel.path] = _Sent(self._files[parcel.path].hash, mark)
        self._done = replace(self._done, written=self._done.written + 1)
        return True

    def _is_there(self, path: str) -> bool:
        """Say whether the mirror holds what the shelf holds at *path*; refuse what somebody else put."""
        mark, sent, wanted = self._marks.get(path), self._sent.get(path), self._files[path].hash
        if mark is None:
            return False
        if sent is not None and sent.mark == mark:
            return sent.hash == wanted
        # Put by a run that was killed before it could remember, or by somebody else.
        lies = _hash(self._mirror.read(path) or b"")
        if lies == wanted:
            self._sent[path] = _Sent(wanted, mark)
            return True
        if not self._is_new and (sent is None or sent.hash != lies):
            raise self._conflict(path)
        return False

    def _parcel(self, path: str) -> Parcel:
        content = self._parts.shelf.read(path)
        if content is None:
            raise PublishError(f"{path} is gone from the shelf; run again")
        return Parcel(path=path, content=content, before=self._marks.get(path, ""))

    def _remove(self) -> None:
        """Take away what this mill put and publishes no more; what somebody else put there stays."""
        gone = [path for path in self._sent if path not in self._files]
        mine = [path for path in gone if self._marks.get(path) == self._sent[path].mark]
        self._mirror.remove(mine)
        for path in gone:
            del self._sent[path]
        self._done = replace(self._done, removed=len(mine))

    def _conflict(self, path: str) -> PublishError:
        return PublishError(
            f"{self._mirror.name}/{path} was changed by somebody else since this mill put it there; let only "
            "one mill publish to that place, or delete the object to let this one go on"
        )


def _hash(content: bytes) -> str:
    return xxh128(content.decode("utf-8", "replace"))
