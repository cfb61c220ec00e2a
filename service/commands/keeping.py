"""Keeping the house: stop what goes out, and let it go on."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

import typer

from newsroom import braking
from newsroom.house import House
from newsroom.problem import Problem
from outbox.brakes import Brake
from outbox.parcel import CHANNELS, Channel
from service import stillness
from service.commands.common import AsJson, Data, with_installation
from service.output import CommandError, Output
from service.wiring import Installation

Which = Annotated[
    str, typer.Argument(metavar="[mail|webhook|websub|all]", show_default=False)
]


def pause(which: Which = "all", data: Data = None, as_json: AsJson = False) -> None:
    """Let nothing more go out; what is on its way arrives."""
    _brake(which, data, as_json, braking.pause)


def resume(which: Which = "all", data: Data = None, as_json: AsJson = False) -> None:
    """Let go out what waits."""
    _brake(which, data, as_json, braking.resume)


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
