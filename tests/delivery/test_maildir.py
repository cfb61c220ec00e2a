"""The maildir: exactly once, durable, and a sentence when it cannot."""

import asyncio
import errno
import mailbox
import os
import random
import signal
import sys
from pathlib import Path

import pytest

from delivery.envelope import Envelope
from delivery.maildir import Maildir, sentence
from outbox.parcel import Deferred, Delivered, Refused

LETTER = b"Subject: =?utf-8?B?2YbYtNix2Kk=?=\r\n\r\n" + "نشرة\r\n".encode()


def envelope(parcel_id="p1", recipient="reader@example.org", data=LETTER):
    return Envelope(parcel_id, "news@example.org", recipient, data)


def listing(folder):
    return {
        d: sorted(p.name for p in (folder / d).iterdir()) for d in ("tmp", "new", "cur")
    }


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "mail"


async def test_a_letter_lies_in_new_byte_for_byte(folder):
    outcome = await Maildir(folder).deliver(envelope())

    assert outcome == Delivered("maildir")
    assert listing(folder) == {"tmp": [], "new": ["p1.nashra"], "cur": []}
    assert (folder / "new" / "p1.nashra").read_bytes() == LETTER


async def test_only_the_owner_may_read_it(folder):
    await Maildir(folder).deliver(envelope())

    assert (folder / "new" / "p1.nashra").stat().st_mode & 0o777 == 0o600
    assert (folder / "new").stat().st_mode & 0o777 == 0o700


async def test_every_reader_of_maildirs_finds_it(folder):
    await Maildir(folder).deliver(envelope())

    (found,) = mailbox.Maildir(folder, create=False)

    assert found["subject"] == "=?utf-8?B?2YbYtNix2Kk=?="


async def test_the_same_parcel_again_adds_nothing(folder):
    maildir = Maildir(folder)

    await maildir.deliver(envelope())
    again = await maildir.deliver(envelope())

    assert again == Delivered("maildir")
    assert listing(folder)["new"] == ["p1.nashra"]


@pytest.mark.parametrize("moved", ["p1.nashra", "p1.nashra:2,", "p1.nashra:2,RSa"])
@pytest.mark.parametrize("restarted", [False, True])
async def test_a_letter_that_was_read_is_not_delivered_again(folder, moved, restarted):
    maildir = Maildir(folder)
    await maildir.deliver(envelope("p0"))
    await maildir.deliver(envelope())
    (folder / "new" / "p1.nashra").rename(folder / "cur" / moved)
    (folder / "cur" / "1700000000.M1P1.host:2,S").touch()

    outcome = await (Maildir(folder) if restarted else maildir).deliver(envelope())

    assert outcome == Delivered("maildir")
    assert listing(folder)["new"] == ["p0.nashra"]


async def test_many_at_once_all_arrive(folder):
    maildir = Maildir(folder)

    outcomes = await asyncio.gather(
        *(maildir.deliver(envelope(f"p{n}")) for n in range(50))
    )

    assert set(outcomes) == {Delivered("maildir")}
    assert len(listing(folder)["new"]) == 50


async def test_a_folder_that_somebody_removed_is_made_again(folder):
    maildir = Maildir(folder)
    await maildir.deliver(envelope())
    (folder / "tmp").rmdir()

    assert await maildir.deliver(envelope("p2")) == Delivered("maildir")


async def test_what_a_crash_left_in_tmp_is_written_over(folder):
    (folder / "tmp").mkdir(parents=True)
    (folder / "tmp" / "p1.nashra").write_bytes(b"x" * 10_000)

    await Maildir(folder).deliver(envelope())

    assert listing(folder) == {"tmp": [], "new": ["p1.nashra"], "cur": []}
    assert (folder / "new" / "p1.nashra").read_bytes() == LETTER


async def test_what_a_crash_left_of_a_letter_that_was_read_is_cleared_away(folder):
    await Maildir(folder).deliver(envelope())
    (folder / "new" / "p1.nashra").rename(folder / "cur" / "p1.nashra:2,S")
    (folder / "tmp" / "p1.nashra").write_bytes(b"half")

    await Maildir(folder).deliver(envelope())

    assert listing(folder) == {"tmp": [], "new": [], "cur": ["p1.nashra:2,S"]}


async def test_a_full_disk_defers_with_a_sentence(folder):
    """/dev/full takes nothing, as a full disk does."""
    (folder / "tmp").mkdir(parents=True)
    (folder / "tmp" / "p1.nashra").symlink_to("/dev/full")

    outcome = await Maildir(folder).deliver(envelope())

    assert outcome == Deferred(f"The disk of {folder} is full.", transport="maildir")
    assert listing(folder) == {"tmp": [], "new": [], "cur": []}


async def test_a_file_in_the_place_of_the_folder_defers(tmp_path):
    (tmp_path / "mail").touch()

    outcome = await Maildir(tmp_path / "mail").deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert outcome.reason.endswith("Not a directory.")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk of /mail is full."),
        (errno.EDQUOT, "The disk of /mail is full."),
        (errno.EACCES, "This process may not write in /mail."),
        (errno.EROFS, "This process may not write in /mail."),
        (errno.EMFILE, "This process has too many files open."),
        (errno.EIO, "The letter could not be stored in /mail: Input/output error."),
    ],
)
def test_a_failure_is_one_sentence(number, words):
    assert sentence(OSError(number, os.strerror(number)), Path("/mail")) == words


async def test_an_address_that_a_relay_might_not_take_fails_here_too(folder):
    outcome = await Maildir(folder).deliver(envelope(recipient="قارئ@example.org"))

    assert isinstance(outcome, Refused)
    assert "SMTPUTF8" in outcome.reason
    assert not folder.exists()


@pytest.mark.parametrize("parcel_id", ["../p1", "p1:2", "", "p 1", "p1\n", "مقال"])
async def test_an_id_that_is_no_name_is_a_mistake(folder, parcel_id):
    with pytest.raises(ValueError, match="cannot be the name"):
        await Maildir(folder).deliver(envelope(parcel_id))


CHILD = """
import asyncio, sys
from pathlib import Path
from delivery.envelope import Envelope
from delivery.maildir import Maildir
async def main():
    maildir = Maildir(Path(sys.argv[1]))
    print("ready", flush=True)
    for n in range(int(sys.argv[2])):
        await maildir.deliver(Envelope(f"p{n}", "a@b.example", "c@d.example", b"x" * 200_000))
asyncio.run(main())
"""


async def killed_on_the_way(folder, after):
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        CHILD,
        str(folder),
        "100000",
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    await child.stdout.readline()
    await asyncio.sleep(after)
    child.send_signal(signal.SIGKILL)
    await child.communicate()


async def test_a_kill_at_any_moment_loses_nothing_and_repeats_nothing(folder):
    """The story: killed with a letter half written, then everything is owed again."""
    seeded = random.Random(7)  # noqa: S311  it only chooses the moments
    for _ in range(4):
        await killed_on_the_way(folder, 0.02 + seeded.random() / 20)
    whole = {p.stat().st_size for p in (folder / "new").iterdir()}
    count = len(listing(folder)["new"]) + 5
    moved = min((folder / "new").iterdir())
    moved.rename(folder / "cur" / f"{moved.name}:2,S")

    maildir = Maildir(folder)
    for n in range(count):
        await maildir.deliver(envelope(f"p{n}", data=b"x" * 200_000))

    found = listing(folder)
    assert whole == {200_000}
    assert found["tmp"] == []
    assert len(found["new"]) == count - 1
    assert len(found["cur"]) == 1
