"""What all commands share: their options, the way in, the way out."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy.exc import DBAPIError

from content.archive import AmbiguousArticleError, UnknownArticleError
from content.decoding import normal_line
from newsroom.problem import Problem
from service import logs
from service.keyring import KeysError
from service.output import CommandError, Exit, Output
from service.settings import Settings, SettingsError, load
from service.wiring import Installation, MissingDriverError, opened
from storage.migrate import UnknownRevisionError

log = logging.getLogger(__name__)

_EXPECTED = (
    UnknownArticleError,
    AmbiguousArticleError,
    UnknownRevisionError,
    KeysError,
    MissingDriverError,
    DBAPIError,
    OSError,
)

Data = Annotated[
    Path | None, typer.Option("--data", help="The data folder.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

Result = TypeVar("Result")


def settings_for(data: Path | None) -> Settings:
    """The settings of this call.

    Raises:
        CommandError: one of them is wrong.
    """
    try:
        settings = load(data)
    except SettingsError as error:
        raise CommandError(
            Problem("bad_setting", f"{error}.", field=error.name)
        ) from error
    logs.begin(settings.log_level or "WARNING", settings.log_format)
    return settings


def tell_steps(settings: Settings) -> None:
    """What runs for long tells each step, except to somebody who looks on."""
    if settings.log_level is None and not sys.stderr.isatty():
        logs.begin("INFO", settings.log_format)


def with_installation(
    data: Path | None,
    as_json: bool,
    work: Callable[[Installation, Output], Awaitable[None]],
) -> None:
    """Run the work on the installation; every failure is one sentence."""

    async def run() -> None:
        async with opened(settings_for(data)) as installation:
            await work(installation, Output(as_json))

    guarded(as_json, run)


def guarded(as_json: bool, run: Callable[[], Awaitable[None]]) -> None:
    """Run it; what may go wrong outside of us ends in a sentence and a code."""
    output = Output(as_json)
    try:
        asyncio.run(_awaited(run))
    except CommandError as error:
        output.fail(error)
    except BrokenPipeError:
        raise  # whoever read our words has gone; there is nobody to tell
    except _EXPECTED as error:
        output.fail(_explained(error))


def line_of(text: str | None) -> str | None:
    """One clean line, or None if nothing was said: it goes into XML and headers."""
    return normal_line(text or "") or None


def unknown(what: str, name: str, field: str = "id") -> CommandError:
    """There is nothing of that name."""
    message = f"There is no {what} {name}."
    return CommandError(
        Problem(f"unknown_{what}", message, field=field, fields={"name": name})
    )


def checked(result: Result | Problem) -> Result:
    """The result, unless it is a problem.

    Raises:
        CommandError: it is one.
    """
    if isinstance(result, Problem):
        raise CommandError(result)
    return result


async def _awaited(run: Callable[[], Awaitable[None]]) -> None:
    await run()


def _explained(error: Exception) -> CommandError:
    """What the world did to us, as a sentence."""
    match error:
        case UnknownArticleError():
            return unknown("article", str(error))
        case AmbiguousArticleError():
            message = f"Several articles begin with {error}; write more of the id."
            figures = {"name": str(error)}
            problem = Problem("ambiguous_article", message, "id", fields=figures)
            return CommandError(problem)
        case UnknownRevisionError() | KeysError():
            return _failed("cannot_open", f"{error}.")
        case MissingDriverError():
            return _failed(
                "cannot_open", f"{error}: pip install 'nashra[postgres]' brings it."
            )
        case DBAPIError():
            reason = _on_one_line(error.orig)
            message = f"The database does not answer: {reason}."
            return _failed("database", message, reason)
        case OSError():
            place = error.filename or "The system"
            return _failed("system", f"{place}: {error.strerror or error}.")
    raise TypeError(f"not expected: {error!r}")


def _failed(code: str, message: str, reason: str | None = None) -> CommandError:
    fields = {} if reason is None else {"reason": reason}
    return CommandError(Problem(code, message, fields=fields), exit_=Exit.FAILED)


def _on_one_line(error: BaseException | None) -> str:
    """What a driver said over several lines."""
    return " ".join(str(error).split()).rstrip(".?")
