"""Recovery: what was stopped after the backup stays stopped, and nothing comes twice."""

import asyncio
import shutil
import sqlite3
from pathlib import Path

import pytest

from audience import links
from newsroom import readers
from service.backup import Backup
from service.settings import Settings
from service.wiring import opened
from storage.lock import held
from tests.service.conftest import Street
from tests.support.command import Ran, call

pytestmark = pytest.mark.timeout(60)

SALMA, OMAR = "salma@example.org", "omar@example.org"
EVERYTHING = ["mail", "webhook", "websub"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder / "house.db"


@pytest.fixture
def printed(street: Street) -> Street:
    """An edition waits for both readers; the partner's address is not there."""
    street.nashra("pause", "webhook")
    street.nashra("edition", "send", "daily")
    return street


def letters(data: Path) -> dict[str, str]:
    """To whom each letter in the maildir goes, by its name, which is the parcel's."""
    found = {}
    for path in (data / "mail" / "new").glob("*"):
        text = path.read_bytes().decode("utf-8", "replace")
        (found[path.name],) = (each for each in (SALMA, OMAR) if f"To: {each}" in text)
    return found


def empty_box(data: Path) -> None:
    for path in (data / "mail" / "new").glob("*"):
        path.unlink()


def deliver(data: Path) -> Ran:
    return call("deliver", "--until-empty", "--data", data, "--json")


def leave(data: Path, number: int) -> None:
    """The reader of this subscription goes by the link in every mail."""

    async def work() -> None:
        async with opened(Settings(data=data)) as installation:
            token = links.sign(installation.house.keys.links, "u", number)
            assert await readers.leave(installation.house, token)

    asyncio.run(work())


def state_of(data: Path, article: str) -> str:
    found = call("articles", article, "--data", data, "--json").json["articles"]
    return str(found[0]["state"])


def test_a_house_comes_back_in_an_empty_folder(street, file, tmp_path):
    street.nashra("backup", file)
    data = tmp_path / "new"

    ran = call("recover", file, "--data", data, "--json")

    assert ran.json == {
        "recovered": True,
        "left": 0,
        "withdrawals": [],
        "missed": [],
        "paused": EVERYTHING,
        "moved": None,
    }
    assert (data / "keys.json").read_bytes() == Backup(file).keys.read_bytes()
    assert (data / "keys.json").stat().st_mode & 0o077 == 0
    assert (data / "nashra.db").stat().st_mode & 0o077 == 0
    assert state_of(data, street.article) == "usable"
    checks = call("doctor", "--data", data, "--json").json["checks"]
    assert "recovered" in next(c["message"] for c in checks if c["id"] == "D7")


def test_nobody_who_left_is_written_to_and_nothing_comes_twice(printed, file):
    deliver(printed.data)
    assert set(letters(printed.data).values()) == {SALMA, OMAR}
    printed.nashra("backup", file)
    leave(printed.data, 1)
    empty_box(printed.data)

    ran = printed.nashra("recover", file)
    printed.nashra("resume", "mail")
    printed.nashra("edition", "send", "daily", "--slot", "2030-01-01")
    ran_again = deliver(printed.data)

    assert ran.json["left"] == 1
    assert ran_again.json["delivered"] == 0
    assert letters(printed.data) == {}


def test_what_was_owed_in_the_backup_goes_out_under_its_own_id(printed, file):
    printed.nashra("backup", file)
    deliver(printed.data)
    before = letters(printed.data)
    leave(printed.data, 1)
    empty_box(printed.data)

    printed.nashra("recover", file)
    still = deliver(printed.data)
    assert still.json["delivered"] == 0
    assert letters(printed.data) == {}
    printed.nashra("resume", "mail")
    deliver(printed.data)

    (name,) = (name for name, to in before.items() if to == OMAR)
    assert letters(printed.data) == {name: OMAR}


def test_a_text_that_was_killed_since_is_not_public_again(printed, file):
    printed.nashra("backup", file)
    printed.nashra("kill", printed.article, "--note", "سُحب")

    asked = printed.nashra("recover", file)

    assert asked.code == 1
    assert asked.json["recovered"] is False
    assert asked.json["withdrawals"][0]["kind"] == "killed"
    assert asked.json["withdrawals"][0]["article"] == printed.article
    ran = printed.nashra("recover", file, "--yes")
    assert ran.code == 0
    assert len(ran.json["withdrawals"]) == 1
    assert state_of(printed.data, printed.article) == "canceled"
    printed.nashra("resume", "mail")
    deliver(printed.data)
    assert letters(printed.data) == {}


def test_without_agreement_everything_stays_as_it_was(printed, file):
    printed.nashra("backup", file)
    printed.nashra("withhold", printed.article)
    (printed.data / "dispatch.lock").touch()
    before = (printed.data / "nashra.db").read_bytes()
    names = sorted(path.name for path in printed.data.iterdir())

    printed.nashra("recover", file)

    assert (printed.data / "nashra.db").read_bytes() == before
    assert sorted(path.name for path in printed.data.iterdir()) == names
    assert state_of(printed.data, printed.article) == "withheld"


def test_what_the_backup_knows_as_withdrawn_is_not_asked_about(printed, file):
    printed.nashra("withhold", printed.article)
    printed.nashra("restore", printed.article)
    printed.nashra("backup", file)

    assert printed.nashra("recover", file).json["withdrawals"] == []
    assert state_of(printed.data, printed.article) == "usable"


def test_a_text_that_was_to_come_out_does_not_if_it_was_killed(printed, file, tmp_path):
    draft = tmp_path / "draft.txt"
    draft.write_text("فتحت المحطة أبوابها صباح اليوم أمام الناس.\n", encoding="utf-8")
    taken = printed.nashra("import", draft, "--title", "عنوان آخر").json
    article = taken["articles"][0]["id"]
    printed.nashra("backup", file)
    printed.nashra("publish", article)
    printed.nashra("kill", article)

    printed.nashra("recover", file, "--yes")

    assert state_of(printed.data, article) == "canceled"


def test_the_database_that_was_here_is_moved_aside(printed, file):
    printed.nashra("backup", file)
    printed.nashra("kill", printed.article)

    moved = Path(printed.nashra("recover", file, "--yes").json["moved"])

    assert moved.parent == printed.data / "backups"
    assert moved.is_file()
    left = {path.name for path in printed.data.iterdir()}
    assert not any(name.startswith(".nashra.db") for name in left)


def test_a_backup_can_be_recovered_twice(printed, file):
    printed.nashra("backup", file)
    leave(printed.data, 2)

    first = printed.nashra("recover", file)
    second = printed.nashra("recover", file)

    assert (first.json["left"], second.json["left"]) == (1, 1)


def test_other_keys_are_never_replaced(street, file, tmp_path):
    street.nashra("backup", file)
    data = tmp_path / "other"
    call("init", data, "--json")
    before = (data / "keys.json").read_bytes()

    ran = call("recover", file, "--data", data, "--json")

    assert ran.code == 2
    assert ran.error["code"] == "other_keys"
    assert (data / "keys.json").read_bytes() == before


def test_without_any_keys_nothing_is_recovered(street, file, tmp_path):
    street.nashra("backup", file)
    Backup(file).keys.unlink()

    ran = call("recover", file, "--data", tmp_path / "new", "--json")

    assert ran.code == 2
    assert ran.error["code"] == "no_keys"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"SQLite format 3\0" + b"x" * 99])
