"""The feeds of a running site, in the programs that people read them with."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]
import httpx
import pytest

from content.arabic import direction_of, first_strong, strip_bidi
from tests.support import command
from tests.support.feedreaders import (
    Seen,
    imported_by_newsboat,
    imported_by_sfeed,
    reader_of,
)
from tests.support.listening import Door, listening

pytestmark = pytest.mark.timeout(120)

LEVANT = """---
id: 5f0c9a5e-1b7d-4e52-9a44-0c1d6f2b8e10
title: OPEC+ تخفض الإنتاج
authors: [ليلى حدّاد, سامي نجم]
topics: [طاقة ونفط, اقتصاد]
published: 2026-11-20T09:00:00+02:00
---

OPEC+ تتفق على خفض جديد، وتقول إنّ الأسعار لا تحتمل سنة أخرى كهذه.

## ماذا بعد؟

يقول التقرير إنّ 5% من الإنتاج تكفي.
"""
MARKUP = """---
title: 'A & B <b> نصّ "كما كُتب"'
authors: [ليلى حدّاد]
topics: [اقتصاد]
published: 2026-11-21T09:00:00+02:00
---

نصّ فيه 1 < 2 & 3 > 2، ولا شيء منه وسم.
"""
ENGLISH = """---
title: Ports & <piers> of the south
language: en
translations:
  ar: 5f0c9a5e-1b7d-4e52-9a44-0c1d6f2b8e10
authors: [Jane Doe]
topics: [اقتصاد]
published: 2026-11-22T09:00:00+02:00
---

