"""
Topic filters: a language of its own, compiled once, asked of every article, with reasons.

Pure: filters and articles in, matches out. This room does not tag, store or publish, knows no
clock ("age" is what an article was when first seen), and reads no file.
"""

from __future__ import annotations

from feedmill.topics.check import Warned, unknown_sources, warnings
from feedmill.topics.compile import (
    LANGUAGE_VERSION,
    BadFilters,
    Filter,
    Filters,
    compile_filters,
    compile_query,
    filter_hash,
)
from feedmill.topics.evaluate import evaluate
from feedmill.topics.examples import ExampleResult, run_examples
from feedmill.topics.parse import Names, parse
from feedmill.topics.percolate import explain, percolate
from feedmill.topics.scores import Score, explain_scores
from feedmill.topics.sieve import Sieve, sieve
from feedmill.topics.subject import Subject, subject

__all__ = [
    "LANGUAGE_VERSION",
    "BadFilters",
    "ExampleResult",
    "Filter",
    "Filters",
    "Names",
    "Score",
    "Sieve",
    "Subject",
    "Warned",
    "compile_filters",
    "compile_query",
    "evaluate",
    "explain",
    "explain_scores",
    "filter_hash",
    "parse",
    "percolate",
    "run_examples",
    "sieve",
    "subject",
    "unknown_sources",
    "warnings",
]