def test_only_a_whole_backup_is_taken(street, file, data):
    file.write_bytes(data)

    ran = street.nashra("recover", file)

    assert ran.code == 2
    assert ran.error["code"] == "not_a_backup"
    assert state_of(street.data, street.article) == "usable"


def test_a_file_that_is_not_there_is_not_recovered(street, file):
    assert street.nashra("recover", file).error["code"] == "cannot_read"


def test_nothing_is_recovered_under_a_house_at_work(street, file):
    street.nashra("backup", file)

    with held(street.data / "dispatch.lock"):
        ran = street.nashra("recover", file)

    assert ran.code == 1
    assert ran.error["code"] == "dispatching"


def test_an_edition_whose_hour_has_passed_is_up_to_a_person(printed, file):
    printed.nashra("backup", file)
    with sqlite3.connect(file) as backup:  # of the day before yesterday
        backup.execute(
            "UPDATE newsletters SET created = datetime(created, '-2 days') || '.000000'"
        )
    backup.close()

    ran = printed.nashra("recover", file)
    printed.nashra("resume", "mail")
    ran_again = deliver(printed.data)

    assert ran.json["missed"] == ["daily"]
    assert "nashra edition send daily" in ran.err
    assert ran_again.json["delivered"] == 2  # the edition that waited in the backup
    assert len(letters(printed.data)) == 2


def test_what_was_put_back_by_hand_is_recovered_where_it_is(printed, file):
    printed.nashra("backup", file)
    printed.nashra("kill", printed.article)
    leave(printed.data, 1)
    shutil.copyfile(file, printed.data / "nashra.db")

    asked = printed.nashra("recover")
    ran = printed.nashra("recover", "--yes")

    assert (asked.code, asked.json["recovered"]) == (1, False)
    assert asked.json["paused"] == EVERYTHING
    assert (asked.json["left"], ran.json["left"]) == (1, 0)
    assert [each["kind"] for each in ran.json["withdrawals"]] == ["killed"]
    assert state_of(printed.data, printed.article) == "canceled"


def test_what_was_put_back_without_its_keys_is_not_recovered(printed):
    (printed.data / "keys.json").unlink()

    ran = printed.nashra("recover")

    assert (ran.code, ran.error["code"]) == (2, "no_keys")
    assert not (printed.data / "keys.json").exists()
