"""The real command line, with points set around it.

    python -m tests.faults.child [--die NAME N] [--freeze] [--log FILE] [--slice N]
                                 [--every SECONDS] -- deliver --until-empty

`--die` kills the process when it passes that point for the n-th time, and with
`--freeze` stops it there, for PostgreSQL to notice within a second; `--log` writes
down every point passed; `--slice` fills editions so many readers at a time; `--every`
lets each timetable run at that distance instead of once a day.
"""

import argparse
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jobs import timetable
from jobs.timetable import Occurrence, Timetable
from newsroom import filling
from service import cli
from storage import engine
from tests.faults.points import Points, install


def compress(seconds: int) -> None:
    """Every so many seconds there is a slot, named by its instant."""

    def after(_table: Timetable, moment: datetime) -> Occurrence:
        number = int(moment.timestamp()) // seconds + 1
        at = datetime.fromtimestamp(number * seconds, UTC)
        return Occurrence(f"{at:%Y-%m-%dT%H:%M:%S}", at)

    def at(table: Timetable, moment: datetime) -> Occurrence | None:
        run = after(table, moment - timedelta(microseconds=1))
        return run if run.at == moment else None

    setattr(timetable, "after", after)  # noqa: B010
    setattr(timetable, "at", at)  # noqa: B010


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--die", nargs=2, metavar=("NAME", "N"))
    parser.add_argument("--freeze", action="store_true")
    parser.add_argument("--log", type=Path)
    parser.add_argument("--slice", type=int)
    parser.add_argument("--every", type=int)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    deadly = (options.die[0], int(options.die[1])) if options.die else None
    if deadly or options.log:
        last = signal.SIGSTOP if options.freeze else signal.SIGKILL
        install(Points(deadly, options.log, last))
    if options.freeze:
        engine.FROZEN = 1
    if options.slice:
        filling.fill_all.__defaults__ = (options.slice,)
    if options.every:
        compress(options.every)
    sys.argv = ["nashra", *options.command[1:]]  # without the "--"
    cli.main()


if __name__ == "__main__":
    main()
