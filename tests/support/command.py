"""The command line as a user meets it: in this process, or as one of its own."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.cli import main

NASHRA = Path(sys.executable).parent / "nashra"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did: its exit code and its words."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on stdout."""
        assert self.out.count("\n") == 1, self
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The error it ended with, told in one sentence on stderr too."""
        error = self.json["error"]
        assert self.err.strip().count("\n") == 0, self.err
        assert "Traceback" not in self.err
        return error


def call(*arguments: object) -> Ran:
    """Run the command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with _arguments(arguments), redirect_stdout(out), redirect_stderr(err):
        code = _code()
    return Ran(code, out.getvalue(), err.getvalue())


def spawn(*arguments: object, **environment: str) -> "subprocess.Popen[str]":
    """Start the command as a process of its own, with nothing of ours in its way."""
    return subprocess.Popen(  # noqa: S603  our own command
        [str(NASHRA), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", **environment},
    )


def wait(process: "subprocess.Popen[str]", seconds: float = 30) -> Ran:
    """The end of a process; none is left behind."""
    try:
        out, err = process.communicate(timeout=seconds)
    finally:
        process.kill()
        process.wait()
    return Ran(process.returncode, out, err)


def _code() -> int:
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@contextmanager
def _arguments(arguments: tuple[object, ...]) -> Iterator[None]:
    before = sys.argv
    sys.argv = ["nashra", *map(str, arguments)]
    try:
        yield
    finally:
        sys.argv = before