How three harbours were rebuilt.
"""
ALL = (LEVANT, MARKUP, ENGLISH)
ENERGY = "topics/%D8%B7%D8%A7%D9%82%D8%A9-%D9%88%D9%86%D9%81%D8%B7"
LAYLA = "authors/%D9%84%D9%8A%D9%84%D9%89-%D8%AD%D8%AF%D8%A7%D8%AF"
ECONOMY = "topics/%D8%A7%D9%82%D8%AA%D8%B5%D8%A7%D8%AF"
SAMI = "authors/%D8%B3%D8%A7%D9%85%D9%8A-%D9%86%D8%AC%D9%85"

READERS = [
    "feedparser",
    *(
        pytest.param(name, marks=pytest.mark.live)
        for name in ("newsboat", "rss2email", "sfeed")
    ),
]
# What is in each feed, by the order of ALL.
FEEDS = {
    "all": (0, 1, 2),
    ENERGY: (0,),
    LAYLA: (0, 1),
    "languages/ar": (0, 1),
    "languages/en": (2,),
}


@dataclass(frozen=True)
class Running:
    """The site, and its articles as its feed in JSON has them, by the order of ALL."""

    door: Door
    items: list[dict[str, Any]]

    @property
    def address_of_all(self) -> str:
        return f"{self.door.url}/feeds.opml"

    def address(self, feed: str, format_: str) -> str:
        return f"{self.door.url}/feeds/{feed}.{format_}"


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("site")
    data = folder / "data"
    data.mkdir()
    (data / "nashra.db").write_bytes(sqlite_template.read_bytes())
    files = []
    for number, text in enumerate(ALL):
        files.append(folder / f"{number}.md")
        files[-1].write_text(text, "utf-8")
    with listening() as door:
        public = {"NASHRA_PUBLIC_URL": door.url}
        taken = command.wait(
            command.spawn("import", *files, "--publish", "--data", data, **public)
        )
        assert taken.code == 0, taken
        process = command.spawn(
            "serve", "--port", 0, "--json", "--data", data, **public
        )
        try:
            assert process.stdout is not None
            door.site = json.loads(process.stdout.readline())["url"]
            items = httpx.get(f"{door.site}/feeds/all.json", trust_env=False).json()
            yield Running(door, items["items"][::-1])
        finally:
            process.terminate()
            command.wait(process)


def seconds(item: dict[str, Any]) -> int:
    return int(datetime.fromisoformat(str(item["date_published"])).timestamp())


def by_id(entries: list[Seen]) -> dict[str, Seen]:
    found = {each.id: each for each in entries}
    assert len(found) == len(entries)
    return found


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("format_", ["atom", "rss"])
@pytest.mark.parametrize("name", READERS)
def test_all_readers_agree_on_what_an_entry_says(
    running: Running, tmp_path, name, format_, feed
):
    seen = by_id(reader_of(name)(tmp_path, running.address(feed, format_)))

    expected = [running.items[number] for number in FEEDS[feed]]
    assert set(seen) == {item["id"] for item in expected}
    for item in expected:
        entry = seen[str(item["id"])]
        assert entry.title == item["title"]
        assert entry.link == item["url"]
        assert entry.at == seconds(item)
        if entry.topics is not None:
            assert set(entry.topics) == set(item["tags"])
        agree_on_authors(entry, item, format_)


def agree_on_authors(entry: Seen, item: dict[str, Any], format_: str) -> None:
    names = [author["name"] for author in item["authors"]]
    seen = entry.author.replace("، ", ", ").split(", ")
    if format_ == "rss":
        assert seen == names
    else:
        # Of several authors in Atom sfeed shows the first and rss2email the last.
        assert set(seen) <= set(names)


@pytest.mark.parametrize("format_", ["atom", "rss"])
@pytest.mark.parametrize("name", READERS)
def test_titles_arrive_as_they_were_written(running: Running, tmp_path, name, format_):
    entries = reader_of(name)(tmp_path, running.address("all", format_))

    assert {strip_bidi(entry.title) for entry in entries} == {
        "OPEC+ تخفض الإنتاج",
        'A & B <b> نصّ "كما كُتب"',
        "Ports & <piers> of the south",
    }


@pytest.mark.parametrize("format_", ["atom", "rss"])
@pytest.mark.parametrize("name", READERS)
def test_every_text_runs_in_its_own_direction(
    running: Running, tmp_path, name, format_
):
    entries = by_id(reader_of(name)(tmp_path, running.address("all", format_)))

    for item in running.items:
        entry = entries[str(item["id"])]
        expected = direction_of(str(item["language"]), strip_bidi(entry.title))
        assert first_strong(entry.title) == expected
        # Some readers take every tag away: then only letters decide.
        assert first_strong(re.sub("<[^>]*>", " ", entry.content)) == expected
        assert f'dir="{expected}"' in entry.content
        assert f'lang="{item["language"]}"' in entry.content
    english = entries[str(running.items[2]["id"])]
    assert english.title == strip_bidi(english.title)


@pytest.mark.parametrize("format_", ["atom", "rss"])
@pytest.mark.parametrize("name", READERS)
def test_a_reader_that_has_it_all_gets_a_304(running: Running, tmp_path, name, format_):
    read = reader_of(name)
    address = running.address(LAYLA, format_)
    before = len(running.door.calls)

    # newsboat keeps what it may ask with from its second poll on.
    for _ in range(3):
        read(tmp_path, address)

    calls = running.door.calls[before:]
    assert {call.path for call in calls} == {urlsplit(address).path}
    assert calls[0].status == 200
    assert calls[-1].condition
    assert calls[-1].status == 304


def test_a_translation_is_another_page_of_the_same_entry(running: Running):
    parsed = feedparser.parse(running.address("languages/en", "atom"))

    (entry,) = parsed.entries
    assert entry.link == running.items[2]["url"]
    assert [link.href for link in entry.links if link.get("hreflang") == "ar"] == [
        running.items[0]["url"]
    ]


def test_a_feed_calls_itself_by_its_address(running: Running):
    for feed in FEEDS:
        for format_ in ("atom", "rss", "json"):
            address = running.address(feed, format_)
            answer = httpx.get(address, trust_env=False)
            assert answer.status_code == 200
            assert answer.headers["link"] == f'<{address}>; rel="self"'
            assert f'"{address}"' in answer.text


@pytest.mark.parametrize("feed", ["topics/x", "authors/Jane", "languages/fr"])
def test_there_is_no_feed_of_what_nobody_wrote(running: Running, feed):
    answer = httpx.get(running.address(feed, "atom"), trust_env=False)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.live
def test_newsboat_imports_the_list_of_all_feeds(running: Running, tmp_path):
    addresses = imported_by_newsboat(tmp_path, running.address_of_all)

    assert set(addresses) == {
        f"{running.door.url}/feeds/{name}.atom"
        for name in [*FEEDS, ECONOMY, SAMI, "authors/jane-doe"]
    }


@pytest.mark.live
def test_sfeed_imports_the_list_of_all_feeds(running: Running):
    listed = imported_by_sfeed(running.address_of_all)

    assert running.address(ENERGY, "atom") in listed
    assert "مركز أبحاث مينا: طاقة ونفط" in listed
