"""Articles: import, publish, correct, withhold, kill, restore, list."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from content import archive, imprint, journal, markdown
from content.article import Article, State
from content.decoding import normal_line
from content.importing import LIMIT, Refused
from content.publisher import Publisher
from content.readers import read
from newsroom import intake, publishing, withdrawing
from newsroom.house import House
from newsroom.intake import File, Taken, Turned, Wishes
from newsroom.problem import Problem
from newsroom.publishing import Redrafted, Scheduled
from newsroom.pushing import Done
from outbox import ledger
from service.commands.common import AsJson, Data, checked, with_installation
from service.output import CommandError, Exit, Output, progress, table, time
from service.records import (
    article_record,
    block_record,
    event_record,
    nothing_owed,
    refused_record,
    taken_record,
)
from service.wiring import Installation
from service.words import Said

Change = Callable[[House], Awaitable[object]]


def _not_empty(text: str | None) -> str | None:
    """An unset variable of a shell must not name the only article there is."""
    if text is not None and not text.strip():
        raise typer.BadParameter("it is empty")
    return text


Name = Annotated[
    str,
    typer.Argument(
        metavar="ID", help="The article's id or its beginning.", callback=_not_empty
    ),
]
Note = Annotated[str, typer.Option(help="What readers and partners are told.")]


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…")],
    title: Annotated[
        str | None, typer.Option(help="For a file without a title.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="Its date, as 2026-11-22 or 2026-11-22T09:00.")
    ] = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="Make public at once.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Read files as articles; the same file is never taken twice."""

    async def work(installation: Installation, output: Output) -> None:
        house = installation.house
        async with house.database.reading() as reading:
            publisher = await imprint.load(reading)
        assert publisher is not None  # noqa: S101  an open installation has one
        wishes = Wishes(_line_of(title), _date(published, publisher))
        articles: list[dict[str, Any]] = []
        refused: list[tuple[str, Said]] = []
        with progress() as bar:
            for path in bar.track(files, description="import"):
                taken = await _taken(house, path, wishes)
                if isinstance(taken, Turned):
                    refused.append((taken.file, taken.refused))
                    continue
                article, problem = await _perhaps_publish(house, taken, publish)
                articles.append(
                    taken_record(taken, article, publisher, house.public_url)
                )
                if problem is not None:
                    refused.append((taken.file, problem))
        records = [refused_record(file, said, output) for file, said in refused]
        output.result(
            {"articles": articles, "refused": records}, _import_lines(articles, output)
        )
        for file, said in refused:
            output.say(output.placed(said, file))
        if refused:
            raise SystemExit(Exit.FAILED if articles else Exit.WRONG_INPUT)

    with_installation(data, as_json, work)


def publish(name: Name, data: Data = None, as_json: AsJson = False) -> None:
    """Make an article public, or schedule it if its time is to come."""
    _change(data, as_json, lambda house: publishing.publish(house, name))


