"""What runs: the server, one delivery round, the ledger's sums, the doctor."""

import asyncio
import os
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from content import imprint
from feeds import store
from newsroom import braking
from newsroom.problem import Problem
from outbox import ledger
from service import server, stillness, words
from service.commands.common import (
    AsJson,
    Data,
    guarded,
    settings_for,
    tell_steps,
    with_installation,
)
from service.limits import raise_file_limit
from service.output import CommandError, Exit, Output, table
from service.records import feed_record
from service.server import Running, stop_on_signals
from service.settings import language
from service.transports import dispatcher, objections
from service.wiring import Installation, complete_stops
from service.words import Language
from storage.lock import held


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
        _report(output, await _checks(installation))

    async def ask() -> None:
        _report(output, [await _ask_server(settings_for(data).data)])

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
    output.say(_way_of_mail(running.installation, output.language))
    if running.brakes:
        output.say(stillness.told(running.brakes, output.language))
    if running.dispatching is None:
        output.say(output.sentence("only_serves"))


async def _say_if_paused(installation: Installation, output: Output) -> None:
    brakes = await braking.braked(installation.house)
    if brakes:
        output.say(stillness.told(brakes, output.language))


async def _deliver(installation: Installation, until_empty: bool) -> None:
    async with dispatcher(installation, "deliver") as dispatch:
        if until_empty:
            # SIGTERM ends the round in order: what is on its way is recorded.
            stop_on_signals(stop := asyncio.Event())
            ending = asyncio.create_task(stop.wait())
            ending.add_done_callback(lambda _: dispatch.stop())
            await dispatch.empty()
            ending.cancel()
            return
        stop_on_signals(stop := asyncio.Event())
        await dispatch.run(stop)


def _way_of_mail(installation: Installation, language: Language) -> str:
    """Where mail goes, without whoever signs in there."""
    relays = installation.settings.smtp_url
    if relays:
        names = ", ".join(str(relay) for relay in relays)
        return words.sentence("relay", language, relay=names)
    return words.sentence("no_relay", language, folder=installation.mail)


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


async def _checks(installation: Installation) -> list[dict[str, Any]]:
    async with installation.database.reading() as reading:
        publisher = await imprint.load(reading)
    public = installation.settings.public_url
    keys = installation.settings.keys_file or installation.settings.data / "keys.json"
    safe = keys.stat().st_mode & 0o077 == 0
    return [
        _check("D1", True, "The database answers and is migrated.", None),
        _check("D2", publisher is not None, "The publisher is known.", None),
        _check(
            "D3",
            True if public else None,
            f"Links are made to {installation.house.public_url}.",
            None if public else "Set NASHRA_PUBLIC_URL before anybody else reads this.",
        ),
        _check(
            "D4",
            safe,
            f"Only the owner can read {keys}." if safe else f"Others can read {keys}.",
            None if safe else f"chmod 600 {keys}",
        ),
        await _check_relays(installation),
        await _check_brakes(installation),
    ]


async def _check_relays(installation: Installation) -> dict[str, Any]:
    """Whether mail would leave: every relay is called, and sent nothing."""
    told = _way_of_mail(installation, language())
    found = await objections(installation)
    if not found:
        resend = "nashra deliveries resend --transport maildir"
        return _check("D5", None, told, f"Set NASHRA_SMTP_URL, then: {resend}")
    why = [each for each in found if each]
    ok = True if not why else None if len(why) < len(found) else False
    fix = "Look at NASHRA_SMTP_URL, and whether the relay runs." if why else None
    return _check("D5", ok, " ".join([told, *(f"{each}." for each in why)]), fix)


async def _check_brakes(installation: Installation) -> dict[str, Any]:
    """Whether somebody has stopped what goes out, and why."""
    brakes = await braking.braked(installation.house)
    message = stillness.told(brakes, language())
    for why in sorted({brake.why for brake in brakes}):
        message += " " + words.sentence(f"paused_by_{why}", language())
    return _check(
        "D7", None if brakes else True, message, "nashra resume" if brakes else None
    )


def _check(name: str, ok: bool | None, message: str, fix: str | None) -> dict[str, Any]:
    return {"id": name, "ok": ok, "message": message, "fix": fix}


async def _ask_server(data: Path) -> dict[str, Any]:
    lock = data / "dispatch.lock"
    url = lock.read_text(encoding="utf-8").strip() if lock.is_file() else ""
    if not url:
        return _check("D6", False, "No server has run in this folder.", "nashra serve")
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            answer = await client.get(f"{url}/readyz")
    except httpx.HTTPError as error:
        return _check("D6", False, f"{url} does not answer: {error}.", "nashra serve")
    return _check(
        "D6", answer.is_success, f"{url}/readyz says {answer.status_code}.", None
    )


def _report(output: Output, checks: list[dict[str, Any]]) -> None:
    ok = all(check["ok"] is not False for check in checks)
    words = {True: "ok", False: "WRONG", None: "look"}
    rows = [(words[check["ok"]], check["message"], check["fix"]) for check in checks]
    output.result({"ok": ok, "checks": checks}, [table(["", "check", "mend"], rows)])
    if not ok:
        raise SystemExit(Exit.FAILED)
