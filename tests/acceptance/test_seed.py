"""The issue's judgement: one article, and the same letters of it in every channel.

Once on the publisher's own article, where the machine has it, and always on its twin.
Nothing here reads with the code that wrote: feeds are read by feedparser, mails by
the standard library, pages by lxml, posts by a partner of the tests.
"""

import asyncio
import email
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import feedparser  # type: ignore[import-untyped]
import httpx
import pytest
from lxml import html
from typer.testing import CliRunner

from audience.addresses import parse_allow
from service.cli import app
from service.server import serving
from service.settings import read
from tests.support.articles import TWIN, seed
from tests.support.partner import Partner

TITLE = "مقال كامل في كلّ قناة"
HOLDER = "مركز أبحاث مينا"
NOTICE = "جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا."
CREDIT = "أوّل مرّة في موقع مركز أبحاث مينا"
# Marks, embeddings, overrides and isolates: they show direction and are no text.
INVISIBLE = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
PASSAGES = {"p", "h1", "h2", "h3", "li"}


@dataclass(frozen=True)
class Body:
    """What one channel says to people: passage by passage, and all of it."""

    passages: Sequence[str]
    whole: str


@dataclass(frozen=True)
class Channels:
    """One article as it left the house on every way there is."""

    file: str
    imported: dict[str, Any]
    blocks: Sequence[str]
    feeds: dict[str, bytes]
    page: str
    mail: EmailMessage
    post: dict[str, Any]
    signed: bool

    def bodies(self) -> dict[str, Body]:
        """Every body made for people."""
        ninjs = self.post["data"]["ninjs"]
        entries = {name: entry_of(self.feeds[name]) for name in ("atom", "rss")}
        item = json.loads(self.feeds["json"])["items"][0]
        html_part = self.mail.get_body(("html",))
        text_part = self.mail.get_body(("plain",))
        assert html_part is not None
        assert text_part is not None
        return {
            "atom": of_html(entries["atom"]["content"][0]["value"]),
            "rss": of_html(entries["rss"]["content"][0]["value"]),
            "json": of_html(item["content_html"]),
            "page": of_html(self.page, "//main"),
            "mail html": of_html(html_part.get_content()),
            "mail text": of_text(text_part.get_content()),
            "webhook": of_html(ninjs["bodies"][0]["value"]),
        }


def plain(text: str) -> str:
    return INVISIBLE.sub("", text)


def of_html(markup: str, within: str = "//body") -> Body:
    (root,) = cast(list[html.HtmlElement], html.fromstring(markup).xpath(within)) or [
        html.fromstring(markup)
    ]
    whole = plain(root.text_content())
    for aside in root.findall(".//aside"):  # the page's table of contents
        aside.drop_tree()
    texts = [e.text_content() for e in root.iter() if e.tag in PASSAGES]
    return Body([plain(text).strip() for text in texts], whole)


def of_text(text: str) -> Body:
    lines = plain(text).splitlines()
    return Body([line for line in lines if line], plain(text))


def entry_of(document: bytes) -> Any:
    parsed = feedparser.parse(document, sanitize_html=False)
    assert not parsed.bozo
    (entry,) = parsed.entries
    return entry


def nashra(data: Path, *words: str | Path) -> dict[str, Any]:
    """The command as anybody types it, on this data folder."""
    typed = [*map(str, words), "--json", "--data", str(data)]
    environment = {"NASHRA_OUTBOUND_ALLOW": "127.0.0.1/32:*"}
    result = CliRunner().invoke(app, typed, env=environment)
    assert result.exit_code == 0, result.stderr
    record = json.loads(result.stdout)
    assert isinstance(record, dict)
    return record


