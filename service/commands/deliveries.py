"""The ledger: what is owed, what became of it, and what is owed again."""

from typing import Annotated, Any

import typer

from audience import partners
from content import archive
from delivery import maildir
from digests import editions
from newsroom import resending
from newsroom.problem import Problem
from outbox import ledger
from service.commands.common import AsJson, Data, unknown, with_installation
from service.output import CommandError, Output, table, time
from service.wiring import Installation
from storage.engine import Reading


def deliveries(
    action: Annotated[
        str | None,
        typer.Argument(
            metavar="[resend]",
            help="resend: what --transport took is owed again.",
            show_default=False,
        ),
    ] = None,
    article: Annotated[str | None, typer.Option()] = None,
    edition: Annotated[str | None, typer.Option()] = None,
    endpoint: Annotated[str | None, typer.Option()] = None,
    lines: Annotated[
        bool, typer.Option("--lines", help="One line for each parcel.")
    ] = False,
    transport: Annotated[
        str | None, typer.Option(help="With resend: maildir, or as --lines name it.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what is owed, and what became of it."""
    if action is not None:
        _check_resend(action, transport, narrowed=any((article, edition, endpoint)))

    async def work(installation: Installation, output: Output) -> None:
        if action is not None:
            await _resend(installation, output, transport or "")
            return
        async with installation.database.reading() as reading:
            narrow = await _narrowed(reading, article, edition, endpoint)
            if lines:
                for row in await ledger.lines(reading, **narrow):
                    record = _line(row)
                    output.result(
                        record,
                        [
                            "  ".join(
                                str(value)
                                for value in record.values()
                                if value is not None
                            )
                        ],
                    )
                return
            sums = await ledger.sums(reading, **narrow)
        states = list(sums["mail"])
        rows = [
            (channel, *(counts[state] for state in states))
            for channel, counts in sums.items()
        ]
        record = {str(channel): counts for channel, counts in sums.items()}
        output.result(record, [table(["channel", *states], rows)])

    with_installation(data, as_json, work)


def _check_resend(action: str, transport: str | None, *, narrowed: bool) -> None:
    if action == "resend" and transport and not narrowed:
        return
    message = "Write: nashra deliveries resend --transport maildir"
    raise CommandError(Problem("usage", message, field="action"))


async def _resend(installation: Installation, output: Output, transport: str) -> None:
    if transport == maildir.TRANSPORT and not installation.settings.smtp_url:
        message = "No relay is named: these mails would go to the maildir again."
        raise CommandError(Problem("needs_relay", message, field="smtp_url"))
    resent = await resending.resend(installation.house, transport)
    record = {"owed": resent.owed, "left": resent.left}
    said = output.sentence("owed_again", number=resent.owed, transport=transport)
    output.result({"resent": record}, [said])
    if resent.left:
        output.say(output.sentence("left_over", number=resent.left))


async def _narrowed(
    reading: Reading, article: str | None, edition: str | None, endpoint: str | None
) -> dict[str, str | None]:
    """What the ledger is asked for, each of them known to exist."""
    if article is not None:
        article = (await archive.find(reading, article)).id
    if edition is not None and await editions.load(reading, edition) is None:
        raise unknown("edition", edition, "edition")
    if endpoint is not None and not await partners.by_ids(reading, [endpoint]):
        raise unknown("endpoint", endpoint, "endpoint")
    return {"article": article, "edition": edition, "destination": endpoint}


def _line(row: Any) -> dict[str, Any]:  # noqa: ANN401  a row of the ledger
    return {
        "id": row.id,
        "channel": row.channel,
        "destination": row.destination,
        "article": row.article,
        "version": row.version,
        "edition": row.edition,
        "state": row.state,
        "reason": row.reason,
        "attempts": row.attempts,
        "due": time(row.due),
        "transport": row.transport,
        "finished": time(row.finished),
    }
