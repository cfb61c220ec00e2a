"""The command line `nashra`: every command there is, and what no command may do."""

import logging
import os
import sys
from collections.abc import Callable, Sequence

import typer

from newsroom.problem import Problem
from service.commands import (
    articles,
    deliveries,
    endpoints,
    house,
    importing,
    keeping,
    newsletters,
    running,
    users,
)
from service.demo.command import demo
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
    "demo": demo,
    "serve": running.serve,
    "deliver": running.deliver,
    "pause": keeping.pause,
    "resume": keeping.resume,
    "backup": keeping.backup,
    "recover": keeping.recover,
    "import": importing.import_,
    "publish": articles.publish,
    "correct": articles.correct,
    "withhold": articles.withhold,
    "kill": articles.kill,
    "restore": articles.restore,
    "articles": articles.articles,
    "feeds": running.feeds,
    "edition": newsletters.edition,
    "deliveries": deliveries.deliveries,
    "settings": house.settings,
    "doctor": running.doctor,
}
for name, command in _COMMANDS.items():
    app.command(name)(command)
app.add_typer(house.publisher, name="publisher")
app.add_typer(newsletters.newsletter, name="newsletter")
app.add_typer(newsletters.subscribers, name="subscribers")
app.add_typer(endpoints.endpoints, name="endpoints")
app.add_typer(users.user, name="user")


def main() -> None:
    """Run the command in the arguments; whatever happens, end with a sentence."""
    output = Output("--json" in sys.argv)
    os.umask(0o077)  # readers' addresses and mails are the owner's to read
    try:
        _refuse_bytes(sys.argv)
        ended = app(standalone_mode=False)
    except CommandError as error:
        output.fail(error)
    except typer.TyperException as error:
        # Without a command typer shows its help and has no message of its own.
        message = error.format_message() or "Name a command; the help lists them."
        output.fail(CommandError(Problem("usage", message)))
    except (typer.Abort, KeyboardInterrupt):
        ended = Exit.FAILED
    except BrokenPipeError:
        # Who read our words has gone (`| head`). Python's own last flush must not
        # find the pipe again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(Exit.FAILED) from None
    except Exception as error:
        # A mistake of ours: one sentence for the user, the traceback for the log.
        log.debug("mistake", exc_info=True)
        message = f"Nashra made a mistake ({type(error).__name__}: {error}); NASHRA_LOG_LEVEL=DEBUG shows where."
        output.fail(CommandError(Problem("mistake", message), exit_=Exit.FAILED))
    if ended:  # typer makes a return value of Ctrl-C
        output.say(output.sentence("stopped"))
        raise SystemExit(Exit.FAILED)


def _refuse_bytes(arguments: Sequence[str]) -> None:
    """Bytes that are no text in the user's locale fit in no table and no JSON."""
    for position, argument in enumerate(arguments):
        try:
            argument.encode()
        except UnicodeEncodeError as error:
            message = f"Argument {position} holds bytes that are not UTF-8."
            raise CommandError(Problem("usage", message)) from error