def correct(
    name: Name,
    file: Annotated[
        Path | None,
        typer.Argument(help="The new text, as `articles ID --markdown` wrote it."),
    ] = None,
    note: Annotated[
        str | None, typer.Option(help="What was wrong and what is right.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Give an article its new text; with a note, everyone is told."""

    async def work(house: House) -> object:
        text = None if file is None else _text(file, name)
        return await publishing.correct(house, name, text, _line_of(note))

    _change(data, as_json, work)


def withhold(
    name: Name, note: Note = "", data: Data = None, as_json: AsJson = False
) -> None:
    """Take an article out of every channel until it is restored."""
    _change(
        data,
        as_json,
        lambda house: withdrawing.withhold(house, name, normal_line(note)),
    )


def kill(
    name: Name, note: Note = "", data: Data = None, as_json: AsJson = False
) -> None:
    """Take an article out of every channel for ever."""
    _change(
        data, as_json, lambda house: withdrawing.kill(house, name, normal_line(note))
    )


def restore(
    name: Name, note: Note = "", data: Data = None, as_json: AsJson = False
) -> None:
    """Make a withheld article public again."""
    _change(
        data, as_json, lambda house: withdrawing.restore(house, name, normal_line(note))
    )


def articles(
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", callback=_not_empty)
    ] = None,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Write the article out, to be edited.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List all articles, or show one with its text and where it stands."""

    async def work(installation: Installation, output: Output) -> None:
        url = installation.house.public_url
        async with installation.database.reading() as reading:
            if name is None:
                found = await archive.listing(reading)
                output.result(
                    {"articles": [article_record(each, url) for each in found]},
                    [_list(found)] if found else [output.sentence("no_articles")],
                )
                return
            article = await archive.find(reading, name)
            sums = await ledger.sums(reading, article=article.id)
        text = markdown.write(article)
        blocks = [block_record(block) for block in article.blocks]
        record = {**article_record(article, url), "blocks": blocks, "channels": sums}
        output.result(
            {"articles": [record]}, [text] if as_markdown else _shown(article, url)
        )

    with_installation(data, as_json, work)


def _change(data: Path | None, as_json: bool, change: Change) -> None:
    async def work(installation: Installation, output: Output) -> None:
        result = await change(installation.house)
        record, lines = _told(await _resolved(installation, result))
        output.result(record, lines)

    with_installation(data, as_json, work)


async def _resolved(installation: Installation, result: object) -> object:
    """What is so already is done: its last event is told once more."""
    if isinstance(result, Problem) and result.code == "already":
        async with installation.database.reading() as reading:
            events = await journal.of_article(reading, result.fields["article"])
        return Done(events[-1], nothing_owed())
    return checked(result)


def _told(result: object) -> tuple[dict[str, Any], list[str]]:
    match result:
        case Done():
            owed = {str(channel): number for channel, number in result.owed.items()}
            told = ", ".join(
                f"{number} {channel}" for channel, number in owed.items() if number
            )
            line = f"{result.event.type} {result.event.article} (event {result.event.number}); owed: {told or 'nothing'}"
            return {"event": event_record(result.event), "owed": owed}, [line]
        case Scheduled():
            record = {
                "event": None,
                "scheduled": time(result.at),
                "owed": nothing_owed(),
            }
            return record, [f"{result.article} comes out on {time(result.at)}"]
        case Redrafted():
            record = {
                "event": None,
                "state": result.article.state.value,
                "owed": nothing_owed(),
            }
            return record, [
                f"{result.article.id} has its new text ({result.article.state})"
            ]
        case _:
            raise TypeError(f"not a change: {result!r}")


async def _perhaps_publish(
    house: House, taken: Taken, wanted: bool
) -> tuple[Article, Problem | None]:
    problem = None
    if wanted and taken.article.state is not State.USABLE:
        result = await publishing.publish(house, taken.article.id)
        problem = result if isinstance(result, Problem) else None
    async with house.database.reading() as reading:
        return await archive.find(reading, taken.article.id), problem


async def _taken(house: House, path: Path, wishes: Wishes) -> Taken | Turned:
    file = _file(path)
    if isinstance(file, Refused):
        return Turned(str(path), file)
    return await intake.take(house, file, wishes)


def _file(path: Path) -> File | Refused:
    """The file's bytes; of a huge one no more than it takes to refuse it."""
    try:
        with path.open("rb") as file:
            return File(path.name, file.read(LIMIT + 1))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Refused(
            "cannot_read",
            f"The file cannot be read: {reason}.",
            fields={"reason": reason},
        )


def _text(path: Path, name: str) -> Article:
    file = _file(path)
    result = file if isinstance(file, Refused) else read(file.name, file.data, id=name)
    if isinstance(result, Refused):
        problem = Problem(
            result.code, result.message, result.field, result.line, result.fields
        )
        raise CommandError(problem, file=str(path))
    return result.article


def _line_of(text: str | None) -> str | None:
    """One clean line, or None if nothing was said: it goes into XML and headers."""
    return normal_line(text or "") or None


def _date(text: str | None, publisher: Publisher) -> datetime | None:
    """The moment named, in the publisher's zone where it names none."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(publisher.zone))
        return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError) as error:
        message = f"{text} is not a date like 2026-11-22 or 2026-11-22T09:00."
        problem = Problem("bad_date", message, field="published", fields={"text": text})
        raise CommandError(problem) from error


def _import_lines(articles: list[dict[str, Any]], output: Output) -> list[Any]:
    lines: list[Any] = []
    if articles:
        rows = [
            (
                each["id"][:8],
                each["state"],
                each["title"],
                each["headings"],
                each["paragraphs"],
            )
            for each in articles
        ]
        lines.append(table(["id", "state", "title", "headings", "paragraphs"], rows))
    for each in articles:
        if each["title"] is None:
            file = each["source"]["file"]
            lines.append(output.sentence("wants_title", file=file))
            lines += [f"  {suggestion}" for suggestion in each["suggestions"]]
    return lines


def _list(found: list[Article]) -> Any:  # noqa: ANN401
    rows = [(a.key, a.state, a.version, time(a.published), a.title) for a in found]
    return table(["id", "state", "version", "published", "title"], rows)


def _shown(article: Article, url: str) -> list[str]:
    record = article_record(article, url)
    head = [f"{name}: {value}" for name, value in record.items() if value is not None]
    return [*head, "", *(block.text for block in article.blocks)]
