"""A real PostgreSQL for the tests, started from the machine's own programs."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pwd import getpwnam

import psycopg
from psycopg import sql

# Tests prove what is committed, not that a disk keeps it.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, newest first, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    candidates = [*folders, *([Path(found).parent] if found else [])]
    return next((f for f in candidates if (f / "pg_ctl").exists()), None)


@contextmanager
def server(bin_: Path) -> Iterator[str]:
    """The address of an empty server that lives as long as the block."""
    folder = Path(tempfile.mkdtemp(prefix="nashra-pg-", dir="/tmp"))
    user = _user(folder)
    data = folder / "data"
    _run(user, bin_ / "initdb", "-D", data, "-U", "nashra", "-A", "trust", "-E", "UTF8")
    options = f"{FAST} -c listen_addresses='' -c unix_socket_directories={folder}"
    _run(
        user,
        bin_ / "pg_ctl",
        "-D",
        data,
        "-w",
        "-o",
        options,
        "-l",
        folder / "log",
        "start",
    )
    try:
        yield f"postgresql://nashra@/postgres?host={folder}"
    finally:
        _run(user, bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _user(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root; Debian brings a user for it."""
    if os.geteuid() != 0:
        return None
    shutil.chown(folder, "postgres", "postgres")
    getpwnam("postgres")
    return "postgres"


def _run(user: str | None, *command: object) -> None:
    subprocess.run(  # noqa: S603  our own words only
        [str(part) for part in command],
        check=True,
        user=user,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/tmp",  # noqa: S108  any folder that the other user may enter
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )


def create(server_url: str, name: str, template: str = "template1") -> None:
    """A new database on the server, as the template is."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _administer(server_url, statement, name, template)


def drop(server_url: str, name: str) -> None:
    """The database is gone, whoever still looks at it."""
    _administer(server_url, sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)


def _administer(server_url: str, statement: sql.SQL, *names: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(statement.format(*map(sql.Identifier, names)))
