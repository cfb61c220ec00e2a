"""Programs that read feeds, each as its users have it, and what they show of an entry."""

import calendar
import email
import email.policy
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser  # type: ignore[import-untyped]
import httpx

from tests.support.needs import skip


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as a reader shows it."""

    id: str
    title: str
    link: str
    author: str
    at: int  # seconds since 1970
    topics: tuple[str, ...] | None  # None: this reader keeps none
    content: str


# In this folder, read what is at this address; once more in the same folder is
# the same reader's next poll.
Reader = Callable[[Path, str], list[Seen]]


def by_feedparser(folder: Path, address: str) -> list[Seen]:
    """The library that most readers in Python use, polling as its manual says."""
    tag = folder / "etag"
    known = tag.read_text("utf-8") if tag.exists() else None
    parsed = feedparser.parse(address, etag=known)
    if parsed.status == 304:
        return []
    assert not parsed.bozo, parsed.get("bozo_exception")
    tag.write_text(parsed.etag, "utf-8")
    return [
        Seen(
            id=each.id,
            title=each.title,
            link=each.link,
            author=", ".join(author.name for author in each.authors),
            at=_seconds(each.published_parsed),
            topics=tuple(tag.term for tag in each.get("tags", ())),
            content=each.content[0].value,
        )
        for each in parsed.entries
    ]


def by_newsboat(folder: Path, address: str) -> list[Seen]:
    """A reader for the terminal, without its screen."""
    (folder / "urls").write_text(address + "\n", "utf-8")
    (folder / "config").touch()
    cache = folder / "cache.db"
    files = ["-u", folder / "urls", "-C", folder / "config", "-c", cache]
    _run(folder, "newsboat", *files, "-x", "reload")
    with sqlite3.connect(cache) as database:
        rows = database.execute(
            "SELECT guid, title, url, author, pubDate, content FROM rss_item"
        ).fetchall()
    database.close()
    return [Seen(row[0], row[1], row[2], row[3], row[4], None, row[5]) for row in rows]


_R2E = """
[DEFAULT]
from = reader@mena.example
to = reader@mena.example
email-protocol = maildir
maildir-path = {folder}
maildir-mailbox = mail
html-mail = True
date-header = True
date-header-order = issued
name-format = {{author}}
"""


def by_rss2email(folder: Path, address: str) -> list[Seen]:
    """A program that turns entries into mails; only of new ones, as it does."""
    config, data = folder / "rss2email.cfg", folder / "rss2email.json"
    mail = folder / "mail"
    files = ["-c", config, "-d", data]
    if not config.exists():
        for box in ("cur", "new", "tmp"):
            (mail / box).mkdir(parents=True)
        config.write_text(_R2E.format(folder=folder), "utf-8")
        _run(folder, "r2e", *files, "add", "nashra", address)
    known = set(mail.glob("new/*"))
    _run(folder, "r2e", *files, "run")
    return [_mailed(path) for path in set(mail.glob("new/*")) - known]


def _mailed(path: Path) -> Seen:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return Seen(
        id=message["X-RSS-ID"],
        title=message["Subject"],
        link=message["X-RSS-URL"],
        author=message["From"].addresses[0].display_name,
        at=int(parsedate_to_datetime(message["Date"]).timestamp()),
        topics=tuple((message["X-RSS-TAGS"] or "").split(",")),
        content=message.get_content(),
    )


# The fetch with a condition is the one its manual gives, sfeedrc(5).
_SFEEDRC = """
sfeedpath='{folder}/feeds'
fetch() {{
  curl -L --max-redirs 0 -H 'User-Agent: sfeed' -f -s -m 15 \\
    --etag-save '{folder}/etag' --etag-compare '{folder}/etag' "$2"
}}
feeds() {{
  feed 'nashra' '{address}'
}}
"""


def by_sfeed(folder: Path, address: str) -> list[Seen]:
    """A parser in C that writes lines with tabs."""
    config = folder / "sfeedrc"
    config.write_text(_SFEEDRC.format(folder=folder, address=address), "utf-8")
    _run(folder, "sfeed_update", config)
    lines = (folder / "feeds" / "nashra").read_text("utf-8").splitlines()
    return [_parted(line.split("\t")) for line in lines]


def _parted(fields: list[str]) -> Seen:
    at, title, link, content, _, id_, author, _, topics = fields
    return Seen(
        id=id_,
        title=title,
        link=link,
        author=author,
        at=int(at),
        topics=tuple(topic for topic in topics.split("|") if topic),
        content=content.replace("\\n", "\n"),
    )


READERS: dict[str, Reader] = {
    "feedparser": by_feedparser,
    "newsboat": by_newsboat,
    "rss2email": by_rss2email,
    "sfeed": by_sfeed,
}
_PROGRAMS = {"newsboat": "newsboat", "rss2email": "r2e", "sfeed": "sfeed_update"}


def imported_by_newsboat(folder: Path, address: str) -> list[str]:
    """The feeds it follows after it has taken the list at that address."""
    _need("newsboat")
    opml, urls = folder / "feeds.opml", folder / "urls"
    opml.write_bytes(httpx.get(address, trust_env=False).content)
    urls.touch()
    (folder / "config").touch()
    files = ["-u", urls, "-C", folder / "config", "-c", folder / "cache.db"]
    _run(folder, "newsboat", *files, "-i", opml)
    return [line.split()[0] for line in urls.read_text("utf-8").splitlines() if line]


def imported_by_sfeed(address: str) -> str:
    """The configuration that it makes of the list at that address."""
    _need("sfeed")
    return subprocess.run(
        ["sfeed_opml_import"],  # noqa: S607  wherever Debian put it
        input=httpx.get(address, trust_env=False).content,
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout.decode()


def reader_of(name: str) -> Reader:
    """The reader, if this machine has it."""
    _need(name)
    return READERS[name]


def _need(name: str) -> None:
    program = _PROGRAMS.get(name)
    if program is not None and shutil.which(program) is None:
        skip(f"{name} is not installed (apt install {name})")


def _run(folder: Path, *words: object) -> None:
    """Run the program in a home of its own."""
    done = subprocess.run(  # noqa: S603  programs of Debian
        [str(word) for word in words],
        check=False,
        cwd=folder,
        env={"PATH": os.defpath, "HOME": str(folder), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _seconds(parsed: tuple[int, ...]) -> int:
    return calendar.timegm(parsed)
