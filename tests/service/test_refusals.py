"""Whatever is typed, a command ends with a code and one sentence, never a traceback."""

import json
import os
import shlex
import shutil
import sqlite3

import pytest

from content.importing import LIMIT
from service.words import ARABIC
from tests.support.articles import TWIN
from tests.support.command import call
from tests.support.needs import skip

ARABIC_TEXT = "كانت القهوة تُشرب في البيوت والخانات وعند أبواب القوافل. " * 8
REFUSED = {
    "empty": ("a.txt", b""),
    "binary": ("a.txt", b"%PDF-1.7 ..."),
    "too_large": ("a.txt", b"x" * (LIMIT + 1)),
    "unknown_encoding": ("a.txt", b"hello \x80\x81 world"),
    "mojibake": ("a.txt", ARABIC_TEXT.encode().decode("cp1256").encode()),
    "two_articles": ("a.txt", TWIN.read_bytes() + b"\n" + TWIN.read_bytes()),
    "ambiguous_lines": ("a.txt", "كانت القهوة تُشرب في\n".encode() * 40),
    "bad_front_matter": ("a.txt", b"---\ntitle: x\n"),
    "bad_field": ("a.txt", "---\nnope: 1\n---\nنصّ".encode()),
    "unsupported": ("a.md", "نصّ ![صورة](a.png)".encode()),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_file_that_is_no_article_is_refused_with_its_code(
    nashra, tmp_path, monkeypatch, code
):
    name, data = REFUSED[code]
    (tmp_path / name).write_bytes(data)

    ran = nashra("import", tmp_path / name)
    monkeypatch.setenv("LC_ALL", "ar_JO.UTF-8")
    arabic = nashra("import", tmp_path / name)

    (refused,) = ran.json["refused"]
    assert ran.code == 2
    assert ran.json["articles"] == []
    assert set(refused) == {"file", "code", "message", "line"}
    assert (refused["file"], refused["code"]) == (name, code)
    assert ran.err.startswith(name)
    assert ran.err.count("\n") == 1
    assert arabic.json["refused"][0]["message"] != refused["message"]


@pytest.mark.parametrize("what", ["nothing", "a folder", "a name of 300 letters"])
def test_a_file_that_cannot_be_read_is_refused(nashra, tmp_path, what):
    paths = {
        "nothing": tmp_path / "nothing.txt",
        "a folder": tmp_path,
        "a name of 300 letters": tmp_path / ("a" * 300),
    }

    ran = nashra("import", paths[what])

    assert ran.code == 2
    assert [each["code"] for each in ran.json["refused"]] == ["cannot_read"]
    assert str(paths[what]) in ran.err


def test_one_good_file_among_bad_ones_is_taken(nashra, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")

    ran = nashra("import", tmp_path / "empty.txt", TWIN, tmp_path / "none.txt")

    assert ran.code == 1
    assert len(ran.json["articles"]) == 1
    assert [each["code"] for each in ran.json["refused"]] == ["empty", "cannot_read"]


# The street's article stands for ID, its endpoint for END, a list of readers for LIST.
@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        ("", "usage", None),
        ("nosuch", "usage", None),
        ("publisher", "usage", None),
        ("publisher nosuch", "usage", None),
        ("import", "usage", None),
        ("articles --nosuch", "usage", None),
        ("serve --port 65536", "usage", None),
        ("serve --port -1", "usage", None),
        ("serve --port many", "usage", None),
        ("publish", "usage", None),
        ("publish ''", "usage", None),
        ("articles ''", "usage", None),
        ("publish nosuch", "unknown_article", "id"),
        ("publish %", "unknown_article", "id"),
        ("publish _", "unknown_article", "id"),
        ('publish "x\'; DROP TABLE articles"', "unknown_article", "id"),
        ("publish \x00", "unknown_article", "id"),
        ("articles nosuch", "unknown_article", "id"),
        ("withhold nosuch", "unknown_article", "id"),
        ("kill nosuch", "unknown_article", "id"),
        ("restore nosuch", "unknown_article", "id"),
        ("correct nosuch --note x", "unknown_article", "id"),
        ("deliveries --article nosuch", "unknown_article", "id"),
        ("deliveries --edition nosuch", "unknown_edition", "edition"),
        ("deliveries --endpoint nosuch", "unknown_endpoint", "endpoint"),
        ("restore ID", "already", None),
        ("correct ID", "nothing", "note"),
        ("correct ID /nowhere --note x", "cannot_read", None),
        ("import TWIN --published 2026-13-01", "bad_date", "published"),
        ("import TWIN --published ''", "bad_date", "published"),
        ("import TWIN --published 0001-01-01", "bad_date", "published"),
        ("import TWIN --published ٢٠٢٦-١١-٢٢", "bad_date", "published"),
        ("newsletter add Daily", "bad_name", "name"),
        ("newsletter add ../x", "bad_name", "name"),
        ("newsletter add ''", "bad_name", "name"),
        ("newsletter add daily", "exists", "name"),
        ("newsletter add x --language fr", "bad_language", "language"),
        ("newsletter add x --cadence hourly", "bad_cadence", "cadence"),
        ("newsletter add x --at 24:00", "bad_time", "at"),
        ("newsletter add x --at 9", "bad_time", "at"),
        ("newsletter add x --at 'someday 09:00'", "bad_time", "at"),
        ("newsletter add x --at ²:00", "bad_time", "at"),
        ("newsletter add x --zone Mars", "bad_zone", "zone"),
        ("newsletter add x --zone America", "bad_zone", "zone"),
        ("newsletter add x --zone ../../etc/passwd", "bad_zone", "zone"),
        ("edition burn daily", "bad_action", "action"),
        ("edition preview nosuch", "unknown_newsletter", "newsletter"),
        ("edition freeze daily --slot today", "bad_slot", "slot"),
        ("edition freeze daily --slot 2026-02-30", "bad_slot", "slot"),
        ("edition freeze daily --slot 20261122", "bad_slot", "slot"),
        ("edition freeze daily --slot ../x", "bad_slot", "slot"),
        (
            "subscribers import LIST --newsletter nosuch --consent x",
            "unknown_newsletter",
            "newsletter",
        ),
        (
            "subscribers import LIST --newsletter daily --consent ' '",
            "no_consent",
            "consent",
        ),
        (
            "subscribers import /nowhere --newsletter daily --consent x",
            "cannot_read",
            None,
        ),
        ("subscribers import LIST --newsletter daily", "usage", None),
        ("endpoints add nonsense --partner x", "scheme", "url"),
        ("endpoints add http://a.example/ --partner x", "scheme", "url"),
        ("endpoints add https://10.0.0.1/ --partner x", "address", "url"),
        ("endpoints add https://2130706433/ --partner x", "address", "url"),
        ("endpoints add https://localhost/ --partner x", "host", "url"),
        ("endpoints add https://u:p@a.example/ --partner x", "user", "url"),
        ("endpoints add https://a.example:8443/ --partner x", "port", "url"),
        ("endpoints add https://a.example/ --partner ' '", "no_partner", "partner"),
        ("endpoints test nosuch", "unknown_endpoint", "id"),
        ("publisher set name", "usage", "fields"),
        ("publisher set nom=x", "unknown_field", "nom"),
        ("publisher set name=", "bad_field", "name"),
        ("publisher set zone=Mars", "bad_field", "zone"),
        ("publisher set language=fr", "bad_field", "language"),
        ("publisher set email=nobody", "bad_field", "email"),
        ("publisher set title_policy=guess", "bad_field", "title_policy"),
        ("publisher set months=zz_ZZ", "bad_field", "months"),
        ("serve --host 0.0.0.0", "needs_public_url", "public_url"),
        ("serve --host ::", "needs_public_url", "public_url"),
        ("serve --host example.org", "needs_public_url", "public_url"),
    ],
)
def test_wrong_input_ends_with_a_code_and_a_sentence(
    street, tmp_path, command, code, field
):
    readers = tmp_path / "readers.txt"
    readers.write_text("huda@example.org\n", encoding="utf-8")
    names = {"ID": street.article, "LIST": str(readers), "TWIN": str(TWIN)}
    words = [names.get(word, word) for word in shlex.split(command)]

    ran = call(*words, "--json") if code == "usage" else street.nashra(*words)

    if code == "already":
        assert ran.code == 0
        return
    if not words or words == ["publisher"]:
        assert ran.code == 2  # the help stands on stdout
        return
    assert ran.code == 2, ran
    assert ran.error["code"] == code
    assert ran.error["where"]["field"] == field
    assert ran.error["message"].count("\n") == 0


