"""A kind of source brings its own keys: one dataclass, and nothing to add here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

from feedmill.errors import ConfigError
from feedmill.settings import load, sources_file
from feedmill.settings.reference import keys, reference
from feedmill.sources import KINDS

Write = Callable[..., Path]

TABLE = '[sources.x]\nkind = "page"\nurl = "https://x.example/"\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Keys of a made-up kind."""

    url: str
    depth: int = field(default=2, metadata={"description": "How deep to look."})
    selectors: tuple[str, ...] = ("main",)
    labels: tuple[str, ...] = field(default_factory=tuple)


@pytest.fixture(autouse=True)
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put a kind `page` into the table of kinds."""
    module = ModuleType("made_up_page", "Kind `page`: a made-up one.")
    vars(module).update(Settings=Settings, ADDRESS="url", LOCAL=False)
    monkeypatch.setitem(sys.modules, "made_up_page", module)
    monkeypatch.setitem(KINDS, "page", "made_up_page")
    _forget()
    yield
    _forget()


def _forget() -> None:
    sources_file.kind_model.cache_clear()
    sources_file._any_kind.cache_clear()


def test_its_keys_arrive_in_its_own_settings(installation: Write) -> None:
    """Defaults, and lists as tuples."""
    (source,) = load(installation(sources=TABLE + 'selectors = ["article", "p"]\n'), {}).sources

    assert Settings(url="https://x.example/", selectors=("article", "p")) == source.settings
    assert ("page", "https://x.example/") == (source.kind, source.address)


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ('depth = "deep"', "4:1: sources.x.depth: expected a whole number, got text"),
        ("selectors = [1]", "4:14: sources.x.selectors[0]: expected text in quotes, got a whole number"),
        ('selectors = "p"', "4:1: sources.x.selectors: expected a list, got text"),
        ("dept = 3", '4:1: sources.x: unknown key "dept" (did you mean "depth"?)'),
    ],
)
def test_its_keys_are_checked(installation: Write, line: str, mistake: str) -> None:
    """By the types of its fields, in the same words as all others."""
    with pytest.raises(ConfigError) as caught:
        load(installation(sources=f"{TABLE}{line}\n"), {})

    assert (f"config/sources.toml:{mistake}",) == caught.value.mistakes


def test_a_source_of_an_unknown_kind_may_use_keys_of_any(installation: Write) -> None:
    """Only the kind is told, not every key that depends on it."""
    with pytest.raises(ConfigError) as caught:
        load(installation(sources=TABLE.replace("page", "pages") + "depth = 3\n"), {})

    assert ('config/sources.toml:2:1: sources.x.kind: unknown kind "pages" (did you mean "page"?)',) == (
        caught.value.mistakes
    )


def test_it_is_in_the_reference() -> None:
    """With its types, defaults and descriptions."""
    assert "| `depth` | whole number | `2` | How deep to look. |" in reference()
    assert '| `selectors` | list: text | `["main"]` |' in reference()
    assert "sources.<id>.depth" in keys()
