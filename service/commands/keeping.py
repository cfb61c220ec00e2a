"""Keeping the house: stop what goes out, let it go on, and keep a copy of it all."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from newsroom import braking
from newsroom.house import House
from newsroom.problem import Problem
from newsroom.replaying import Withdrawal
from outbox.brakes import Brake
from outbox.parcel import CHANNELS, Channel
from service import recovery, stillness
from service.backup import Backup, back_up
from service.commands.common import (
    AsJson,
    Data,
    checked,
    guarded,
    settings_for,
    with_installation,
)
from service.output import CommandError, Exit, Output
from service.recovery import Recovered
from service.wiring import LOCK, Installation
from storage.lock import held

Which = Annotated[
    str, typer.Argument(metavar="[mail|webhook|websub|all]", show_default=False)
]


def pause(which: Which = "all", data: Data = None, as_json: AsJson = False) -> None:
    """Let nothing more go out; what is on its way arrives."""
    _brake(which, data, as_json, braking.pause)


def resume(which: Which = "all", data: Data = None, as_json: AsJson = False) -> None:
    """Let go out what waits."""
    _brake(which, data, as_json, braking.resume)


def backup(
    file: Annotated[Path, typer.Argument(help="A file that is not there yet.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Copy the house while it works: FILE, FILE.keys.json and FILE.stops.ndjson."""

    async def work(installation: Installation, output: Output) -> None:
        three = Backup(file)
        problem = await back_up(installation, three)
        if problem is not None:
            raise CommandError(problem)
        record = {
            "file": str(three.database),
            "keys": str(three.keys),
            "stops": str(three.stops),
            "bytes": three.database.stat().st_size,
        }
        output.result({"backup": record}, [str(three.database)])
        output.say(output.sentence("backed_up", keys=three.keys))

    with_installation(data, as_json, work)


def recover(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="As nashra backup made it; without it the database that is here was "
            "put back by other means.",
            show_default=False,
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Agree to the withdrawals that come again.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Come back from a backup; nothing goes out before nashra resume."""
    output = Output(as_json)

    def agreed(withdrawals: Sequence[Withdrawal]) -> bool:
        if yes or not withdrawals:
            return True
        for each in withdrawals:
            output.say(f"{_word(each)}: {each.article.title or each.article.id}")
        if as_json or not sys.stdin.isatty():
            return False
        return typer.confirm(output.sentence("withdraw_again"), err=True)

    async def run() -> None:
        settings = settings_for(data)
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        with held(settings.data / LOCK) as ours:
            if not ours:
                problem = Problem(
                    "dispatching", "Another process delivers from this folder already."
                )
                raise CommandError(problem, exit_=Exit.FAILED)
            if file is None:
                recovered = await recovery.recover_here(settings, agreed)
            else:
                recovered = await recovery.recover(settings, Backup(file), agreed)
            _report(output, checked(recovered), on_draft=file is not None)

    guarded(as_json, run)


def _report(output: Output, recovered: Recovered, *, on_draft: bool) -> None:
    withdrawals = [
        {
            "kind": _word(each),
            "article": each.article.id,
            "title": each.article.title,
            "at": each.at,
        }
        for each in recovered.withdrawals
    ]
    record = {
        "recovered": recovered.is_done,
        "left": recovered.left,
        "withdrawals": withdrawals,
        "missed": list(recovered.passed),
        "paused": list(CHANNELS) if recovered.is_done or not on_draft else [],
        "moved": str(recovered.moved) if recovered.moved else None,
    }
    unagreed = "not_recovered" if on_draft else "not_withdrawn"
    name = "recovered" if recovered.is_done else unagreed
    told = output.sentence(name, left=recovered.left, withdrawn=len(withdrawals))
    output.result(record, [told])
    for newsletter in recovered.passed:
        output.say(output.sentence("passed_over", newsletter=newsletter))
    if not recovered.is_done:
        raise SystemExit(Exit.FAILED)


def _word(withdrawal: Withdrawal) -> str:
    return withdrawal.type.removeprefix("article.")


def _brake(
    which: str,
    data: Data,
    as_json: bool,
    change: Callable[[House, Sequence[Channel]], Awaitable[list[Brake]]],
) -> None:
    async def work(installation: Installation, output: Output) -> None:
        brakes = await change(installation.house, _channels(which))
        output.result(
            {"paused": [brake.channel for brake in brakes]},
            [stillness.told(brakes, output.language)],
        )

    with_installation(data, as_json, work)


def _channels(which: str) -> Sequence[Channel]:
    if which == "all":
        return CHANNELS
    for channel in CHANNELS:
        if channel == which:
            return (channel,)
    known = ", ".join((*CHANNELS, "all"))
    message = f"There is no channel {which}; it is one of {known}."
    fields = {"name": which, "known": known}
    raise CommandError(Problem("unknown_channel", message, "channel", fields=fields))
