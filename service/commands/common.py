"""What all commands share: their options, the way in, the way out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy.exc import DBAPIError

from content.archive import AmbiguousArticleError, UnknownArticleError
from newsroom.problem import Problem
from service.keyring import KeysError
from service.output import CommandError, Exit, Output
from service.settings import Settings, SettingsError, load
from service.wiring import Installation, opened
from storage.migrate import UnknownRevisionError

log = logging.getLogger(__name__)

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
            Problem("bad_setting", str(error), field=error.name)
        ) from error
    logging.basicConfig(
        level=settings.log_level, format="%(levelname)s %(name)s: %(message)s"
    )
    for chatty in ("apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return settings


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
    except UnknownArticleError as error:
        message = f"There is no article {error}."
        output.fail(CommandError(Problem("unknown_article", message, field="id")))
    except AmbiguousArticleError as error:
        message = f"Several articles begin with {error}; write more of the id."
        output.fail(CommandError(Problem("ambiguous_article", message, field="id")))
    except (UnknownRevisionError, KeysError) as error:
        output.fail(_failed("cannot_open", f"{error}."))
    except DBAPIError as error:
        output.fail(_failed("database", f"The database does not answer: {error.orig}."))
    except OSError as error:
        output.fail(
            _failed("system", f"{error.filename or 'The system'}: {error.strerror}.")
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


def _failed(code: str, message: str) -> CommandError:
    return CommandError(Problem(code, message), exit_=Exit.FAILED)
