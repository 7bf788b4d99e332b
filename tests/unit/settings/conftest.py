"""An installation to write, load, and write again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def installation(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes files of `config/` (None = no such file); the folder has seeds/."""

    def write(
        *,
        main: str | None = None,
        sources: str | None = '[sources.seeds]\nkind = "seed"\npath = "seeds"\n',
        topics: str | None = "[topics.g7]\nfilter = 'G7'\n",
        decisions: str | None = None,
    ) -> Path:
        texts = {"feedmill": main, "sources": sources, "topics": topics, "decisions": decisions}
        (tmp_path / "config").mkdir(exist_ok=True)
        (tmp_path / "seeds").mkdir(exist_ok=True)
        for name, text in texts.items():
            path = tmp_path / "config" / f"{name}.toml"
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_text(text, encoding="utf-8")
        return tmp_path

    return write