async def sent(article: Path, data: Path) -> Channels:
    """The article on its way through a house with one reader and one partner."""
    readers = data.parent / "readers.txt"
    readers.write_text("layla@example.org\n")
    settings = replace(
        read({}, data), outbound_allow=parse_allow("127.0.0.1/32:*"), log_level="ERROR"
    )

    async def command(*words: str | Path) -> dict[str, Any]:
        return await asyncio.to_thread(nashra, data, *words)

    async with Partner() as partner, serving(settings, "127.0.0.1", 0) as running:
        added = await command("endpoints", "add", partner.url, "--partner", "P")
        await command("newsletter", "add", "all")
        await command(
            *("subscribers", "import", readers, "--newsletter", "all"),
            *("--consent", "test"),
        )
        brought = await command("import", article, "--title", TITLE, "--publish")
        await command("edition", "send", "all")
        (imported,) = brought["articles"]
        shown = await command("articles", imported["id"])
        (received,) = await partner.arrived(1)
        mail = await letter(data / "mail" / "new")
        async with httpx.AsyncClient(trust_env=False) as client:
            feeds = {
                name: (await client.get(f"{running.url}/feeds/all.{name}")).content
                for name in ("atom", "rss", "json")
            }
            page = (await client.get(imported["url"])).text
    return Channels(
        file=article.read_text("utf-8-sig"),  # noqa: ASYNC240
        imported=imported,
        blocks=[block["text"] for block in shown["articles"][0]["blocks"]],
        feeds=feeds,
        page=page,
        mail=mail,
        post=json.loads(received.body),
        signed=received.verifies(added["secret"]),
    )


async def letter(folder: Path) -> EmailMessage:
    while not (folder.is_dir() and (files := list(folder.iterdir()))):  # noqa: ASYNC110, ASYNC240
        await asyncio.sleep(0.02)
    (file,) = files
    return email.message_from_bytes(file.read_bytes(), policy=policy.default)


@pytest.fixture(scope="module", params=["the twin", "the publisher's own"])
def channels(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Channels:
    article = TWIN if request.param == "the twin" else seed()
    return asyncio.run(sent(article, tmp_path_factory.mktemp("seed") / "data"))


def test_its_outline_and_holder_are_found(channels: Channels) -> None:
    imported = channels.imported

    assert (imported["headings"], imported["paragraphs"]) == (5, 9)
    assert (imported["holder"], imported["notice"]) == (HOLDER, NOTICE)
    assert (imported["title"], imported["title_derived"]) == (TITLE, False)
    assert (imported["language"], imported["direction"]) == ("ar", "rtl")


def test_no_letter_of_the_file_is_lost(channels: Channels) -> None:
    *lines, last = filter(None, map(str.strip, plain(channels.file).splitlines()))

    assert channels.blocks == lines
    assert last == NOTICE


@pytest.mark.parametrize(
    "name", ["atom", "rss", "json", "page", "mail html", "mail text", "webhook"]
)
def test_every_body_holds_the_text_letter_by_letter(
    channels: Channels, name: str
) -> None:
    body = channels.bodies()[name]

    own = [text for text in body.passages if text in channels.blocks]

    assert own == channels.blocks


@pytest.mark.parametrize(
    "name", ["atom", "rss", "json", "page", "mail html", "mail text", "webhook"]
)
def test_every_body_says_notice_and_credit_once(channels: Channels, name: str) -> None:
    body = channels.bodies()[name]

    assert body.whole.count(NOTICE) == 1
    assert body.whole.count(CREDIT) == 1


def test_readers_find_title_and_identity_in_every_feed(channels: Channels) -> None:
    (item,) = json.loads(channels.feeds["json"])["items"]
    entries = [entry_of(channels.feeds[name]) for name in ("atom", "rss")]

    for entry in (*entries, item):
        assert plain(entry["title"]) == TITLE
        assert entry["id"] == f"urn:uuid:{channels.imported['id']}"


def test_the_mail_is_named_by_the_article(channels: Channels) -> None:
    assert plain(channels.mail["subject"]).startswith(TITLE)
    assert channels.mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"


def test_the_post_is_signed_and_complete(channels: Channels) -> None:
    data = channels.post["data"]

    assert channels.signed
    assert channels.post["type"] == "article.published"
    assert (data["version"], data["ninjs"]["headlines"][0]["value"]) == (1, TITLE)
    assert data["syndication"]["notice"] == NOTICE
