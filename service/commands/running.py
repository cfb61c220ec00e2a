"""What runs: the server, one delivery round, the ledger's sums, the doctor."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import httpx
import typer

from feeds import store
from newsroom import braking
from newsroom.problem import Problem
from outbox import ledger
from service import server, stillness
from service.commands.common import (
    AsJson,
    Data,
    guarded,
    settings_for,
    tell_steps,
    with_installation,
)
from service.doctor import Check, examine, way_of_mail
from service.findings import finding
from service.limits import raise_file_limit
from service.output import CommandError, Exit, Output, progress, table
from service.records import feed_record
from service.server import Running, stop_on_signals
from service.transports import dispatcher
from service.wiring import Installation, complete_stops
from service.words import Language
from storage.lock import held

BAR_EVERY = 0.25  # seconds between two looks at what is still due


def serve(
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="0 takes a free one.", min=0, max=65535)
    ] = 8080,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Serve pages and feeds, and deliver what is owed."""
    output = Output(as_json)

    async def run() -> None:
        raise_file_limit()
        stop = asyncio.Event()
        stop_on_signals(stop)
        settings = settings_for(data)
        tell_steps(settings)
        await server.serve(settings, host, port, stop, lambda on: _ready(output, on))

    guarded(as_json, run)


def deliver(
    until_empty: Annotated[
        bool, typer.Option("--until-empty", help="End when nothing is due.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Deliver what is due, without a server."""

    async def work(installation: Installation, output: Output) -> None:
        raise_file_limit()
        tell_steps(installation.settings)
        with held(installation.dispatch_lock) as ours:
            if not ours and installation.database.is_sqlite:
                problem = Problem(
                    "dispatching", "Another process delivers from this folder already."
                )
                raise CommandError(problem, exit_=Exit.FAILED)
            await complete_stops(installation.house)
            await _say_if_paused(installation, output)
            before = await _totals(installation)
            await _deliver(installation, until_empty)
        record, overdue = await _round(installation, before)
        output.result(
            record, [", ".join(f"{number} {word}" for word, number in record.items())]
        )
        if overdue:
            raise SystemExit(Exit.FAILED)

    with_installation(data, as_json, work)


def feeds(data: Data = None, as_json: AsJson = False) -> None:
    """Show the feeds and their addresses."""

    async def work(installation: Installation, output: Output) -> None:
        url = installation.house.public_url
        async with installation.database.reading() as reading:
            found = [
                feed_record(head, size, url)
                for head, size in await store.listing(reading)
            ]
        rows = [
            (each["name"], each["entries"], each["atom"], each["rss"], each["json"])
            for each in found
        ]
        output.result(
            {"feeds": found}, [table(["feed", "entries", "Atom", "RSS", "JSON"], rows)]
        )

    with_installation(data, as_json, work)


def doctor(
    live: Annotated[
        bool,
        typer.Option("--live", help="Only ask the running server whether it is ready."),
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Check the installation and say in plain words what to mend."""
    output = Output(as_json)

    async def work(installation: Installation, output: Output) -> None:
        _report(output, await examine(installation, output.language))

    async def ask() -> None:
        found = await _ask_server(settings_for(data).data, output.language)
        _report(output, [found])

    if live:
        guarded(as_json, ask)
    else:
        with_installation(data, as_json, work)


def _ready(output: Output, running: Running) -> None:
    record = {
        "ready": True,
        "url": running.url,
        "pid": os.getpid(),
        "dispatching": running.dispatching is not None,
    }
    output.result(record, [f"Nashra: {running.url}"])
    output.say(way_of_mail(running.installation, output.language))
    if running.brakes:
        output.say(stillness.told(running.brakes, output.language))
    if running.dispatching is None:
        output.say(output.sentence("only_serves"))


async def _say_if_paused(installation: Installation, output: Output) -> None:
    brakes = await braking.braked(installation.house)
    if brakes:
        output.say(stillness.told(brakes, output.language))


async def _deliver(installation: Installation, until_empty: bool) -> None:
    stop_on_signals(stop := asyncio.Event())
    async with dispatcher(installation, "deliver") as dispatch:
        if not until_empty:
            await dispatch.run(stop)
            return
        # SIGTERM ends the round in order: what is on its way is recorded.
        ending = asyncio.create_task(stop.wait())
        ending.add_done_callback(lambda _: dispatch.stop())
        watching = asyncio.create_task(_show_what_is_due(installation))
        try:
            await dispatch.empty()
        finally:
            ending.cancel()
            watching.cancel()
            await asyncio.wait([ending, watching])


async def _show_what_is_due(installation: Installation) -> None:
    """A bar that fills as the round goes on, where somebody looks."""
    with progress() as bar:
        if bar.disable:
            return
        task, most = bar.add_task("deliver", total=None), 0
        while True:
            async with installation.database.reading() as reading:
                _, due = await ledger.waiting_by(reading, installation.house.now())
            most = max(most, due)
            bar.update(task, total=most, completed=most - due)
            await asyncio.sleep(BAR_EVERY)


async def _totals(installation: Installation) -> dict[str, int]:
    async with installation.database.reading() as reading:
        sums = await ledger.sums(reading)
        tried = await ledger.deferred(reading)
    words = ("delivered", "refused", "unknown")
    totals = {word: sum(counts[word] for counts in sums.values()) for word in words}
    return {**totals, "deferred": tried}


async def _round(
    installation: Installation, before: dict[str, int]
) -> tuple[dict[str, int], int]:
    """What this round did, and how many parcels should have gone and wait."""
    after = await _totals(installation)
    async with installation.database.reading() as reading:
        waiting, overdue = await ledger.waiting_by(reading, installation.house.now())
    words = ("delivered", "deferred", "refused", "unknown")
    return {
        **{word: after[word] - before[word] for word in words},
        "waiting": waiting,
    }, overdue


async def _ask_server(data: Path, language: Language) -> Check:
    lock = data / "dispatch.lock"
    url = lock.read_text(encoding="utf-8").strip() if lock.is_file() else ""
    if not url:
        return Check("D6", False, *finding("no_server", language))
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            answer = await client.get(f"{url}/readyz")
    except httpx.HTTPError as error:
        return Check("D6", False, *finding("silent", language, url=url, error=error))
    told = finding("readyz", language, url=url, status=answer.status_code)
    return Check("D6", answer.is_success, *told)


def _report(output: Output, checks: Sequence[Check]) -> None:
    ok = all(check.ok is not False for check in checks)
    headings = ["", *(output.sentence(f"doctor_{each}") for each in ("check", "mend"))]
    verdicts = {True: "right", False: "wrong", None: "look"}
    rows = [
        (output.sentence(f"doctor_{verdicts[check.ok]}"), check.message, check.fix)
        for check in checks
    ]
    record = {"ok": ok, "checks": [asdict(check) for check in checks]}
    output.result(record, [table(headings, rows)])
    if not ok:
        raise SystemExit(Exit.FAILED)
