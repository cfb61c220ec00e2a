"""How commands speak: results on stdout, sentences on stderr, one exit code."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from newsroom.problem import Problem


class Exit(IntEnum):
    """What a command's end means to scripts."""

    DONE = 0
    FAILED = 1
    WRONG_INPUT = 2


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

    @property
    def record(self) -> dict[str, Any]:
        """The error as `--json` prints it."""
        where = {
            "file": self.file,
            "line": self.problem.line,
            "field": self.problem.field,
        }
        return {
            "error": {
                "code": self.problem.code,
                "message": self.problem.message,
                "where": where,
            }
        }


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command's words go."""

    as_json: bool

    def result(self, record: Mapping[str, Any], lines: Iterable[str | Table]) -> None:
        """The command's result: one object, or lines for a person."""
        if self.as_json:
            print(written(record), flush=True)
            return
        console = Console(soft_wrap=True, highlight=False)
        for line in lines:
            console.print(line, markup=False) if isinstance(
                line, str
            ) else console.print(line)

    def say(self, sentence: str) -> None:
        """A sentence beside the result."""
        print(sentence, file=sys.stderr, flush=True)

    def fail(self, error: CommandError) -> NoReturn:
        """Say why, and end."""
        if self.as_json:
            print(written(error.record), flush=True)
        self.say(_sentence(error))
        raise SystemExit(error.exit)


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
    made = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        made.add_row(*("—" if cell in (None, "") else str(cell) for cell in row))
    return made


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return time(value)
    raise TypeError(f"not JSON: {value!r}")


def _sentence(error: CommandError) -> str:
    place = [
        error.file or "",
        f"line {error.problem.line}" if error.problem.line else "",
    ]
    prefix = ", ".join(part for part in place if part)
    return f"{prefix}: {error.problem.message}" if prefix else error.problem.message
