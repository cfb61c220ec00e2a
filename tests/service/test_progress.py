"""Long work shows how far it is, where somebody looks."""

import os
import pty
import subprocess
from pathlib import Path

from tests.support.articles import TWIN
from tests.support.command import NASHRA, call


def on_a_terminal(*arguments: object) -> tuple[int, str]:
    """The command with a terminal for its stderr, and what stood on it."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(  # noqa: S603  our own command
        [str(NASHRA), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TERM": "xterm"},
    )
    os.close(theirs)
    said = b""
    while chunk := _read(ours):
        said += chunk
    os.close(ours)
    return running.wait(), said.decode()


def _read(file: int) -> bytes:
    try:
        return os.read(file, 65536)
    except OSError:  # the other end is closed, and all is read
        return b""


def test_a_round_of_deliveries_shows_a_bar(tmp_path: Path):
    data, readers = tmp_path / "data", tmp_path / "readers.csv"
    readers.write_text("".join(f"reader{n}@mena.example\n" for n in range(300)))
    call("newsletter", "add", "daily", "--data", data)
    call(
        "subscribers",
        "import",
        readers,
        "--newsletter",
        "daily",
        "--consent",
        "form",
        "--data",
        data,
    )
    call("import", TWIN, "--title", "عنوان", "--publish", "--data", data)
    call("edition", "send", "daily", "--data", data)

    code, said = on_a_terminal("deliver", "--until-empty", "--data", data)

    assert code == 0, said
    assert "deliver" in said
    assert "/300" in said


def test_an_import_shows_a_bar(tmp_path: Path):
    code, said = on_a_terminal("import", TWIN, TWIN, "--data", tmp_path / "data")

    assert code == 0, said
    assert "import" in said
    assert "/2" in said
