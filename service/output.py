"""How commands speak: results on stdout, sentences on stderr, one exit code."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from newsroom.problem import Problem
from service import settings, words
from service.words import Language, Said


class Exit(IntEnum):
    """What a command's end means to scripts."""

    DONE = 0
    FAILED = 1
    WRONG_INPUT = 2


WIDEST = 10_000  # columns of a table that nobody looks at

# What was right when it was typed, and failed because of others.
_FAILURES = {"conflict"}


class CommandError(Exception):
    """A command ends here, with one sentence."""

    def __init__(
        self, problem: Problem, *, file: str | None = None, exit_: Exit | None = None
    ) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.file = file
        failed = problem.code in _FAILURES
        self.exit = exit_ or (Exit.FAILED if failed else Exit.WRONG_INPUT)

    def record(self, language: Language) -> dict[str, Any]:
        """The error as `--json` prints it."""
        where = {
            "file": self.file,
            "line": self.problem.line,
            "field": self.problem.field,
        }
        message = words.told(self.problem, language)
        return {
            "error": {"code": self.problem.code, "message": message, "where": where}
        }


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command's words go."""

    as_json: bool
    language: Language = field(default_factory=settings.language)

    def result(self, record: Mapping[str, Any], lines: Iterable[str | Table]) -> None:
        """The command's result: one object, or lines for a person."""
        if self.as_json:
            print(written(record), flush=True)
            return
        # Who reads from a pipe reads whole lines; a terminal folds them.
        width = None if sys.stdout.isatty() else WIDEST
        console = Console(width=width, soft_wrap=True, highlight=False, emoji=False)
        for line in lines:
            console.print(Text(line) if isinstance(line, str) else line)

    def say(self, sentence: str) -> None:
        """A sentence beside the result."""
        print(sentence, file=sys.stderr, flush=True)

    def fail(self, error: CommandError) -> NoReturn:
        """Say why, and end."""
        if self.as_json:
            print(written(error.record(self.language)), flush=True)
        self.say(self.placed(error.problem, error.file))
        raise SystemExit(error.exit)

    def told(self, said: Said) -> str:
        """The problem or refusal in one sentence of the user's language."""
        return words.told(said, self.language)

    def sentence(self, name: str, **figures: object) -> str:
        """One of the sentences beside a result, in the user's language."""
        return words.sentence(name, self.language, **figures)

    def placed(self, said: Said, file: str | None) -> str:
        """The same with the place it speaks of before it."""
        if said.line and file:
            place = self.sentence("place", file=file, line=said.line)
        elif said.line:
            place = self.sentence("line", line=said.line)
        else:
            place = file or ""
        return f"{place}: {self.told(said)}" if place else self.told(said)


def progress() -> Progress:
    """A bar on stderr for work that takes its time; none where nobody looks."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def written(record: Mapping[str, Any]) -> str:
    """The record on one line; times in RFC 3339, UTC."""
    return json.dumps(record, ensure_ascii=False, default=_plain)


def time(moment: datetime | None) -> str | None:
    """The moment as every JSON of ours writes it."""
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A table for a person."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(Text(column), overflow="fold")
    for row in rows:
        # As Text: a title may hold what rich would take for its own marks.
        made.add_row(*(Text("—" if c in (None, "") else str(c)) for c in row))
    return made


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return time(value)
    raise TypeError(f"not JSON: {value!r}")
