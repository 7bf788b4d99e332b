"""
The reference page of `config/`, made from the models: every key, its type, default and meaning.

Only for the documentation; nothing of it runs in the mill.
"""

from __future__ import annotations

from datetime import timedelta
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Union, cast, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel

from feedmill.settings import models
from feedmill.settings.fields import Form, choices
from feedmill.settings.sources_file import kind_model
from feedmill.settings.topics_file import RESERVED
from feedmill.sources import KINDS, kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from pydantic.fields import FieldInfo

__all__ = ["keys", "reference"]

_HEAD = """\
# Configuration

<!-- Written by `make docs` from the models in pipeline/feedmill/settings; change them, not this page. -->

An installation is a folder with `config/`, `seeds/` and `feeds/`; `feedmill init DIR` makes one. Its
`config/` holds up to four TOML files. Unknown keys are mistakes; `feedmill check` lists every mistake of
every file with its line and column.

- **Durations** are `"30s"`, `"15m"`, `"1h"`, `"7d"`, or a number of seconds.
- **Paths** are relative to the installation folder.
- **`${NAME}`** in any text of `feedmill.toml` and `sources.toml` is replaced from the environment. A
  variable that is not set is a mistake; what it holds is never printed.
- **Names** (source ids, topic slugs) are 1 to 64 of the characters a-z, 0-9 and -, and do not begin or
  end with -.
"""
_SOURCES = """
One table `[sources.<id>]` for each source. The id is yours to choose and stays: articles are known by
it. The address may change, the id not, unless `formerly` lists the old one.
"""
_TERMS = """
Term sets stand under `[terms]`, each a list of words and phrases under a name: `g7 = ["G7", "Group of
Seven"]`. A filter uses one as `#g7`, and its name is a tag of every article that holds one of its words.
An entry is a word, words in a row, `prefix*` or `=Exact`; `.de:Hilfe` is any form of the word in that
language; `-G7 chord` is where a term does not count.

In place of the list there may be a table, as in `donors = { file = "terms/donors.txt", stem = "en" }`. A file
holds one entry a line; what follows a `#` at the beginning of a line or after a space is a comment.
"""
_TOPICS = f"""
One table `[topics.<slug>]` for each topic. The slug is the name of the published files, so it cannot be
one of {", ".join(f"`{name}`" for name in sorted(RESERVED))}.
"""


class _Section(NamedTuple):
    """A heading, a text, and the table of a model's keys."""

    heading: str
    text: str
    #: Where the keys stand: `site`, `sources.<id>`.
    prefix: str
    model: type[BaseModel] | None = None
    #: The model's keys that are described elsewhere.
    without: Collection[str] = ()


def reference() -> str:
    """Write the page, in Markdown."""
    return _HEAD + "".join(_written(section) for section in _sections())


def keys() -> tuple[str, ...]:
    """Give every key, as `site.title`, `sources.<id>.weight`, `topics.<slug>.examples[].text`."""
    return tuple(
        f"{section.prefix}.{name}"
        for section in _sections()
        for name in (section.model.model_fields if section.model else ())
        if name not in section.without
    )


def _sections() -> Iterator[_Section]:
    yield _Section("## feedmill.toml", _doc(models.FeedmillFile), "")
    for name, field in models.FeedmillFile.model_fields.items():
        model = cast("type[BaseModel]", field.annotation)
        yield _Section(f"### [{name}]", _doc(model), name, model)
    yield _Section("## sources.toml", _SOURCES, "sources.<id>", models.SourceTable)
    for name in KINDS:
        doc = (kind(name).__doc__ or "").strip().split("\n")[0]
        yield _Section(
            f'### kind = "{name}"',
            f"\n{doc}\n",
            "sources.<id>",
            kind_model(name),
            models.SourceTable.model_fields,
        )
    yield _Section("## topics.toml", _TERMS, "terms.<name>", models.TermTable)
    yield _Section("### [topics.\\<slug\\>]", _TOPICS, "topics.<slug>", models.TopicTable)
    for heading, model, prefix in (
        ("### duplicates", models.DuplicatesTable, "topics.<slug>.duplicates"),
        ("### [[topics.\\<slug\\>.examples]]", models.ExampleTable, "topics.<slug>.examples[]"),
    ):
        yield _Section(heading, _doc(model), prefix, model)
    yield _Section("## decisions.toml", _doc(models.DecisionsFile), "")
    for name, field in models.DecisionsFile.model_fields.items():
        yield _Section(f"### [[{name}]]", f"\n{field.description}\n", f"{name}[]", models.DecisionTable)


def _written(section: _Section) -> str:
    text = f"\n{section.heading}\n{section.text}"
    if section.model is None:
        return text
    rows = [
        f"| `{name}` | {_form(one.annotation, one.metadata)} | {_default(one)} | {one.description} |\n"
        for name, one in section.model.model_fields.items()
        if name not in section.without
    ]
    return f"{text}\n| Key | Type | Default | Meaning |\n|---|---|---|---|\n{''.join(rows)}"


def _doc(model: type[BaseModel]) -> str:
    return f"\n{(model.__doc__ or '').strip()}\n"


def _form(annotation: Any, metadata: Collection[Any] = ()) -> str:
    """Give the words for a type."""
    named = next((item.name for item in metadata if isinstance(item, Form)), "")
    origin = get_origin(annotation)
    if named or origin in _COMPOUNDS:
        return named or _COMPOUNDS[origin](get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "table"
    return _WORDS[annotation] + _range(metadata)


#: Words for a type made of others, by its origin.
_COMPOUNDS: dict[Any, Callable[[Any], str]] = {
    Annotated: lambda args: _form(args[0], args[1:]),
    Union: lambda args: next(_form(part) for part in args if part is not NoneType),
    UnionType: lambda args: next(_form(part) for part in args if part is not NoneType),
    list: lambda args: f"list: {_form(args[0])}",
    tuple: lambda args: f"list: {_form(args[0])}",
    Literal: choices,
}
_WORDS: dict[Any, str] = {bool: "true or false", int: "whole number", float: "number", str: "text"}


def _range(metadata: Collection[Any]) -> str:
    limits = [limit for item in metadata for limit in getattr(item, "metadata", [item])]
    least = next((limit.ge for limit in limits if isinstance(limit, Ge)), None)
    most = next((limit.le for limit in limits if isinstance(limit, Le)), None)
    if most is not None:
        return f", {least} to {most}"
    return "" if least is None else f", {least} or more"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        return "see below"
    return f"`{_toml(value)}`" if value not in (None, "", [], (), {}) else "none"


def _toml(value: object) -> str:
    """Write a default as an operator would."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, timedelta):
        return f'"{_duration(int(value.total_seconds()))}"'
    return f'"{value}"' if isinstance(value, str) else str(value)


def _duration(seconds: int) -> str:
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
