"""
The clockwork: the same cycle as `feedmill run`, again and again.

The only home of APScheduler (3.x; 4 is still alpha). It keeps no jobs and no due times: which
source is due lies in the store, so a daemon asks publishers no more than cron does.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from datetime import UTC
from types import FrameType
from typing import TYPE_CHECKING, Any

from feedmill.errors import ConfigError, FeedmillError, LockHeld

if TYPE_CHECKING:
    from feedmill.settings import ScheduleSettings

__all__ = ["JOB_DEFAULTS", "Run", "keep_running"]

#: A late tick runs late instead of being dropped after APScheduler's default of one second
#: (agronholm/apscheduler issue 292), ticks that piled up run once, and never two at a time.
JOB_DEFAULTS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}

#: POSIX: 128 + the signal's number.
_EXIT = {signal.SIGINT: 130, signal.SIGTERM: 143}

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")

Say = Callable[[str], None]

#: One run; it asks its argument whether it should end early.
Run = Callable[[Callable[[], bool]], object]


def keep_running(run: Run, schedule: ScheduleSettings, say: Say) -> int:
    """
    Run one cycle at once, then one at each tick, until SIGINT or SIGTERM; give the exit code.

    A signal ends the run that is at work cleanly, after the answers it has already got. A config
    that became wrong is told and changes nothing until it is right again: that tick is skipped.
    """
    from apscheduler.schedulers.background import BackgroundScheduler

    stop = _Stop()
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults=JOB_DEFAULTS)
    tick = _Tick(run, say, stop)
    scheduler.add_job(tick, _trigger(schedule), id="cycle")
    with stop.on_signals():
        tick()
        scheduler.start()
        stop.wait()
        # The running job sees `stop` and ends; only then is the pool shut: nothing is cut off.
        scheduler.shutdown(wait=True)
    return stop.code


class _Stop:
    """Whether, and by which signal, we were asked to end."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.code = 0

    def is_set(self) -> bool:
        return self._event.is_set()

    def wait(self) -> None:
        # In steps: a bare wait() keeps Python from seeing signals on some systems.
        while not self._event.wait(timeout=1):
            pass

    def on_signals(self) -> _Signals:
        return _Signals(self._on_signal)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self.code = _EXIT[signal.Signals(number)]
        self._event.set()


class _Signals:
    """Our signal handlers while the block lasts, the former ones after."""

    def __init__(self, call: Callable[[int, FrameType | None], None]) -> None:
        self._call = call
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> None:
        self._before = {number: signal.signal(number, self._call) for number in _EXIT}

    def __exit__(self, *exc_info: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)


class _Tick:
    """One call of the clock."""

    def __init__(self, run: Run, say: Say, stop: _Stop) -> None:
        self._run = run
        self._say = say
        self._stop = stop

    def __call__(self) -> None:
        if self._stop.is_set():
            return
        try:
            self._run(self._stop.is_set)
        except LockHeld:
            self._say("another run is at work; this tick is left out")
        except ConfigError as error:
            self._say(f"{error}\nfeedmill: nothing was run; the next tick reads the config again")
        except FeedmillError as error:
            self._say(str(error))
        except Exception as error:  # noqa: BLE001 - a daemon that dies of one tick misses all the others
            self._say(f"this run failed in a way that nobody foresaw ({error!r}); please report it")


def _trigger(schedule: ScheduleSettings) -> object:
    """Give cron ticks in the operator's zone, or an even interval."""
    if schedule.every is not None:
        from apscheduler.triggers.interval import IntervalTrigger

        return IntervalTrigger(seconds=schedule.every.total_seconds(), timezone=UTC)
    from apscheduler.triggers.combining import OrTrigger

    minute, hour, day, month, weekday = schedule.cron.split()
    days = [(day, "*"), ("*", weekday)] if "*" not in (day[0], weekday[0]) else [(day, weekday)]
    # With both days restricted either will do (POSIX crontab); APScheduler alone would ask for both.
    return OrTrigger([_cron(minute, hour, one, month, other, schedule.timezone) for one, other in days])


def _cron(minute: str, hour: str, day: str, month: str, weekday: str, timezone: str) -> object:
    from apscheduler.triggers.cron import CronTrigger

    return CronTrigger(
        minute=minute, hour=hour, day=day, month=month, day_of_week=_weekdays(weekday), timezone=timezone
    )


def _weekdays(field: str) -> str:
    """Spell the days of the week: crontab(5) counts from Sunday, APScheduler 3 from Monday."""
    if field.startswith("*"):
        return field
    found: list[str] = []
    for item in field.lower().split(","):
        days, _, step = item.partition("/")
        first, _, last = days.partition("-")
        numbers = range(_day(first), _day(last or first) + 1, int(step or 1))
        found += [_DAYS[number % 7] for number in numbers]
    return ",".join(found)


def _day(word: str) -> int:
    return int(word) if word.isdigit() else _DAYS.index(word[:3])
