"""
Arrays kept in a folder, so that no later process need make them.

They are read whole and checked (CRC-32, by the form of the file); what is torn, old or missing is made
anew. A folder that cannot be written to is no error: what is kept can always be made again. Knows
nothing of what the arrays are for.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedmill.text.late import Arrays

__all__ = ["ArrayShelf"]

#: Stands among the arrays of a file.
_VERSION = "version"


@dataclass(frozen=True, slots=True)
class ArrayShelf:
    """A `late.Keeper` over a folder, made when the first arrays are kept: one file for each name."""

    folder: Path

    def __call__(self, name: str, version: str, make: Callable[[], Arrays]) -> Arrays:
        """Give the arrays of this name and version, kept or made."""
        file = self.folder / f"{name}.npz"
        arrays = _read(file, version)
        if arrays is None:
            arrays = make()
            with suppress(OSError):
                _write(file, version, arrays)
        return arrays


def _read(file: Path, version: str) -> Arrays | None:
    # Late, here and below: most runs read no arrays.
    from zipfile import BadZipFile

    import numpy as np

    try:
        with file.open("rb") as whole, np.load(whole, allow_pickle=False) as packed:
            if packed[_VERSION].tolist() != version:
                return None
            return {name: packed[name] for name in packed.files if name != _VERSION}
    except (OSError, EOFError, KeyError, ValueError, BadZipFile):
        return None


def _write(file: Path, version: str, arrays: Arrays) -> None:
    """Write a file that is whole or not there, whoever else writes it, or ends this process, meanwhile."""
    from tempfile import mkstemp

    import numpy as np

    file.parent.mkdir(parents=True, exist_ok=True)
    # What another process left unfinished; one that is at it still fails, and has its arrays all the same.
    for left in file.parent.glob(f".{file.name}-*"):
        left.unlink(missing_ok=True)
    number, unfinished = mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(number, "wb") as out:
            everything: dict[str, Any] = {_VERSION: np.array(version), **arrays}
            np.savez(out, **everything)
        Path(unfinished).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(unfinished).unlink()
        raise
