"""
Where pure work is done: `pipes` in processes that may die, `inline` in the process that asks.

`base` is the shape of both. Nothing here knows what the work is.
"""

from __future__ import annotations
