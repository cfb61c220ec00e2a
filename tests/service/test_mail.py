"""Mail through a relay, as the operator meets it."""

import json

import pytest

from tests.service.conftest import Street
from tests.support import mailserver

SECRET = "smtp://nutzer:geheim@relay.example.org:587"  # noqa: S105


@pytest.fixture
def relay():
    with mailserver.relay() as (url, box):
        yield url, box


@pytest.fixture
def sent(street: Street) -> Street:
    """An edition that went into the maildir."""
    street.nashra("edition", "send", "daily")
    street.nashra("deliver", "--until-empty")
    return street


def lines(street: Street) -> list[dict[str, object]]:

    said = street.nashra("deliveries", "--lines").out.splitlines()
    return [each for each in map(json.loads, said) if each["channel"] == "mail"]


def test_with_a_relay_mail_leaves_by_it(street, relay, monkeypatch):
    url, box = relay
    monkeypatch.setenv("NASHRA_SMTP_URL", url)
    street.nashra("edition", "send", "daily")

    street.nashra("deliver", "--until-empty")

    assert sorted(to for to, _ in box.mails) == [
        "omar@example.org",
        "salma@example.org",
    ]
    assert {line["transport"] for line in lines(street)} == {"smtp:127.0.0.1"}
    assert not (street.data / "mail").exists()


def test_what_the_maildir_took_goes_out_by_the_relay_once(sent, relay, monkeypatch):
    url, box = relay
    before = {line["id"] for line in lines(sent)}
    monkeypatch.setenv("NASHRA_SMTP_URL", url)

    resent = sent.nashra("deliveries", "resend", "--transport", "maildir")
    sent.nashra("deliver", "--until-empty")
    again = sent.nashra("deliveries", "resend", "--transport", "maildir")

    assert resent.json == {"resent": {"owed": 2, "left": 0}}
    assert again.json == {"resent": {"owed": 0, "left": 0}}
    assert {line["id"] for line in lines(sent)} == before
    assert {id_.split("@")[0].strip("<") for id_ in box.message_ids} == before
    assert len(box.mails) == 2


def test_without_a_relay_nothing_can_be_sent_again(sent):
    ran = sent.nashra("deliveries", "resend", "--transport", "maildir")

    assert ran.code == 2
    assert ran.error["code"] == "needs_relay"


@pytest.mark.parametrize(
    "words",
    ["resend", "send --transport maildir", "resend --transport maildir --edition x"],
)
def test_a_resend_that_is_not_said_in_full_is_not_done(street, words):
    ran = street.nashra("deliveries", *words.split())

    assert ran.code == 2
    assert ran.error["code"] == "usage"


def doctor_of_mail(street: Street) -> dict[str, object]:
    checks = street.nashra("doctor").json["checks"]
    (found,) = [each for each in checks if each["id"] == "D5"]
    assert isinstance(found, dict)
    return found


def test_the_doctor_calls_the_relay_and_sends_nothing(street, relay, monkeypatch):
    url, box = relay
    monkeypatch.setenv("NASHRA_SMTP_URL", url)

    check = doctor_of_mail(street)

    assert check["ok"] is True
    assert f"{url}?tls=none" in str(check["message"])
    assert box.mails == []


def test_the_doctor_says_why_a_relay_lets_us_not_in(street, relay, monkeypatch):
    url, _ = relay
    signed = url.replace("://", "://nutzer:geheim@")
    monkeypatch.setenv("NASHRA_SMTP_URL", signed)

    ran = street.nashra("doctor")

    (check,) = [each for each in ran.json["checks"] if each["id"] == "D5"]
    assert ran.code == 1
    assert check["ok"] is False
    assert "AUTH PLAIN" in check["message"]
    assert "geheim" not in ran.out + ran.err
    assert "nutzer" not in ran.out + ran.err


def test_of_two_relays_one_that_is_away_deserves_a_look(street, relay, monkeypatch):
    url, _ = relay
    away = f"smtp://127.0.0.1:{mailserver.free_port()}"
    monkeypatch.setenv("NASHRA_SMTP_URL", f"{away} {url}")

    check = doctor_of_mail(street)

    assert check["ok"] is None
    assert "refuses connections" in str(check["message"])


def test_without_a_relay_the_doctor_says_where_mail_goes_and_what_to_do(street):
    check = doctor_of_mail(street)

    assert check["ok"] is None
    assert "maildir" in str(check["message"])
    assert "NASHRA_SMTP_URL" in str(check["fix"])


def test_settings_show_that_there_is_a_relay_and_nothing_else(street, monkeypatch):
    monkeypatch.setenv("NASHRA_SMTP_URL", SECRET)

    ran = street.nashra("settings")

    (shown,) = [each for each in ran.json["settings"] if each["name"] == "smtp_url"]
    assert shown["value"] == "set"
    assert "geheim" not in ran.out


def test_a_relay_in_a_file_of_its_own(street, relay, monkeypatch, tmp_path):
    url, box = relay
    (tmp_path / "relay").write_text(url + "\n", encoding="utf-8")
    monkeypatch.setenv("NASHRA_SMTP_URL_FILE", str(tmp_path / "relay"))
    street.nashra("edition", "send", "daily")

    street.nashra("deliver", "--until-empty")

    assert len(box.mails) == 2
