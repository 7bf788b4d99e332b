"""
The peer: lemon24/reader, as its documentation has it used. `peer_reader.py DATABASE STEP [FEEDS PORT]`.

Steps: `add` (the feeds, and search switched on), `update` (two threads), `search` (bring the index up to
date). Prints the number of entries. Runs in an environment of its own, see requirements.txt.
"""

from __future__ import annotations

import logging
import sys

from reader import make_reader
from server import address

__all__: list[str] = []


def main(database: str, step: str, feeds: int = 0, port: int = 0) -> None:
    """Do one step and print."""
    logging.disable()
    reader = make_reader(database)
    match step:
        case "add":
            for index in range(feeds):
                reader.add_feed(f"http://{address(index)}:{port}/feed.xml")
            reader.enable_search()
        case "update":
            reader.update_feeds(workers=2, scheduled=False)
        case _:
            reader.update_search()
    print(reader.get_entry_counts().total)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