def test_bytes_that_are_no_text_are_refused(street):
    ran = street.nashra("publish", os.fsdecode(b"x\xff"))

    assert ran.code == 2
    assert ran.error["code"] == "usage"


def test_a_setting_nobody_knows_is_refused(street, monkeypatch):
    monkeypatch.setenv("NASHRA_PUBLIK_URL", "https://example.org")

    ran = street.nashra("articles")

    assert ran.code == 2
    assert ran.error["code"] == "bad_setting"
    assert ran.error["where"]["field"] == "NASHRA_PUBLIK_URL"


def test_a_broken_settings_file_is_named_with_its_line(street):
    (street.data / "nashra.toml").write_text("public_url = = 1\n", encoding="utf-8")

    ran = street.nashra("feeds")

    assert ran.code == 2
    assert "nashra.toml" in ran.error["message"]
    assert "line 1" in ran.error["message"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"links": []}'])
def test_corrupt_keys_are_named_and_kept(street, text):
    keys = street.data / "keys.json"
    keys.write_text(text, encoding="utf-8")

    ran = street.nashra("articles")

    assert ran.code == 1
    assert ran.error["code"] == "cannot_open"
    assert str(keys) in ran.error["message"]
    assert keys.read_text(encoding="utf-8") == text


def test_a_data_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    ran = call("articles", "--data", tmp_path / "file", "--json")

    assert ran.code == 1
    assert ran.error["code"] == "system"
    assert str(tmp_path / "file") in ran.error["message"]


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path):
    if os.geteuid() == 0:
        skip("a user that may not write everywhere; this one is root")
    tmp_path.chmod(0o500)

    ran = call("articles", "--data", tmp_path / "data", "--json")

    assert ran.code == 1
    assert ran.error["code"] == "system"


