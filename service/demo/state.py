"""What the demo remembers in its folder, so that it can be run again there."""

import json
import os
import socket
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from audience import partners as store
from delivery.signature import new_secret, parse_secret
from newsroom import partners
from newsroom.house import House
from newsroom.problem import Problem
from service.commands.common import checked
from service.output import CommandError
from service.settings import Settings

FOLDER = "demo"
PARTNER = "موقع شريك"
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class State:
    """The ports of the last run, and the partner's endpoint with its secret."""

    secret: str
    site: int = 0
    former: Sequence[int] = ()  # where the site was before; old mails point there
    partner: int = 0
    mailbox: int = 0
    endpoint: str = ""
    hook: str = ""  # the address under which the house knows the endpoint


def load(data: Path) -> State:
    """What the folder remembers, or a beginning.

    Raises:
        CommandError: the folder belongs to an installation that is not a demo's.
    """
    file = _file(data)
    if file.is_file():
        return State(**json.loads(file.read_text(encoding="utf-8")))
    if (data / "nashra.db").exists():
        # Samples must never be published to somebody's real readers.
        message = f"{data} is not a folder of the demo; name an empty one."
        raise CommandError(Problem("not_a_demo", message, field="data"))
    return State(new_secret())


def save(data: Path, state: State) -> None:
    """The next run in this folder goes on from here."""
    file = _file(data)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(written, "w", encoding="utf-8") as out:
        json.dump(asdict(state), out)


def own(settings: Settings) -> Settings:
    """The settings without what would lead out of the folder, or to another house."""
    return replace(
        settings, public_url=None, database_url=None, keys_file=None, smtp_url=()
    )


def free_port(wished: Sequence[int]) -> int:
    """The first wished port that is free, else one that the system gives."""
    for port in (*wished, 0):
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no port is free")


async def endpoint(house: House, settings: Settings, state: State, hook: str) -> State:
    """The house pushes to the hook, and only there, with the partner's secret."""
    async with house.database.reading() as reading:
        known = await store.by_ids(reading, [state.endpoint])
    if known and state.hook == hook and known[0].state == "active":
        return state
    if known:
        async with house.database.writing() as transaction:
            await partners.close_endpoint(transaction, known[0].id, house.now())
    added = checked(
        await partners.add_endpoint(
            house,
            PARTNER,
            hook,
            [],
            parse_secret(state.secret),
            settings.outbound_allow,
        )
    )
    return replace(state, endpoint=added.id, hook=hook)


def _file(data: Path) -> Path:
    return data / FOLDER / "state.json"
