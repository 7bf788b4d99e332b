"""
The settings room: `config/` to frozen values, or ONE error with every mistake and its place.

Everything that other rooms need to know of the operator's wishes leaves here as `Settings`; no
other room reads TOML, the environment or pydantic. Beyond `config/` it looks only whether the seeds'
folders are there, for a warning; whether a source can be read is for those who read it.
"""

from __future__ import annotations

from feedmill.settings.decisions import add_decision, reidentify_decisions, remove_decisions
from feedmill.settings.load import load
from feedmill.settings.starter import init
from feedmill.settings.subscriptions import import_sources
from feedmill.settings.values import ScheduleSettings, Settings

__all__ = [
    "ScheduleSettings",
    "Settings",
    "add_decision",
    "import_sources",
    "init",
    "load",
    "reidentify_decisions",
    "remove_decisions",
]
