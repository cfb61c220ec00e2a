"""The command line `nashra`: every command there is, and what no command may do."""

import logging
import sys
from collections.abc import Callable

import click
import typer

from newsroom.problem import Problem
from service.commands import articles, endpoints, house, newsletters, running
from service.output import CommandError, Exit, Output

log = logging.getLogger(__name__)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Nashra (نشرة): feeds, newsletters and partner notifications.",
)
_COMMANDS: dict[str, Callable[..., None]] = {
    "init": house.init,
    "serve": running.serve,
    "deliver": running.deliver,
    "import": articles.import_,
    "publish": articles.publish,
    "correct": articles.correct,
    "withhold": articles.withhold,
    "kill": articles.kill,
    "restore": articles.restore,
    "articles": articles.articles,
    "feeds": running.feeds,
    "edition": newsletters.edition,
    "deliveries": running.deliveries,
    "settings": house.settings,
    "doctor": running.doctor,
}
for name, command in _COMMANDS.items():
    app.command(name)(command)
app.add_typer(house.publisher, name="publisher")
app.add_typer(newsletters.newsletter, name="newsletter")
app.add_typer(newsletters.subscribers, name="subscribers")
app.add_typer(endpoints.endpoints, name="endpoints")


def main() -> None:
    """Run the command in the arguments; whatever happens, end with a sentence."""
    output = Output("--json" in sys.argv)
    try:
        app(standalone_mode=False)
    except click.UsageError as error:
        output.fail(CommandError(Problem("usage", error.format_message())))
    except (click.Abort, KeyboardInterrupt):
        output.say("Stopped.")
        raise SystemExit(Exit.FAILED) from None
    except Exception as error:
        # A mistake of ours: one sentence for the user, the traceback for the log.
        log.debug("mistake", exc_info=True)
        message = f"Nashra made a mistake ({type(error).__name__}: {error}); NASHRA_LOG_LEVEL=DEBUG shows where."
        output.fail(CommandError(Problem("mistake", message), exit_=Exit.FAILED))
