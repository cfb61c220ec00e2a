"""Articles: import, publish, correct, withhold, kill, restore, list."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from content import archive, journal, markdown
from content.article import Article
from content.decoding import normal_line
from content.importing import Imported, Refused
from content.readers import read
from newsroom import intake, publishing, withdrawing
from newsroom.house import House
from newsroom.problem import Problem
from newsroom.publishing import Redrafted, Scheduled
from newsroom.pushing import Done
from outbox import ledger
from service.commands.common import AsJson, Data, checked, line_of, with_installation
from service.files import opened
from service.output import CommandError, Output, table, time
from service.records import (
    article_record,
    block_record,
    event_record,
    nothing_owed,
)
from service.wiring import Installation

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
        text = None
        if file is not None:
            given = _read(file, name)
            await intake.bring(house, given)
            text = given.article
        return await publishing.correct(house, name, text, line_of(note))

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


def _read(path: Path, name: str) -> Imported:
    file = opened(path)
    result: Imported | Refused = (
        file
        if isinstance(file, Refused)
        else read(file.name, file.data, id=name, beside=file.beside)
    )
    if isinstance(result, Refused):
        problem = Problem(
            result.code, result.message, result.field, result.line, result.fields
        )
        raise CommandError(problem, file=str(path))
    return result


def _list(found: list[Article]) -> Any:  # noqa: ANN401
    rows = [(a.key, a.state, a.version, time(a.published), a.title) for a in found]
    return table(["id", "state", "version", "published", "title"], rows)


def _shown(article: Article, url: str) -> list[str]:
    record = article_record(article, url)
    head = [f"{name}: {value}" for name, value in record.items() if value is not None]
    return [*head, "", *(block.text for block in article.blocks)]
