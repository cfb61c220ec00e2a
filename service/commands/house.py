"""The house itself: begin one, its publisher, its settings."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from content import imprint
from content.arabic import clean
from content.decoding import normal_line
from content.publisher import Publisher
from jobs import upkeep
from newsroom import record
from newsroom.problem import Problem
from service.commands.common import (
    AsJson,
    Data,
    checked,
    guarded,
    settings_for,
    with_installation,
)
from service.output import CommandError, Output, table
from service.settings import FILE_NAME, SETTINGS
from service.wiring import Installation

publisher = typer.Typer(no_args_is_help=True, help="What the publisher says of itself.")

_LINES = ("postal_address",)
_EXAMPLE = """\
# Settings of this machine; NASHRA_* in the environment wins over this file.
# `nashra settings` lists them all.

# public_url = "https://news.example.org"
"""


def init(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="The same as --data.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make a data folder with its settings file, keys and database."""

    async def work(installation: Installation, output: Output) -> None:
        folder = installation.settings.data
        file = folder / FILE_NAME
        if not file.exists():
            file.write_text(_EXAMPLE, encoding="utf-8")
        output.result(
            {"data": str(folder), "settings": str(file)},
            [
                f"{folder} is ready. Settings: {file}",
                f"Next: nashra serve --data {folder}",
            ],
        )

    with_installation(folder or data, as_json, work)


@publisher.command("show")
def show(data: Data = None, as_json: AsJson = False) -> None:
    """Show the publisher's record."""

    async def work(installation: Installation, output: Output) -> None:
        _print(output, await _publisher(installation))

    with_installation(data, as_json, work)


@publisher.command("set")
def set_(
    fields: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE…")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Change fields of the publisher's record; feeds and pages follow."""

    async def work(installation: Installation, output: Output) -> None:
        changes = dict(_field(text) for text in fields)
        changed = checked(await record.change(installation.house, changes))
        await upkeep.render_all_again(installation.house)
        _print(output, changed)

    with_installation(data, as_json, work)


def settings(data: Data = None, as_json: AsJson = False) -> None:
    """Show the settings of this machine, and what each means."""
    output = Output(as_json)

    async def run() -> None:
        present = settings_for(data)
        rows = [
            {
                "name": each.name,
                "variable": each.variable,
                "value": "set"
                if each.is_secret and getattr(present, each.name)
                else _shown(getattr(present, each.name)),
                "meaning": each.meaning,
            }
            for each in SETTINGS
        ]
        columns = ["variable", "value", "meaning"]
        cells = [[row[name] for name in columns] for row in rows]
        output.result({"settings": rows}, [table(columns, cells)])

    guarded(as_json, run)


async def _publisher(installation: Installation) -> Publisher:
    async with installation.database.reading() as reading:
        found = await imprint.load(reading)
    assert found is not None  # noqa: S101  an open installation has one
    return found


def _field(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        message = f"{text} is not FIELD=VALUE."
        raise CommandError(Problem("usage", message, field="fields"))
    # It goes into XML and into headers; an address for letters may have lines.
    return name, clean(value).strip() if name in _LINES else normal_line(value)


def _print(output: Output, found: Publisher) -> None:
    fields: dict[str, Any] = asdict(found)
    output.result({"publisher": fields}, [table(["field", "value"], fields.items())])


def _shown(value: object) -> str | None:
    if value is None or value == ():
        return None
    if isinstance(value, tuple):
        return ",".join(str(each) for each in value)
    return str(value)