def test_a_file_that_is_no_database_is_one_sentence(street):
    (street.data / "nashra.db").write_bytes(b"not a database" * 100)

    ran = street.nashra("articles")

    assert ran.code == 1
    assert ran.error["code"] == "database"


def test_the_database_of_a_newer_nashra_is_left_alone(street):
    with sqlite3.connect(street.data / "nashra.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    ran = street.nashra("articles")

    assert ran.code == 1
    assert ran.error["code"] == "cannot_open"
    assert "9999" in ran.error["message"]


def test_a_database_server_that_is_not_there_is_one_sentence(street, monkeypatch):
    url = "postgresql://nashra:geheim@127.0.0.1:1/nashra"
    monkeypatch.setenv("NASHRA_DATABASE_URL", url)

    ran = street.nashra("articles")

    assert ran.code == 1
    assert ran.error["code"] == "database"
    assert "geheim" not in ran.err


@pytest.mark.parametrize(
    "name", ["a b", "a?b", "a#b", "a%20b", "بيانات", "a'b", 'a"b', "a;b", "-data"]
)
def test_a_data_folder_may_have_any_name(tmp_path, data, name):
    folder = tmp_path / name
    shutil.copytree(data, folder)

    ran = call("import", TWIN, f"--data={folder}", "--json")

    assert ran.code == 0, ran
    assert (folder / "keys.json").exists()
    assert call("articles", f"--data={folder}", "--json").json["articles"]


def test_the_sentence_is_arabic_where_the_locale_is(street, monkeypatch):
    monkeypatch.setenv("LANG", "ar_JO.UTF-8")

    ran = street.nashra("kill", "nosuch")

    assert ran.error["code"] == "unknown_article"
    assert ran.error["message"] == "لا مقال هنا بهذا الرقم: nosuch"
    assert ran.err == "لا مقال هنا بهذا الرقم: nosuch\n"


def test_a_mistake_of_ours_is_one_sentence_too(street, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("service.commands.common.opened", broken)

    ran = street.nashra("articles")

    assert ran.code == 1
    assert ran.error["code"] == "mistake"
    assert "ZeroDivisionError" in ran.error["message"]
    assert "mistake" in ARABIC


def test_ctrl_c_is_no_traceback(street, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("service.commands.common.opened", interrupted)

    ran = street.nashra("articles")

    assert (ran.code, ran.out, ran.err) == (1, "", "Stopped.\n")


def test_a_title_like_a_mark_of_rich_is_printed_as_it_is(street, tmp_path):
    text = tmp_path / "a.md"
    text.write_text("---\ntitle: '[/red] سقف [b]'\n---\n\nفقرة.\n", encoding="utf-8")
    call("import", text, "--data", street.data)

    ran = call("articles", "--data", street.data)

    assert ran.code == 0
    assert "[/red] سقف [b]" in ran.out


def test_control_characters_of_a_command_reach_no_document(street):
    ran = street.nashra("publisher", "set", "name=دار\x1b[31m\nالنشر\x01")

    assert ran.code == 0
    assert json.dumps(ran.json["publisher"]["name"]) == json.dumps("دار[31m النشر")
