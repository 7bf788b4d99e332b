"""Where pure work is done: for now, in the process that asks. `base` is the shape of it."""

from __future__ import annotations
