"""One run of the demo: its neighbours, its house, and what they come to in the end."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from pathlib import Path

from starlette.types import ASGIApp

from audience.addresses import parse_allow
from newsroom import record
from newsroom.house import House
from newsroom.problem import Problem
from service.clock import now
from service.commands.common import checked
from service.demo import checks, mailbox_site, partner_site, state, steps
from service.demo.checks import Check
from service.demo.mailbox import letters
from service.demo.scene import Places, Scene, scene_of
from service.demo.shelf import Shelf
from service.demo.state import HOST, PARTNER, State, endpoint, free_port
from service.demo.steps import Left
from service.output import CommandError, Exit
from service.server import Running, accepting, listen, serving
from service.settings import Settings

MAILBOX = "صندوق القرّاء"
ZONE = "Asia/Riyadh"  # of the pages of the neighbours
Tell = Callable[[str, int], None]  # what is being done, and how far it is in per cent


@dataclass(frozen=True, slots=True)
class Stage:
    """The house and its neighbours, all of them serving."""

    running: Running
    places: Places
    settings: Settings
    state: State

    @property
    def house(self) -> House:
        """The house."""
        return self.running.installation.house


@dataclass(frozen=True, slots=True)
class Result:
    """What the run came to."""

    checks: Sequence[Check]
    left: Sequence[Left]
    scene: Scene | None = None
    sums: dict[str, dict[str, int]] | None = None

    @property
    def ok(self) -> bool:
        """Every channel is right, and no file was left out."""
        return all(check.ok for check in self.checks) and not self.left


@asynccontextmanager
async def stage(settings: Settings, site: int) -> AsyncIterator[Stage]:
    """The house, its partner and its mailbox, for as long as the block lasts.

    Args:
        settings: of the demo's folder.
        site: the port of the site.

    Raises:
        CommandError: another process runs in the folder, it is no demo's, or the
            port is taken.
    """
    data = settings.data
    present = state.load(data)
    present = replace(
        present,
        site=site,
        former=sorted({*present.former, present.site} - {0, site}),
        partner=free_port([present.partner]),
        mailbox=free_port([present.mailbox]),
    )
    state.save(data, present)
    places = _places(present, data)
    # Only this process may reach the partner on this machine; the folder's settings
    # say nothing of it (decisions A15).
    allowed = parse_allow(f"{HOST}/32:{present.partner}")
    settings = replace(state.own(settings), outbound_allow=allowed)
    shelf = Shelf(data / state.FOLDER / "received.ndjson", present.secret)
    shelf.open()
    partner = partner_site.build(shelf, PARTNER, ZONE, now)
    mailbox = mailbox_site.build(places.mail, MAILBOX, ZONE)
    async with (
        _neighbour(partner, present.partner),
        _neighbour(mailbox, present.mailbox),
        serving(settings, HOST, present.site) as running,
    ):
        if running.dispatching is None:
            problem = Problem(
                "dispatching", "Another process delivers from this folder already."
            )
            raise CommandError(problem, exit_=Exit.FAILED)
        yield Stage(running, places, settings, present)


async def play(stage: Stage, files: Sequence[Path], policy: str, tell: Tell) -> Result:
    """Import, publish, mail and push; then look at every channel."""
    house, places = stage.house, stage.places
    checked(await record.change(house, {"title_policy": policy}))
    hook = f"{places.partner}/hook"
    kept = await endpoint(house, stage.settings, stage.state, hook)
    state.save(stage.settings.data, kept)
    brought = []
    for number, path in enumerate(files):
        tell(f"publish {path.name}", 50 * number // len(files))
        brought.append(await steps.bring(house, path))
    left = [each for each in brought if isinstance(each, Left)]
    ids = dict.fromkeys(each for each in brought if isinstance(each, str))
    articles = await steps.public(house, list(ids))
    tell("mail the edition", 50)
    for language in sorted(
        {article.language for article in articles} & set(steps.NAMES)
    ):
        await steps.issue(house, await steps.newsletter(house, language))
    tell("deliver", 60)
    sums = await steps.settled(house)
    found = letters(places.mail)
    scene = await scene_of(house, places, articles, found, sums["mail"]["delivered"])
    looked = await checks.run(scene, lambda: tell("look at the channels", 80))
    return Result(looked, left, scene, sums)


@asynccontextmanager
async def _neighbour(app: ASGIApp, port: int) -> AsyncIterator[None]:
    with closing(listen(HOST, port)) as listener:
        async with accepting(app, listener):
            yield


def _places(present: State, data: Path) -> Places:
    return Places(
        site=_url(present.site),
        former=[_url(port) for port in present.former],
        partner=_url(present.partner),
        mailbox=_url(present.mailbox),
        mail=data / "mail",
    )


def _url(port: int) -> str:
    return f"http://{HOST}:{port}"
