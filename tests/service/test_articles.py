"""Articles by command: once, corrected by the round trip, scheduled, done twice."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.service.conftest import TITLE
from tests.support.articles import TWIN
from tests.support.command import call


def _written(street) -> str:
    """The article as `--markdown` writes it for an editor."""
    ran = call("articles", street.article, "--markdown", "--data", street.data)
    assert ran.code == 0
    return ran.out


def test_the_same_file_is_taken_once(nashra):
    first = nashra("import", TWIN, "--title", TITLE).json["articles"][0]
    second = nashra("import", TWIN).json["articles"][0]

    assert second["id"] == first["id"]
    assert second["title"] == TITLE
    assert len(nashra("articles").json["articles"]) == 1


def test_a_file_without_a_title_asks_for_one_and_takes_it_later(nashra):
    asked = nashra("import", TWIN, "--publish")
    given = nashra("import", TWIN, "--title", TITLE, "--publish")

    assert asked.code == 1
    assert asked.json["articles"][0]["state"] == "needs_title"
    assert [each["code"] for each in asked.json["refused"]] == ["needs_title"]
    assert given.code == 0
    assert given.json["articles"][0]["state"] == "usable"


def test_a_title_that_is_missing_is_offered_in_words(data):
    ran = call("import", TWIN, "--data", data)

    assert ran.code == 0
    assert "--title" in ran.out
    assert ran.out.count("\n  ") == 3


def test_a_title_is_one_clean_line(nashra):
    made = nashra("import", TWIN, "--title", " سطر\nثان\x07 ").json["articles"][0]

    assert made["title"] == "سطر ثان"


@pytest.mark.parametrize(
    ("said", "published"),
    [
        ("2026-11-22", "2026-11-21T21:00:00Z"),  # midnight in Riyadh
        ("2026-11-22T09:00", "2026-11-22T06:00:00Z"),
        ("2026-11-22T09:00:00+01:00", "2026-11-22T08:00:00Z"),
        ("2026-11-22T09:00:00.5Z", "2026-11-22T09:00:00Z"),
    ],
)
def test_a_date_without_a_zone_is_the_publishers(nashra, said, published):
    nashra("import", TWIN, "--title", TITLE, "--published", said)

    assert nashra("articles").json["articles"][0]["published"] == published


def test_an_article_of_the_future_is_scheduled(nashra):
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)  # noqa: TID251
    made = nashra(
        "import", TWIN, "--title", TITLE, "--published", tomorrow.isoformat()
    ).json["articles"][0]["id"]

    ran = nashra("publish", made)

    assert ran.code == 0
    assert ran.json == {
        "event": None,
        "scheduled": f"{tomorrow:%Y-%m-%dT%H:%M:%SZ}",
        "owed": {"mail": 0, "webhook": 0, "websub": 0},
    }
    (article,) = nashra("articles").json["articles"]
    assert (article["state"], article["url"]) == ("scheduled", None)
    assert nashra("feeds").json["feeds"] == []


def test_what_is_done_already_is_done(street):
    published = street.nashra("publish", street.article)
    killed = street.nashra("kill", street.article)
    again = street.nashra("kill", street.article)

    assert (published.code, published.json["event"]["number"]) == (0, 1)
    assert (killed.code, again.code) == (0, 0)
    assert again.json["event"] == killed.json["event"]
    assert again.json["owed"] == {"mail": 0, "webhook": 0, "websub": 0}


def test_a_killed_article_stays_killed(street):
    street.nashra("kill", street.article)

    codes = {
        verb: street.nashra(verb, street.article).error["code"]
        for verb in ("publish", "withhold", "restore")
    }

    assert codes == {
        "publish": "killed",
        "withhold": "wrong_state",
        "restore": "wrong_state",
    }


def test_stops_are_appended_to_their_file(street):
    street.nashra("withhold", street.article, "--note", "للمراجعة")
    street.nashra("restore", street.article)
    street.nashra("kill", street.article)

    lines = (street.data / "stops.ndjson").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["withheld", "killed"]


def test_a_correction_goes_by_the_text_that_was_written_out(street, tmp_path):
    file = tmp_path / "article.md"
    file.write_text(_written(street).replace("القوافل", "الأسواق"), encoding="utf-8")

    ran = street.nashra(
        "correct", street.article[:8], file, "--note", "الأسواق لا القوافل"
    )

    assert ran.code == 0
    assert ran.json["event"]["type"] == "article.corrected"
    assert ran.json["event"]["version"] == 2
    assert "الأسواق لا القوافل" in _written(street)
    assert "أبواب الأسواق" in _written(street)


def test_a_new_text_without_a_note_is_an_update(street, tmp_path):
    file = tmp_path / "article.md"
    file.write_text(_written(street).replace("القوافل", "الأسواق"), encoding="utf-8")

    ran = street.nashra("correct", street.article, file)

    assert ran.json["event"]["type"] == "article.updated"


def test_a_text_made_from_an_older_version_is_a_conflict(street, tmp_path):
    file = tmp_path / "article.md"
    file.write_text(_written(street), encoding="utf-8")
    street.nashra("correct", street.article, "--note", "تصحيح سابق")

    ran = street.nashra("correct", street.article, file, "--note", "تصحيح")

    assert ran.code == 1
    assert ran.error["code"] == "conflict"
    assert ran.error["where"]["field"] == "version"


def test_the_file_of_another_article_is_refused(street, tmp_path):
    other = tmp_path / "other.md"
    other.write_text("---\ntitle: سقوف\n---\n\nفقرة.\n", encoding="utf-8")
    made = street.nashra("import", other).json["articles"][0]["id"]
    file = tmp_path / "article.md"
    file.write_text(_written(street), encoding="utf-8")

    ran = street.nashra("correct", made, file, "--note", "تصحيح")

    assert ran.code == 2
    assert ran.error["code"] == "other_article"


def test_a_bad_line_of_a_correction_is_named(street, tmp_path):
    file = tmp_path / "article.md"
    file.write_text("---\ntitle: x\nnope: 1\n---\n\nفقرة.\n", encoding="utf-8")

    ran = street.nashra("correct", street.article, file)

    assert ran.code == 2
    assert ran.error["where"] == {"file": str(file), "line": 3, "field": "nope"}


def test_a_public_article_keeps_a_title(street, tmp_path):
    """A plain text has none, and what is public cannot do without."""
    ran = street.nashra("correct", street.article, TWIN, "--note", "نصّ جديد")

    (article,) = street.nashra("articles").json["articles"]
    assert article["title"] == TITLE or ran.code == 2


def test_a_reader_who_is_there_is_not_added_again(street, tmp_path):
    readers = tmp_path / "readers.txt"
    readers.write_text("salma@example.org\n", encoding="utf-8")
    command = ["subscribers", "import", readers, "--newsletter", "daily", "--consent"]

    ran = street.nashra(*command, "نعم")

    assert ran.code == 0
    assert (ran.json["added"], ran.json["updated"]) == (0, 1)


def test_the_house_begins_with_init(tmp_path):
    ran = call("init", tmp_path / "house", "--json")
    again = call("init", "--data", tmp_path / "house", "--json")

    assert (ran.code, again.code) == (0, 0)
    assert ran.json == again.json
    assert {each.name for each in (tmp_path / "house").iterdir()} >= {
        "nashra.toml",
        "nashra.db",
        "keys.json",
    }
    assert call("articles", "--data", tmp_path / "house", "--json").code == 0


def test_a_settings_file_that_is_there_stays(tmp_path):
    (tmp_path / "nashra.toml").write_text("mail_window = 3\n", encoding="utf-8")

    call("init", tmp_path, "--json")

    assert (tmp_path / "nashra.toml").read_text(encoding="utf-8") == "mail_window = 3\n"


def test_the_publisher_of_the_file_seeds_an_empty_house_only(tmp_path):
    file = tmp_path / "nashra.toml"
    file.write_text('[publisher]\nname = "دار أولى"\n', encoding="utf-8")
    call("init", tmp_path, "--json")
    file.write_text('[publisher]\nname = "دار ثانية"\n', encoding="utf-8")

    ran = call("publisher", "show", "--data", tmp_path, "--json")

    assert ran.json["publisher"]["name"] == "دار أولى"


def test_a_new_name_of_the_publisher_is_in_the_feeds_at_once(street):
    before = street.nashra("feeds").json["feeds"][0]["version"]

    street.nashra("publisher", "set", "name=دار الغد")

    assert street.nashra("feeds").json["feeds"][0]["version"] > before
