"""The table of formats."""

from __future__ import annotations

import subprocess
import sys

import pytest

from feedmill.formats import KINDS, kind


@pytest.mark.parametrize("name", KINDS)
def test_kind(name: str) -> None:
    """Every kind in the table has a media type and writes bytes."""
    module = kind(name)

    assert "/" in module.MEDIA_TYPE
    assert callable(module.render)


def test_unknown_kind() -> None:
    """A kind that is not in the table is a KeyError that names it."""
    with pytest.raises(KeyError, match="gopher"):
        kind("gopher")


def test_kinds_are_imported_on_use() -> None:
    """Asking for the table costs no vendor."""
    code = "import sys, feedmill.formats; print(sorted({'feedgen', 'jinja2', 'lxml'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "[]"
