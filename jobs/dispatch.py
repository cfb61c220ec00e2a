"""The dispatcher of one process: timetables, sweeps, and a pump for each channel."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from digests.newsletters import Newsletter
from jobs import alarms, timetable, upkeep
from jobs.kick import Kick
from jobs.mailing import MailRoute, MailTransport
from jobs.posting import PostRoute, PostTransport
from jobs.pump import PATIENCE, Pump
from jobs.scheduler import Clockwork
from newsroom.house import House
from outbox import claims
from storage.watch import watching

log = logging.getLogger(__name__)

LOOKS = 900.0  # seconds between two looks for what is late
GRACE = 30.0  # seconds that what is on its way gets to end


@dataclass(frozen=True, slots=True)
class Windows:
    """How many parcels may be claimed and not yet recorded (decisions A2)."""

    mail: int = 50
    webhook: int = 200


@dataclass(frozen=True, slots=True)
class Transports:
    """How each channel leaves the house."""

    mail: MailTransport
    webhook: PostTransport


class Dispatch:
    """Everything that happens on its own, in one process."""

    def __init__(
        self,
        house: House,
        transports: Transports,
        kick: Kick,
        *,
        node: str,
        windows: Windows | None = None,
    ) -> None:
        windows = windows or Windows()
        self._house = house
        self._node = node
        self._clockwork = Clockwork()
        mail = MailRoute(
            house.database, house.keys, house.public_url, transports.mail, house.now
        )
        posts = PostRoute(house.database, house.keys, transports.webhook, house.now)
        self._mail = Pump(mail, windows.mail)
        self._posts = Pump(posts, windows.webhook)
        self._fill = asyncio.Event()
        kick.listeners.append(self.wake)

    def wake(self) -> None:
        """Something may be due."""
        self._mail.wake()
        self._posts.wake()
        self._fill.set()

    async def empty(self) -> None:
        """Do all that is due now, and return when nothing of it is left."""
        await self._free_the_dead()
        await upkeep.release_due(self._house)
        await upkeep.run_due_newsletters(self._house, self._node)
        await upkeep.fill(self._house)
        ends = await asyncio.gather(
            self._mail.run(until_empty=True),
            self._posts.run(until_empty=True),
            return_exceptions=True,  # one that fails leaves the other its time
        )
        for error in ends:
            if error is not None:
                raise error
        await upkeep.fill(self._house)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop, then end what is on its way."""
        await self._free_the_dead()
        self._start_sweeps()
        pumps = [asyncio.create_task(pump.run()) for pump in (self._mail, self._posts)]
        helpers = [
            asyncio.create_task(_patiently(self._follow)),
            asyncio.create_task(_patiently(self._watch)),
        ]
        stopped = asyncio.create_task(stop.wait())
        # A pump or helper that ends by itself has failed: let it be seen.
        await asyncio.wait(
            [stopped, *pumps, *helpers], return_when=asyncio.FIRST_COMPLETED
        )
        self.stop()
        stopped.cancel()
        await asyncio.gather(
            self._clockwork.stop(), _cancelled(helpers), _drained(pumps)
        )
        for task in [*pumps, *helpers]:
            if not task.cancelled() and (error := task.exception()):
                raise error

    def stop(self) -> None:
        """Claim nothing more."""
        self._mail.stop()
        self._posts.stop()

    async def _free_the_dead(self) -> None:
        """With SQLite we are alone: whatever is leased belongs to the dead."""
        database = self._house.database
        async with database.writing() as transaction:
            if database.is_sqlite:
                await claims.free_all(transaction, self._house.now())
            else:
                await claims.free_lapsed(transaction, self._house.now())

    def _start_sweeps(self) -> None:
        clockwork, house = self._clockwork, self._house
        now = house.now()
        clockwork.start()
        clockwork.every("timetables", 60, self._plan, now)
        clockwork.every("fill", 5, _timeless(upkeep.fill, house), now)
        clockwork.every("lapsed", 30, _timeless(upkeep.free_lapsed, house), now)
        clockwork.every("clean", 3600, _timeless(upkeep.clean, house), now)
        # What a start finds late has its time to leave first.
        soon = now + timedelta(seconds=LOOKS)
        clockwork.every("alarms", LOOKS, _timeless(alarms.look, house), soon)
        clockwork.every("render", 300, _timeless(upkeep.render_all_again, house), now)

    async def _plan(self, _: datetime) -> None:
        """Timetables as the newsletters now have them, and the next release."""
        prefix = "newsletter:"
        present = await upkeep.timetables(self._house)
        for newsletter, since in present:
            self._clockwork.on_timetable(
                upkeep.schedule_of(newsletter),
                upkeep.timetable_of(newsletter),
                since,
                partial(self._run_newsletter, newsletter),
            )
        names = {upkeep.schedule_of(newsletter) for newsletter, _ in present}
        for gone in self._clockwork.timetables(prefix) - names:
            self._clockwork.drop(gone)
        await self._release()

    async def _release(self, _: datetime | None = None) -> None:
        await upkeep.release_due(self._house)
        moment = await upkeep.next_release(self._house)
        # What is due and was not released is tried at each sweep, not without end.
        if moment is not None and moment > self._house.now():
            self._clockwork.once("release", moment, self._release)

    async def _run_newsletter(self, newsletter: Newsletter, moment: datetime) -> None:
        run = timetable.at(upkeep.timetable_of(newsletter), moment)
        if run is not None:
            await upkeep.run_newsletter(self._house, newsletter, run, self._node)

    async def _follow(self) -> None:
        """Fill editions as soon as somebody says that there is something to fill."""
        while True:
            await self._fill.wait()
            self._fill.clear()
            await upkeep.fill(self._house)

    async def _watch(self) -> None:
        """Other processes write too: a command, a second web process, a node."""
        async with watching(self._house.database) as watch:
            while True:
                # Looked at before it is waited for: nobody watched until now.
                self.wake()
                await self._plan(self._house.now())
                await watch.moved()


async def _patiently(work: Callable[[], Awaitable[None]]) -> None:
    """Do the work for ever; a database that is away ends nothing, nor does a mistake."""
    while True:
        try:
            await work()
        except Exception:
            # The sweeps do the same less often; sending does not hang on it.
            log.exception("begun again after a failure")
            await asyncio.sleep(PATIENCE)


async def _cancelled(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def _drained(pumps: list[asyncio.Task[None]]) -> None:
    """What is on its way ends and is recorded; what takes too long is in doubt."""
    _, late = await asyncio.wait(pumps, timeout=GRACE)
    if late:
        log.error("what was on its way has not ended in time")
        await _cancelled(list(late))


def _timeless(
    work: Callable[[House], Awaitable[object]], house: House
) -> Callable[[datetime], Awaitable[None]]:
    async def run(_: datetime) -> None:
        await work(house)

    return run
