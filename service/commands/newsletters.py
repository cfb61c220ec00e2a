"""Newsletters: the list itself, its editions, its readers."""

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import available_timezones

import typer

from content.arabic import clean
from content.article import Article
from content.decoding import normal_line
from digests import editions as edition_store
from digests import newsletters as store
from digests.newsletters import Cadence, Newsletter
from jobs import timetable, upkeep
from newsroom import editions, filling, readers
from newsroom import newsletters as newsroom
from newsroom.editions import Frozen, NothingNew
from newsroom.problem import Problem
from newsroom.readers import Counts
from outbox import ledger
from service.commands.common import AsJson, Data, checked, unknown, with_installation
from service.output import CommandError, Exit, Output, progress, table
from service.records import article_record, edition_record
from service.wiring import Installation

Action = Literal["freeze", "preview", "hold", "approve", "send"]
WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)

newsletter = typer.Typer(
    no_args_is_help=True, help="Newsletters and when they come out."
)
subscribers = typer.Typer(no_args_is_help=True, help="Readers by mail.")


@newsletter.command("add")
def add(
    name: Annotated[
        str, typer.Argument(help="Letters, digits and hyphens; it stays for ever.")
    ],
    title: Annotated[str | None, typer.Option(help="As readers see it.")] = None,
    language: Annotated[str, typer.Option()] = "ar",
    cadence: Annotated[str, typer.Option(help="daily or weekly")] = "daily",
    at: Annotated[
        str,
        typer.Option(help="Time of day, as 09:00; weekly also a day: sunday 09:00."),
    ] = "09:00",
    zone: Annotated[
        str | None, typer.Option(help="As Asia/Amman; default: the publisher's.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Begin a newsletter."""

    async def work(installation: Installation, output: Output) -> None:
        wanted = newsroom.Wanted(
            name=name,
            title=normal_line(title or "") or None,
            language=language,
            cadence=_cadence(cadence),
            hour=(moment := _time(at))[1],
            minute=moment[2],
            weekday=moment[0],
            zone=_zone(zone),
        )
        added = checked(await newsroom.add(installation.house, wanted))
        record = _record(added)
        output.result(
            {"newsletter": record},
            [f"{added.name}: {added.cadence}, {record['at']} {added.zone}"],
        )

    with_installation(data, as_json, work)


@newsletter.command("list")
def list_(data: Data = None, as_json: AsJson = False) -> None:
    """Show the newsletters."""

    async def work(installation: Installation, output: Output) -> None:
        async with installation.database.reading() as reading:
            found = [_record(each) for each in await store.listing(reading)]
        rows = [tuple(each.values()) for each in found]
        columns = ["name", "title", "language", "cadence", "at", "zone"]
        output.result({"newsletters": found}, [table(columns, rows)])

    with_installation(data, as_json, work)


def edition(
    action: Annotated[
        str, typer.Argument(help="freeze, preview, hold, approve or send")
    ],
    name: Annotated[str, typer.Argument(metavar="NEWSLETTER")],
    slot: Annotated[
        str | None, typer.Option(help="The date it stands for, as 2026-11-22.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make, look at, hold or send an edition."""

    async def work(installation: Installation, output: Output) -> None:
        if action not in get_args(Action):
            message = f"{action} is none of {', '.join(get_args(Action))}."
            raise CommandError(Problem("bad_action", message, field="action"))
        found = await _find(installation, name)
        which = _slot(slot) or timetable.slot_now(
            upkeep.timetable_of(found), installation.house.now()
        )
        made = await _act(installation, action, found, which)
        if isinstance(made, NothingNew):
            output.result(
                {"edition": None, "html": None, "text": None},
                [
                    output.sentence(
                        "nothing_new", newsletter=made.newsletter, slot=made.slot
                    )
                ],
            )
            return
        await _show(installation, output, made)

    with_installation(data, as_json, work)


@subscribers.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="One address on a line, or a table whose first column they are."
        ),
    ],
    name: Annotated[str, typer.Option("--newsletter")],
    consent: Annotated[
        str, typer.Option(help="What these readers agreed to, and how you know.")
    ],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Put readers on a newsletter's list, with the proof that they asked."""

    async def work(installation: Installation, output: Output) -> None:
        if not (words := clean(consent).strip()):
            message = "Say what these readers agreed to, and how you know."
            raise CommandError(Problem("no_consent", message, field="consent"))
        await _find(installation, name)
        lines = list(readers.lines_of(_text(file)))
        counts = Counts()
        with progress() as bar:
            task = bar.add_task("subscribers", total=len(lines))
            for batch in readers.batches(lines):
                counts += checked(
                    await readers.take_readers(
                        installation.house, name, words, file.name, batch
                    )
                )
                bar.advance(task, len(batch))
        output.result(_counts(counts, output), [_sums(counts)])
        for each in counts.refused:
            output.say(output.placed(each, str(file)))
        if counts.refused:
            raise SystemExit(
                Exit.FAILED if counts.added or counts.updated else Exit.WRONG_INPUT
            )

    with_installation(data, as_json, work)


async def _find(installation: Installation, name: str) -> Newsletter:
    async with installation.database.reading() as reading:
        found = await store.find(reading, name)
    if found is None:
        raise unknown("newsletter", name, "newsletter")
    return found


async def _act(
    installation: Installation, action: str, newsletter: Newsletter, slot: str
) -> Frozen | NothingNew:
    house = installation.house
    if action == "preview":
        return await editions.preview(house, newsletter, slot)
    made = await editions.freeze(house, newsletter, slot)
    if made is None or isinstance(made, NothingNew) or action == "freeze":
        return made or NothingNew(newsletter.name, slot)
    moves = {"hold": editions.hold, "approve": editions.approve, "send": editions.send}
    moved = checked(await moves[action](house, made.edition.id))
    if action != "hold":
        await filling.fill_all(house)
    return Frozen(moved, made.articles)


async def _show(installation: Installation, output: Output, made: Frozen) -> None:
    async with installation.database.reading() as reading:
        sums = await ledger.sums(reading, edition=made.edition.id)
        present = await edition_store.load(reading, made.edition.id) or made.edition
    url = installation.house.public_url
    items: list[dict[str, Any]] = [article_record(each, url) for each in made.articles]
    html, text = _written_out(made)
    record = edition_record(present, items, sums["mail"]["owed"])
    output.result(
        {"edition": record, "html": html, "text": text},
        [
            f"{present.newsletter} {present.slot}: {present.state}, {record['owed']} readers",
            present.subject,
            *_titles(made.articles),
            f"HTML: {html}",
            f"text: {text}",
        ],
    )


def _written_out(made: Frozen) -> tuple[str, str]:
    """The edition as two files, to be opened and looked at."""
    folder = Path(tempfile.mkdtemp(prefix=f"nashra-{made.edition.newsletter}-"))
    html, text = folder / "edition.html", folder / "edition.txt"
    html.write_text(made.edition.html, encoding="utf-8")
    text.write_text(made.edition.text, encoding="utf-8")
    return str(html), str(text)


def _titles(articles: Sequence[Article]) -> list[str]:
    return [f"- {article.title}" for article in articles]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        problem = Problem(
            "cannot_read",
            f"The list cannot be read: {reason}.",
            fields={"reason": reason},
        )
        raise CommandError(problem, file=str(file)) from error


def _counts(counts: Counts, output: Output) -> dict[str, Any]:
    return {
        "read": counts.read,
        "added": counts.added,
        "updated": counts.updated,
        "refused": [
            {"line": each.line, "code": each.code, "message": output.told(each)}
            for each in counts.refused
        ],
    }


def _sums(counts: Counts) -> str:
    return f"{counts.read} read, {counts.added} added, {counts.updated} there already, {len(counts.refused)} refused"


def _record(newsletter: Newsletter) -> dict[str, Any]:
    day = f"{WEEKDAYS[newsletter.weekday]} " if newsletter.cadence == "weekly" else ""
    return {
        "name": newsletter.name,
        "title": newsletter.title,
        "language": newsletter.language,
        "cadence": newsletter.cadence,
        "at": f"{day}{newsletter.hour:02}:{newsletter.minute:02}",
        "zone": newsletter.zone,
    }


def _cadence(text: str) -> Cadence:
    for cadence in get_args(Cadence):
        if text == cadence:
            return cadence  # type: ignore[no-any-return]  # get_args forgets the words
    message = f"{text} is neither daily nor weekly."
    raise CommandError(Problem("bad_cadence", message, field="cadence"))


def _time(text: str) -> tuple[int, int, int]:
    """Weekday (0 Monday), hour and minute."""
    day, _, clock = text.lower().rpartition(" ")
    hour, _, minute = clock.partition(":")
    known = not day or day in WEEKDAYS
    numbers = hour.isdecimal() and minute.isdecimal()
    if not (known and numbers and int(hour) < 24 and int(minute) < 60):
        message = f"{text} is not a time like 09:00 or sunday 09:00."
        raise CommandError(Problem("bad_time", message, field="at"))
    return WEEKDAYS.index(day) if day else 6, int(hour), int(minute)


def _zone(text: str | None) -> str | None:
    if text is None:
        return None
    if text not in available_timezones():
        message = f"{text} is not a time zone like Asia/Amman."
        raise CommandError(Problem("bad_zone", message, field="zone"))
    return text


def _slot(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    message = f"{text} is not a day like 2026-11-22."
    raise CommandError(Problem("bad_slot", message, field="slot"))
