"""Backups: whole, beside a house at work, and still wherever they come to life."""

import shutil
import stat
from pathlib import Path

import pytest

from service.backup import Backup
from tests.support import databases
from tests.support.command import call

EVERYTHING = ["mail", "webhook", "websub"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "house.db"


@pytest.fixture(autouse=True)
def _folder(file: Path) -> None:
    file.parent.mkdir()


def test_a_backup_is_three_files_for_their_owner_only(street, file):
    record = street.nashra("backup", file).json["backup"]

    backup = Backup(file)
    three = [backup.database, backup.keys, backup.stops]
    assert [record["file"], record["keys"], record["stops"]] == [*map(str, three)]
    assert sorted(file.parent.iterdir()) == sorted(three)
    assert {stat.S_IMODE(path.stat().st_mode) for path in three} == {0o600}
    assert record["bytes"] == file.stat().st_size
    assert backup.keys.read_bytes() == (street.data / "keys.json").read_bytes()


def test_a_backup_replaces_nothing(street, file):
    backup = Backup(file)
    for path in (backup.database, backup.keys, backup.stops):
        path.write_text("mine")

        ran = street.nashra("backup", file)

        assert ran.code == 2
        assert ran.error["code"] == "file_exists"
        assert [each.read_text() for each in file.parent.iterdir()] == ["mine"]
        path.unlink()


def test_a_backup_knows_what_was_withdrawn(street, file):
    street.nashra("kill", street.article)

    street.nashra("backup", file)

    assert street.article in Backup(file).stops.read_text(encoding="utf-8")


def test_the_house_itself_is_not_paused_by_its_backup(street, file):
    street.nashra("backup", file)

    checks = {each["id"]: each for each in street.nashra("doctor").json["checks"]}
    assert checks["D7"]["ok"] is True


def test_a_copy_that_comes_back_by_hand_sends_nothing(street, file, tmp_path):
    street.nashra("edition", "send", "daily")
    street.nashra("backup", file)
    data = tmp_path / "elsewhere"
    data.mkdir()
    shutil.copyfile(file, data / "nashra.db")
    shutil.copyfile(Backup(file).keys, data / "keys.json")
    (data / "keys.json").chmod(0o600)

    ran = call("deliver", "--until-empty", "--data", data, "--json")

    assert ran.json["delivered"] == 0
    assert ran.json["waiting"] > 0
    assert ", ".join(EVERYTHING) in ran.err
    assert call("resume", "--data", data, "--json").json == {"paused": []}


def test_without_a_folder_for_it_there_is_no_backup(street, tmp_path):
    ran = street.nashra("backup", tmp_path / "nowhere" / "house.db")

    assert ran.code == 1
    assert ran.error["code"] == "system"


def test_postgresql_is_backed_up_by_its_own_program(
    data, file, shared_postgresql, monkeypatch
):
    monkeypatch.setenv("NASHRA_DATABASE_URL", shared_postgresql)

    ran = call("backup", file, "--data", data, "--json")
    databases.empty(shared_postgresql)

    assert ran.code == 2
    assert ran.error["code"] == "needs_pg_dump"
    assert list(file.parent.iterdir()) == []
