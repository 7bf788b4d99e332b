"""Write the pages of docs/ that are made from the code: `make docs`."""  # noqa: INP001 a script, no package

from __future__ import annotations

from pathlib import Path

from feedmill.settings.reference import reference

#: Page, and what writes it.
PAGES = {"config.md": reference}


def main() -> None:
    """Write every page anew."""
    for name, write in PAGES.items():
        (Path(__file__).parent / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    main()
