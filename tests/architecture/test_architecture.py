"""The house stands as it is drawn: floors, sizes, words, quick start."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "pipeline" / "feedmill"

#: Modules that `feedmill --help` must not load: they cost more than the answer.
HEAVY = {
    "aiohttp", "alembic", "apscheduler", "feedgen", "feedparser", "httpx", "jinja2", "lark", "lxml", "nh3",
    "Stemmer", "numpy", "py3langid", "pydantic", "re2", "sqlalchemy", "tomlkit", "yaml",
}  # fmt: skip

#: 300 lines are a reason to think, 500 an exception that is listed here with its reason.
LONGER_FILES: dict[str, str] = {}

#: Words that say nothing (design, section 6).
EMPTY_WORDS = re.compile(r"(^|_)(manager|handler|helper|helpers|util|utils|data|info)(_|$)", re.IGNORECASE)


def modules() -> list[Path]:
    """Give every module of the package but Alembic's versions."""
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "versions" not in path.parts]


def test_import_contracts() -> None:
    """Imports run down, rooms do not know each other, every vendor has one home."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, done.stdout


def test_import_contracts_can_fail(tmp_path: Path) -> None:
    """Negative control: a room that imports another breaks a contract."""
    config = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    # The floors turned upside down: what is right now must then be wrong.
    wrong = config.replace('  "text | errors",\n]', "]").replace(
        "layers = [\n", 'layers = [\n  "text | errors",\n'
    )
    (tmp_path / "pyproject.toml").write_text(wrong, encoding="utf-8")

    done = subprocess.run(
        [
            Path(sys.executable).with_name("lint-imports"),
            "--no-cache",
            "--config",
            tmp_path / "pyproject.toml",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 1 == done.returncode
    assert "BROKEN" in done.stdout


def test_help_is_quick() -> None:
    """`feedmill --help` loads no heavy module."""
    code = (
        "import sys, feedmill.cli; sys.argv = ['feedmill', '--help']; feedmill.cli.main(); "
        "print('LOADED', *sorted(name for name in sys.modules if '.' not in name))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.rsplit("LOADED", 1)[1].split())

    assert "Usage: " in done.stdout
    assert set() == loaded & HEAVY


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_are_short(path: Path) -> None:
    """No file is longer than 500 lines unless it is listed with its reason."""
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= 500 or str(path.relative_to(PACKAGE)) in LONGER_FILES


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_say_what_they_do(path: Path) -> None:
    """Every module has a docstring and begins with the annotations import (empty files aside)."""
    text = path.read_text(encoding="utf-8")
    if not text.strip():
        return
    tree = ast.parse(text)

    assert ast.get_docstring(tree)
    assert "from __future__ import annotations" in text or len(tree.body) == 1


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_names_say_something(path: Path) -> None:
    """No module, class or function is named by a word that says nothing."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        # A callback of asyncio is named by asyncio.
        and node.name != "data_received"
    ]

    assert [] == [name for name in (path.stem, *named) if EMPTY_WORDS.search(name)]


def test_no_index_address_is_written_down() -> None:
    """No file of the project names a package index."""
    index = re.compile(r"pypi\.org/simple|--(extra-)?index-url|files\.pythonhosted\.org")
    ignored = {".git", ".venv", "var", "build", "dist", "__pycache__", "results"}
    files = (path for path in ROOT.rglob("*") if path.is_file() and not ignored & set(path.parts))
    guilty = [
        str(path.relative_to(ROOT))
        for path in files
        if path != Path(__file__) and index.search(path.read_text("utf-8", "replace"))
    ]

    assert [] == guilty
