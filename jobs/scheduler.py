"""APScheduler, with our own trigger and executor: it only says that it is time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from apscheduler.executors.base import BaseExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from jobs import timetable
from jobs.timetable import Timetable

log = logging.getLogger(__name__)

Work = Callable[[datetime], Awaitable[None]]  # given the time it was to run


class TimetableTrigger(BaseTrigger):  # type: ignore[misc]  # untyped library
    """Fires once for each local day; CronTrigger loses and doubles some."""

    def __init__(self, table: Timetable) -> None:
        self.table = table

    def get_next_fire_time(
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime:
        """The next instant, counted from the last one if there was one."""
        return timetable.after(self.table, previous_fire_time or now).at


class FireTimeExecutor(BaseExecutor):  # type: ignore[misc]  # untyped library
    """Hands each job the time it was to run: the only place that is told."""

    def __init__(self) -> None:
        super().__init__()
        self._running: set[asyncio.Task[None]] = set()

    def is_running(self, name: str) -> bool:
        """Whether a run of this job has begun and not ended."""
        return any(task.get_name() == name for task in self._running)

    def _do_submit_job(self, job: Any, run_times: Sequence[datetime]) -> None:  # noqa: ANN401
        task = asyncio.get_running_loop().create_task(
            self._run(job, run_times), name=job.id
        )
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, job: Any, run_times: Sequence[datetime]) -> None:  # noqa: ANN401
        try:
            for run_time in run_times:
                await job.func(run_time)
        except Exception:
            # One job's mistake must not end the others; the next run tries again.
            log.exception("job failed", extra={"job": job.id})
        finally:
            self._run_job_success(job.id, [])

    async def drain(self) -> None:
        """Wait for what is running; the library's own shutdown would cancel it."""
        await asyncio.gather(*self._running, return_exceptions=True)


class Clockwork:
    """The timetables and sweeps of one process."""

    def __init__(self) -> None:
        self._executor = FireTimeExecutor()
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            executors={"default": self._executor},
            # A late run is still a run, several late ones are one, and none is
            # dropped because the one before is still busy.
            job_defaults={
                "misfire_grace_time": None,
                "coalesce": True,
                "max_instances": 3,
            },
        )

    def start(self) -> None:
        """From now on what is due runs."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Nothing new runs, and what runs has ended."""
        self._scheduler.pause()
        await self._executor.drain()
        self._scheduler.shutdown(wait=False)

    def every(self, name: str, seconds: float, work: Work, first: datetime) -> None:
        """Run the work first at that time and then at this distance."""
        self._add(work, IntervalTrigger(seconds=seconds), name, first)

    def once(self, name: str, moment: datetime, work: Work) -> None:
        """Run the work at that moment, in the place of an earlier wish."""
        self._add(work, DateTrigger(moment), name, moment)

    def on_timetable(
        self, name: str, table: Timetable, since: datetime, work: Work
    ) -> None:
        """Run the work at each occurrence after `since`, also those in the past."""
        first = timetable.after(table, since).at
        known = self._scheduler.get_job(name)
        if known is not None and known.trigger.table == table:
            # A run that failed has left no trace in the rows: it is made up for, and
            # not when the next one comes.
            made = known.next_run_time <= first or self._executor.is_running(name)
            if made:
                return
        self._add(work, TimetableTrigger(table), name, first)

    def timetables(self, prefix: str) -> set[str]:
        """The names of the timetables that begin like this."""
        jobs = self._scheduler.get_jobs()
        return {job.id for job in jobs if job.id.startswith(prefix)}

    def drop(self, name: str) -> None:
        """Run this no more."""
        self._scheduler.remove_job(name)

    def _add(
        self, work: Work, trigger: BaseTrigger, name: str, first: datetime
    ) -> None:
        self._scheduler.add_job(
            work,
            trigger,
            # The library insists on what the work takes; our executor says when.
            args=(first,),
            id=name,
            next_run_time=first,
            replace_existing=True,
        )
