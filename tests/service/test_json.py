"""The JSON that other programs rely on: a command and the keys of its answer."""

import json

import pytest

from service.settings import SETTINGS
from tests.service.conftest import TITLE
from tests.support.articles import TWIN, outline_of

ARTICLE = {"id", "state", "version", "title", "published", "updated", "url"}
SUMS = {"owed", "waiting", "sending", "delivered", "refused", "cancelled", "unknown"}
CHANNELS = {"mail", "webhook", "websub"}
EDITION = {
    "id",
    "newsletter",
    "cadence",
    "slot",
    "revision",
    "state",
    "subject",
    "items",
    "bytes",
    "owed",
}
IMPORTED = {
    "id",
    "state",
    "version",
    "title",
    "title_derived",
    "language",
    "direction",
    "headings",
    "paragraphs",
    "notice",
    "holder",
    "source",
    "suggestions",
    "report",
    "url",
}
LINE = {
    "id",
    "channel",
    "destination",
    "article",
    "version",
    "edition",
    "state",
    "reason",
    "attempts",
    "due",
    "transport",
    "finished",
}


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ("articles", {"articles"}),
        ("feeds", {"feeds"}),
        ("publisher show", {"publisher"}),
        ("publisher set zone=Asia/Amman", {"publisher"}),
        ("newsletter list", {"newsletters"}),
        ("newsletter add weekly --cadence weekly", {"newsletter"}),
        ("endpoints list", {"endpoints"}),
        ("edition preview daily", {"edition", "html", "text"}),
        ("edition freeze daily", {"edition", "html", "text"}),
        ("edition send daily", {"edition", "html", "text"}),
        ("deliveries", CHANNELS),
        ("settings", {"settings"}),
        ("doctor", {"ok", "checks"}),
        ("init", {"data", "settings"}),
    ],
)
def test_every_command_answers_with_its_keys(street, command, keys):
    ran = street.nashra(*command.split())

    assert ran.code == 0, ran
    assert set(ran.json) == keys


def test_an_imported_file_tells_what_was_made_of_it(nashra):
    record = nashra("import", TWIN, "--title", TITLE).json

    (article,) = record["articles"]
    expected = outline_of(TWIN)
    assert record["refused"] == []
    assert set(article) == IMPORTED
    assert set(article["source"]) == {"file", "sha256", "encoding"}
    assert set(article["report"][0]) == {"line", "decision", "confidence", "message"}
    assert len(article["suggestions"]) == 3
    assert (article["headings"], article["paragraphs"]) == (5, 9)
    assert article["title"] == TITLE
    assert article["title_derived"] is False
    assert article["holder"] == expected["holder"]
    assert article["url"] is None


def test_the_list_of_articles(street):
    (article,) = street.nashra("articles").json["articles"]

    assert set(article) == ARTICLE
    assert article["state"] == "usable"
    assert article["url"].startswith(f"http://127.0.0.1:8080/a/{article['id'][:8]}/")
    assert article["published"].endswith("Z")


def test_one_article_with_its_text_and_where_it_stands(street):
    (article,) = street.nashra("articles", street.article[:8]).json["articles"]

    assert set(article) == ARTICLE | {"blocks", "channels"}
    assert {frozenset(block) for block in article["blocks"]} == {
        frozenset(("kind", "text", "language", "direction"))
    }
    assert len(article["blocks"]) == 14
    assert set(article["channels"]) == CHANNELS


@pytest.mark.parametrize(
    ("commands", "type_", "version", "posts"),
    [
        # Nobody has got the article yet, so nobody need hear that it is gone.
        (["withhold ID"], "article.withheld", 2, 0),
        (["withhold ID", "restore ID"], "article.restored", 3, 1),
        (["kill ID --note سُحب"], "article.killed", 2, 0),
        (["correct ID --note صُحِّح"], "article.corrected", 2, 1),
    ],
)
def test_every_change_tells_its_event_and_what_is_owed(
    street, commands, type_, version, posts
):
    ids = [command.replace("ID", street.article).split() for command in commands]
    *_, ran = [street.nashra(*words) for words in ids]

    assert ran.code == 0
    assert set(ran.json) == {"event", "owed"}
    assert ran.json["event"] == {
        "number": version,
        "type": type_,
        "article": street.article,
        "version": version,
        "at": ran.json["event"]["at"],
    }
    assert ran.json["owed"] == {"mail": 0, "webhook": posts, "websub": 0}


def test_publishing_owes_a_post_to_each_endpoint(nashra):
    nashra("endpoints", "add", "https://a.example/", "--partner", "a")
    nashra("endpoints", "add", "https://b.example/", "--partner", "b")
    made = nashra("import", TWIN, "--title", TITLE).json["articles"][0]["id"]

    record = nashra("publish", made).json

    assert record["event"]["number"] == 1
    assert record["event"]["type"] == "article.published"
    assert record["owed"] == {"mail": 0, "webhook": 2, "websub": 0}


