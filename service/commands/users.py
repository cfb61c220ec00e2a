"""Users of the desk: add them, let them in again, remove them."""

from typing import Annotated, Any

import typer

from audience import users as store
from audience.users import Role, User
from newsroom import staff
from newsroom.staff import Invited
from service.commands.common import AsJson, Data, checked, unknown, with_installation
from service.output import Output, table, time
from service.wiring import Installation

user = typer.Typer(no_args_is_help=True, help="Who may enter the desk.")

Name = Annotated[str, typer.Argument(help="As the desk shows it.")]


@user.command("add")
def add(
    name: Name,
    admin: Annotated[bool, typer.Option("--admin", help="May do everything.")] = False,
    viewer: Annotated[bool, typer.Option("--viewer", help="May only look.")] = False,
    email: Annotated[str | None, typer.Option(help="Where to write to.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Add a user, and print a link to come in by once."""
    role: Role = "admin" if admin else "viewer" if viewer else "editor"

    async def work(installation: Installation, output: Output) -> None:
        _show(output, checked(await staff.add(installation.house, name, email, role)))

    with_installation(data, as_json, work)


@user.command("link")
def link(name: Name, data: Data = None, as_json: AsJson = False) -> None:
    """Print another link for a user; earlier ones that nobody used are void."""

    async def work(installation: Installation, output: Output) -> None:
        invited = await staff.invite_again(installation.house, name)
        if invited is None:
            raise unknown("user", name, "name")
        _show(output, invited)

    with_installation(data, as_json, work)


@user.command("list")
def list_(data: Data = None, as_json: AsJson = False) -> None:
    """List who may enter."""

    async def work(installation: Installation, output: Output) -> None:
        async with installation.database.reading() as reading:
            found = await store.everybody(reading)
        rows = [[each.name, each.role, each.email] for each in found]
        output.result(
            {"users": [_record(each) for each in found]},
            [table(["name", "role", "email"], rows)],
        )

    with_installation(data, as_json, work)


@user.command("remove")
def remove(name: Name, data: Data = None, as_json: AsJson = False) -> None:
    """Remove a user; whoever is signed in as them is signed out."""

    async def work(installation: Installation, output: Output) -> None:
        gone = await staff.remove(installation.house, name)
        if gone is None:
            raise unknown("user", name, "name")
        output.result({"user": _record(gone)}, [gone.name])

    with_installation(data, as_json, work)


def _show(output: Output, invited: Invited) -> None:
    record = {"user": _record(invited.user), "url": invited.url}
    output.result(record, [invited.url])
    minutes = round(invited.hours * 60)
    output.say(output.sentence("link_once", minutes=minutes))


def _record(found: User) -> dict[str, Any]:
    return {
        "name": found.name,
        "role": found.role,
        "email": found.email,
        "created": time(found.created),
    }
