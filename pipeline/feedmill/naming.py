"""
What people call an article: an id, a published id, a URL, or a seed file.

Turns such a word into names that the store knows. A seed file means the article that one of the
configured seed folders would make of it, and no other source's, whatever guids others may use.
"""

from __future__ import annotations

from pathlib import Path

from feedmill.model import Document, Fetched, Parsed, Source
from feedmill.parts import Parts
from feedmill.sources import kind
from feedmill.text.ids import article_id, article_key
from feedmill.text.urls import item_key, match_key

__all__ = ["names"]

_SEED_SUFFIXES = (".txt", ".md", ".html", ".htm")


def names(parts: Parts, word: str) -> list[str]:
    """Give what the store may know *word* by, best first; the file system is read for seed files."""
    if word.startswith("tag:"):
        return [word]
    if "://" in word:
        return [*_pages(parts, word), word, match_key(word), item_key(word)]
    if Path(word).suffix.lower() in _SEED_SUFFIXES:
        return _seeds(parts, Path(word))
    return [word]


def _pages(parts: Parts, url: str) -> list[str]:
    """Give the article whose page lies on our own shelf at *url*."""
    path = url.removeprefix(parts.settings.site.url)
    record = parts.store.files().get(path) if path != url else None
    return [record.owner] if record is not None and record.owner.startswith("tag:") else []


def _seeds(parts: Parts, path: Path) -> list[str]:
    """Give the ids that *path* has, or had, in the seed folders that hold it."""
    found = []
    for source in parts.settings.sources:
        if not source.local:
            continue
        folder = Path(source.address).resolve()
        for place in (path, parts.settings.folder / path, folder / path):
            if place.resolve().is_relative_to(folder):
                found += _ids(parts, source, place)
    return list(dict.fromkeys(found))


def _ids(parts: Parts, source: Source, path: Path) -> list[str]:
    site = parts.settings.site
    keys = [article_key(guid, "", "", "", shared_link=False) for guid in (*_guids(path), path.stem)]
    return [
        article_id(site.id_domain, site.id_date, name, key)
        for key in keys
        for name in (source.id, *source.formerly)
    ]


def _guids(path: Path) -> list[str]:
    """Read the guid that a seed file gives itself in its front matter; none if it cannot be read."""
    try:
        body = path.read_bytes()
    except OSError:
        return []
    document = Document(name=path.name, body=body)
    parsed = kind("seed").parse(Fetched(source="", url=str(path.parent), documents=(document,)))
    return [entry.guid for entry in parsed.entries] if isinstance(parsed, Parsed) else []