def test_the_feeds_tell_their_addresses(street):
    feed, arabic = street.nashra("feeds").json["feeds"]

    assert feed == {
        "name": "all",
        "label": None,
        "version": feed["version"],
        "updated": feed["updated"],
        "entries": 1,
        "atom": "http://127.0.0.1:8080/feeds/all.atom",
        "rss": "http://127.0.0.1:8080/feeds/all.rss",
        "json": "http://127.0.0.1:8080/feeds/all.json",
    }
    assert arabic["atom"] == "http://127.0.0.1:8080/feeds/languages/ar.atom"


def test_readers_of_a_list_are_counted(street, tmp_path):
    readers = tmp_path / "more.txt"
    readers.write_text(
        "salma@example.org\nhuda@example.org\nnobody\n", encoding="utf-8"
    )

    ran = street.nashra(
        "subscribers", "import", readers, "--newsletter", "daily", "--consent", "نعم"
    )

    assert ran.code == 1
    assert set(ran.json) == {"read", "added", "updated", "refused"}
    assert [ran.json[key] for key in ("read", "added", "updated")] == [3, 1, 1]
    (refused,) = ran.json["refused"]
    assert set(refused) == {"line", "code", "message"}
    assert (refused["line"], refused["code"]) == (3, "not_an_address")


def test_an_edition_from_freezing_to_the_mailbox(street):
    frozen = street.nashra("edition", "freeze", "daily").json
    held = street.nashra("edition", "hold", "daily").json["edition"]
    approved = street.nashra("edition", "approve", "daily").json["edition"]
    ran = street.nashra("deliver", "--until-empty")
    after = street.nashra("deliveries", "--edition", frozen["edition"]["id"]).json

    assert set(frozen["edition"]) == EDITION
    assert set(frozen["edition"]["items"][0]) == ARTICLE
    assert frozen["edition"]["state"] == "draft"
    assert held["state"] == "held"
    assert (approved["state"], approved["owed"]) == ("sending", 2)
    assert set(ran.json) == {
        "delivered",
        "deferred",
        "refused",
        "unknown",
        "waiting",
    }
    assert set(after["mail"]) == SUMS
    assert (after["mail"]["owed"], after["mail"]["delivered"]) == (2, 2)
    assert len(list((street.data / "mail" / "new").iterdir())) == 2


def test_an_empty_slot_makes_no_edition(nashra):
    nashra("newsletter", "add", "daily")

    ran = nashra("edition", "freeze", "daily")

    assert ran.code == 0
    assert ran.json == {"edition": None, "html": None, "text": None}


def test_lines_of_the_ledger_are_one_object_each(street):
    street.nashra("edition", "send", "daily")

    ran = street.nashra("deliveries", "--lines")

    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert {frozenset(line) for line in lines} == {frozenset(LINE)}
    assert [line["channel"] for line in lines].count("mail") == 2


def test_the_secret_of_an_endpoint_is_shown_once(street):
    listed = street.nashra("endpoints", "list")

    (endpoint,) = listed.json["endpoints"]
    assert set(endpoint) == {"id", "url", "state", "partner"}
    assert street.secret.startswith("whsec_")
    assert street.secret not in listed.out


def test_a_test_post_that_goes_nowhere_says_how(street):
    added = street.nashra(
        "endpoints", "add", "https://nowhere.invalid/", "--partner", "x"
    ).json

    ran = street.nashra("endpoints", "test", added["endpoint"]["id"])

    assert ran.code == 1
    assert set(ran.json) == {"outcome", "status", "class", "ms"}
    assert (ran.json["outcome"], ran.json["class"]) == ("deferred", "dns")


def test_settings_are_told_without_their_secrets(street, monkeypatch):
    monkeypatch.setenv(
        "NASHRA_DATABASE_URL", f"sqlite:///{street.data / 'geheim'}/nashra.db"
    )

    ran = street.nashra("settings")

    assert {each["variable"] for each in ran.json["settings"]} == {
        each.variable for each in SETTINGS
    }
    assert set(ran.json["settings"][0]) == {"name", "variable", "value", "meaning"}
    assert "geheim" not in ran.out


def test_the_doctor_numbers_its_checks(street):
    record = street.nashra("doctor").json

    assert record["ok"] is True
    assert {frozenset(each) for each in record["checks"]} == {
        frozenset(("id", "ok", "message", "fix"))
    }
    assert [each["id"] for each in record["checks"]] == [
        "D1",
        "D2",
        "D3",
        "D4",
        "D5",
        "D7",
        "D8",
        "D9",
        "D10",
    ]


def test_keys_that_others_can_read_are_mended_by_hand(street):
    (street.data / "keys.json").chmod(0o644)

    ran = street.nashra("doctor")

    wrong = [each for each in ran.json["checks"] if each["ok"] is False]
    assert ran.code == 1
    assert [each["id"] for each in wrong] == ["D4"]
    assert wrong[0]["fix"] == f"chmod 600 {street.data / 'keys.json'}"


def test_a_live_check_without_a_server_fails(street):
    ran = street.nashra("doctor", "--live")

    assert ran.code == 1
    assert ran.json["ok"] is False
