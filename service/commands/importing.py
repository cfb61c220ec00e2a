"""The command `import`: one file or ten thousand, flat in memory, never one twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from content import archive, imprint
from content.article import Article, State
from content.importing import Refused
from content.publisher import Publisher
from newsroom import intake, publishing
from newsroom.house import House
from newsroom.intake import File, Part, Taken, Turned, Wishes
from newsroom.problem import Problem
from service import files as given
from service.commands.common import AsJson, Data, line_of, with_installation
from service.output import CommandError, Exit, Output, progress, table
from service.records import refused_record, taken_record
from service.wiring import Installation
from service.words import Said

BATCH = 50  # articles of one transaction: a kill repeats no more than these
MANY = 200  # more articles than these are counted, not listed


@dataclass(slots=True)
class _Result:
    """What is told at the end; of thousands of articles no more than a line each."""

    output: Output
    articles: list[dict[str, Any]] = field(default_factory=list)
    rows: list[tuple[object, ...]] = field(default_factory=list)
    untitled: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    refused: list[tuple[str, Said]] = field(default_factory=list)
    count: int = 0

    def add(self, taken: Taken, article: Article, record: dict[str, Any]) -> None:
        """One more article."""
        self.count += 1
        if self.output.as_json:
            self.articles.append(record)
            return
        columns = ("state", "title", "headings", "paragraphs")
        if self.count <= MANY:
            self.rows.append((article.key, *(record[name] for name in columns)))
            if article.title is None:
                self.untitled.append((taken.file, taken.suggestions))

    def lines(self) -> list[Any]:
        """The result for a person."""
        lines: list[Any] = []
        if self.rows:
            columns = ["id", "state", "title", "headings", "paragraphs"]
            lines.append(table(columns, self.rows))
        if self.count > len(self.rows):
            said = self.output.sentence("imported", count=self.count)
            lines.append(said)
        for file, suggestions in self.untitled:
            lines.append(self.output.sentence("wants_title", file=file))
            lines += [f"  {suggestion}" for suggestion in suggestions]
        return lines


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
    """Read files and folders as articles; the same file is never taken twice."""

    async def work(installation: Installation, output: Output) -> None:
        house = installation.house
        async with house.database.reading() as reading:
            publisher = await imprint.load(reading)
        assert publisher is not None  # noqa: S101  an open installation has one
        wishes = Wishes(line_of(title), _date(published, publisher))
        result = _Result(output)
        parts = _parts(list(given.found(files)))
        while batch := list(islice(parts, BATCH)):
            for taken in await intake.take_all(house, batch, wishes):
                if isinstance(taken, Turned):
                    result.refused.append((taken.file, taken.refused))
                    continue
                article, problem = await _perhaps_publish(house, taken, publish)
                record = taken_record(taken, article, publisher, house.public_url)
                result.add(taken, article, record)
                if problem is not None:
                    result.refused.append((taken.file, problem))
        _tell(result)

    with_installation(data, as_json, work)


def _parts(paths: Sequence[Path]) -> Iterator[Part]:
    """The articles of all files; only what is being read is in memory."""
    with progress() as bar:
        for path in bar.track(paths, description="import"):
            file = given.opened(path)
            if isinstance(file, Refused):
                yield Part(File(str(path), b""), file)
            else:
                yield from intake.parts_of(file)


def _tell(result: _Result) -> None:
    output = result.output
    records = [refused_record(file, said, output) for file, said in result.refused]
    output.result({"articles": result.articles, "refused": records}, result.lines())
    for file, said in result.refused:
        output.say(output.placed(said, file))
    if result.refused:
        raise SystemExit(Exit.FAILED if result.count else Exit.WRONG_INPUT)


async def _perhaps_publish(
    house: House, taken: Taken, wanted: bool
) -> tuple[Article, Problem | None]:
    if not wanted or taken.article.state is State.USABLE:
        return taken.article, None
    result = await publishing.publish(house, taken.article.id)
    problem = result if isinstance(result, Problem) else None
    async with house.database.reading() as reading:
        return await archive.find(reading, taken.article.id), problem


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
