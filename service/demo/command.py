"""`nashra demo`: the main job on one machine, shown and checked."""

import asyncio
import logging
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from service.commands.common import AsJson, Data, guarded, settings_for
from service.demo import checks, run, state
from service.demo.mailbox import Letter
from service.demo.run import Result, Stage, Tell
from service.demo.scene import Places
from service.output import CommandError, Exit, Output, progress, table
from service.server import stop_on_signals

SAMPLES = Path(__file__).parents[1] / "samples"
PORT = 8080
_CHANNELS = ("mail", "webhook")

Show = Callable[[], Awaitable[None]]


def demo(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILES]…", help="Articles of yours.")
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Check every channel, and end.")
    ] = False,
    port: Annotated[
        int | None, typer.Option(help="Of the site; default: 8080 if it is free.")
    ] = None,
    title_policy: Annotated[
        str, typer.Option(help="For files without a title: ask, derive or reject.")
    ] = "derive",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the pages.")
    ] = True,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Publish sample articles and your own to feeds, mail and a partner; look at them."""
    wanted = [*sorted(SAMPLES.glob("*.md")), *(files or [])]

    async def show() -> None:
        output = Output(as_json)
        folder = data or Path(tempfile.mkdtemp(prefix="nashra-demo-"))
        async with _stage(folder, port, once=once) as stage:
            with _bar() as tell:
                result = await run.play(stage, wanted, title_policy, tell)
            _tell(output, stage.places, folder, result)
            if not once:
                urls = _worth_seeing(stage.places, result) if browser else []
                await _stay(output, stage, urls)
                return
        if not result.ok:
            raise SystemExit(Exit.FAILED)

    guarded(as_json, partial(_told_whatever_happens, show, as_json) if once else show)


async def _told_whatever_happens(show: Show, as_json: bool) -> None:
    """Programs read six checks, also when there was nothing to look at.

    Raises:
        CommandError: what was asked for is wrong.
    """
    try:
        await show()
    except Exception as error:
        if isinstance(error, CommandError) and error.exit is Exit.WRONG_INPUT:
            raise
        places = Places("", (), "", "", Path())
        result = Result(checks.failed(f"{type(error).__name__}: {error}"), [])
        _tell(Output(as_json), places, Path(), result)
        raise SystemExit(Exit.FAILED) from error


@asynccontextmanager
async def _stage(folder: Path, port: int | None, *, once: bool) -> AsyncIterator[Stage]:
    settings = settings_for(folder)
    _hush()
    site = port or state.free_port(_wished(folder, port, once=once))
    async with run.stage(settings, site) as stage:
        yield stage


def _tell(output: Output, places: Places, folder: Path, result: Result) -> None:
    record: dict[str, Any] = {
        "ok": result.ok,
        "url": places.site,
        "data": str(folder),
        "checks": [check.record for check in result.checks],
    }
    output.result(record, [_table(places, folder, result)])
    for left in result.left:
        output.say(output.placed(left.said, left.file))
    for check in result.checks:
        if not check.ok:
            output.say(f"{check.name}: {check.detail}")


def _table(places: Places, folder: Path, result: Result) -> Table:
    """Where to look, and whether it was found right."""
    site = places.site
    by_name = {check.name: "ok" if check.ok else "WRONG" for check in result.checks}
    rows = [
        ("front page", f"{site}/", by_name["page"]),
        ("feed page", f"{site}/feeds", None),
        ("Atom", f"{site}/feeds/all.atom", by_name["atom"]),
        ("RSS", f"{site}/feeds/all.rss", by_name["rss"]),
        ("JSON Feed", f"{site}/feeds/all.json", by_name["json"]),
        ("digest (mailbox)", _digest(places, result), by_name["mail"]),
        ("edition page", _edition(places, result), None),
        ("partner's view", f"{places.partner}/", by_name["webhook"]),
        *((f"ledger: {name}", _sums(result, name), None) for name in _CHANNELS),
        ("data", folder, None),
    ]
    return table(["what", "where", "checked"], rows)


def _shown(result: Result) -> Letter | None:
    """The letter to look at: an Arabic one if there is any."""
    letters = result.scene.letters if result.scene else ()
    return max(letters, key=lambda letter: letter.direction == "rtl", default=None)


def _digest(places: Places, result: Result) -> str:
    letter = _shown(result)
    return f"{places.mailbox}/{letter.key}" if letter else ""


def _edition(places: Places, result: Result) -> str:
    letter = _shown(result)
    return places.site + letter.edition_path if letter else ""


def _sums(result: Result, channel: str) -> str:
    sums = (result.sums or {}).get(channel, {})
    parts = [f"{number} {word}" for word, number in sums.items() if number]
    return ", ".join(parts)


async def _stay(output: Output, stage: Stage, urls: Sequence[str]) -> None:
    """Serve until Ctrl-C."""
    stop = asyncio.Event()
    stop_on_signals(stop)
    output.say(output.sentence("demo_stays", folder=stage.settings.data))
    if sys.stderr.isatty():  # else nobody is there to look
        await asyncio.to_thread(_open, urls)
    waiting: set[asyncio.Future[Any]] = {asyncio.create_task(stop.wait())}
    if stage.running.dispatching is not None:
        waiting.add(stage.running.dispatching)
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)


def _worth_seeing(places: Places, result: Result) -> list[str]:
    digest = _digest(places, result) or f"{places.mailbox}/"
    return [f"{places.site}/feeds", digest, f"{places.partner}/"]


def _open(urls: Sequence[str]) -> None:
    """In a browser with windows, if there is one; a terminal is not taken over."""
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return
    if type(found) is webbrowser.GenericBrowser:
        return
    for url in urls:
        found.open_new_tab(url)


def _hush() -> None:
    """What the demo's own servers and checks say of themselves is no news."""
    for chatty in ("httpx", "uvicorn.error"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


@contextmanager
def _bar() -> Iterator[Tell]:
    with progress() as bar:
        task = bar.add_task("demo", total=100)
        yield lambda said, done: bar.update(task, description=said, completed=done)


def _wished(folder: Path, port: int | None, *, once: bool) -> list[int]:
    """The port of the last run in the folder, so that links mailed then still lead."""
    if port == 0:
        return []
    known = state.load(folder).site
    usual = [] if once else [PORT]
    return [known, *usual] if known else usual
