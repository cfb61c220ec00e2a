"""A PostgreSQL of the test's own, that can crash and come back."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import postgresql

# Not the suite's fast options: what a server that crashes has committed must be there.
OPTIONS = "-c fsync=off -c listen_addresses=''"


@dataclass(frozen=True)
class Server:
    """Started and stopped as the test wishes."""

    programs: Path
    folder: Path
    user: str | None

    @property
    def url(self) -> str:
        return f"postgresql://nashra@/postgres?host={self.folder}"

    def start(self) -> None:
        options = f"{OPTIONS} -c unix_socket_directories={self.folder}"
        self._control("-w", "-o", options, "-l", self.folder / "log", "start")

    def crash(self) -> None:
        """Every connection is cut, every transaction under way is forgotten."""
        self._control("-m", "immediate", "stop")

    def _control(self, *arguments: object) -> None:
        data = self.folder / "data"
        postgresql._run(self.user, self.programs / "pg_ctl", "-D", data, *arguments)


@contextmanager
def server(programs: Path) -> Iterator[Server]:
    """An empty server, gone with its folder when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="nashra-pg-", dir="/tmp"))
    made = Server(programs, folder, postgresql._user(folder))
    postgresql._run(
        made.user,
        programs / "initdb",
        *("-D", folder / "data", "-U", "nashra", "-A", "trust", "-E", "UTF8"),
    )
    made.start()
    try:
        yield made
    finally:
        made.crash()
        shutil.rmtree(folder, ignore_errors=True)
