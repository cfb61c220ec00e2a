"""A house with one public article, a list with two readers and an endpoint."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.articles import TWIN
from tests.support.command import Ran, call

TITLE = "القهوة والشاي"
READERS = "email,name\nsalma@example.org,سلمى\nomar@example.org,عمر\n"


@dataclass(frozen=True)
class Street:
    """A data folder and what is in it."""

    data: Path
    article: str
    endpoint: str
    secret: str

    def nashra(self, *arguments: object) -> Ran:
        """The command on this folder, with JSON."""
        return call(*arguments, "--data", self.data, "--json")


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch):
    """What the machine says must not reach the tests."""
    for name in list(os.environ):  # noqa: TID251
        if name.startswith("NASHRA_") or name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Street:
    folder = tmp_path_factory.mktemp("street")
    data = folder / "data"
    data.mkdir()
    shutil.copyfile(sqlite_template, data / "nashra.db")
    readers = folder / "readers.csv"
    readers.write_text(READERS, encoding="utf-8")

    def run(*arguments: object) -> Ran:
        ran = call(*arguments, "--data", data, "--json")
        assert ran.code == 0, ran
        return ran

    added = run("endpoints", "add", "https://partner.example/hook", "--partner", "صدى")
    taken = run("import", TWIN, "--title", TITLE, "--publish").json
    run("newsletter", "add", "daily")
    run(
        "subscribers",
        "import",
        readers,
        "--newsletter",
        "daily",
        "--consent",
        "طلبوا ذلك في المعرض",
    )
    return Street(
        data=data,
        article=taken["articles"][0]["id"],
        endpoint=added.json["endpoint"]["id"],
        secret=added.json["secret"],
    )


@pytest.fixture
def street(_built: Street, tmp_path: Path) -> Street:
    """The house, to oneself."""
    data = tmp_path / "data"
    shutil.copytree(_built.data, data)
    return Street(data, _built.article, _built.endpoint, _built.secret)


@pytest.fixture
def data(sqlite_template: Path, tmp_path: Path) -> Path:
    """A data folder with a migrated database and nothing in it."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(sqlite_template, folder / "nashra.db")
    return folder


@pytest.fixture
def nashra(data: Path) -> Callable[..., Ran]:
    """The command on an empty house, with JSON."""

    def run(*arguments: object) -> Ran:
        return call(*arguments, "--data", data, "--json")

    return run
