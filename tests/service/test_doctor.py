"""The doctor says what is wrong and what mends it, in the operator's language."""

import re
from dataclasses import replace
from datetime import timedelta
from string import Formatter

import pytest

from delivery.smtp.relay import parse
from newsroom import braking
from outbox.parcel import Channel
from service.doctor import Check, examine
from service.findings import FINDINGS, finding
from service.sender import objection
from service.settings import read
from service.wiring import opened
from tests.service.conftest import Street
from tests.support.rows import PUBLISHER


def check_of(street: Street, id_: str) -> dict[str, object]:
    found = {each["id"]: each for each in street.nashra("doctor").json["checks"]}
    check = found[id_]
    assert isinstance(check, dict)
    return check


@pytest.mark.parametrize(
    ("url", "ok"),
    [
        ("https://news.example.org", True),
        ("http://127.0.0.1:8080", True),
        ("http://news.example.org", False),
    ],
)
def test_links_in_clear_are_wrong_beyond_this_machine(street, monkeypatch, url, ok):
    monkeypatch.setenv("NASHRA_PUBLIC_URL", url)

    check = check_of(street, "D3")

    assert check["ok"] is ok
    assert url in str(check["message"])
    assert (check["fix"] is None) is ok


@pytest.mark.parametrize(
    ("email", "ok"),
    [
        ("newsletter@localhost", None),
        ("newsletter@mena.example", True),
        ("mena.center@Gmail.com", False),
    ],
)
def test_the_name_on_mails_must_be_ones_own(street, email, ok):
    street.nashra("publisher", "set", f"email={email}")

    assert check_of(street, "D8")["ok"] is ok


@pytest.mark.parametrize(
    ("relays", "email", "refused"),
    [
        ("smtp://relay.example.org", "newsletter@localhost", True),
        ("smtp://127.0.0.1 smtp://192.0.2.7", "newsletter@localhost", True),
        ("smtp://relay.example.org", "newsletter@mena.example", False),
        ("smtp://127.0.0.1", "newsletter@localhost", False),
        ("lmtp:///run/dovecot/lmtp", "newsletter@localhost", False),
    ],
)
def test_only_this_machine_takes_mails_of_localhost(relays, email, refused):
    found = objection(replace(PUBLISHER, email=email), parse(relays))

    assert (found is not None) is refused


@pytest.mark.parametrize(
    "command", [("deliver", "--until-empty"), ("serve", "--port", 0)]
)
def test_nothing_leaves_under_a_name_that_no_server_takes(street, monkeypatch, command):
    monkeypatch.setenv("NASHRA_SMTP_URL", "smtp://user:geheim@relay.example.org")

    ran = street.nashra(*command)

    assert ran.code == 2
    assert ran.error["code"] == "needs_sender"
    assert "newsletter@localhost" in ran.err
    assert "geheim" not in ran.err


async def _late(street: Street, *paused: Channel) -> Check:
    """The check of an hour after; something is owed to a partner."""
    async with opened(read({}, street.data)) as installation:
        if paused:
            await braking.pause(installation.house, paused)
        then = installation.house.now() + timedelta(hours=3, minutes=1)
        house = replace(installation.house, now=lambda: then)
        checks = await examine(replace(installation, house=house), "en")
    return next(each for each in checks if each.id == "D10")


async def test_what_should_have_gone_for_hours_is_wrong(street):
    check = await _late(street)

    assert check.ok is False
    assert "sent: 1; the oldest waits 3 h" in check.message
    assert "doctor --live" in str(check.fix)


async def test_what_waits_by_somebodys_will_deserves_a_look(street):
    assert (await _late(street, "webhook")).ok is None


def test_the_doctor_speaks_arabic_where_the_machine_does(street, monkeypatch):
    monkeypatch.setenv("LC_ALL", "ar_JO.UTF-8")

    checks = street.nashra("doctor").json["checks"]

    assert [each for each in checks if not re.search("[ء-ي]", each["message"])] == []


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_takes_the_same_figures_in_both_languages(name):
    found = FINDINGS[name]
    texts = (found.english, found.arabic, found.mend or "", found.mend_arabic or "")
    english, arabic, mend, mend_arabic = (
        {field for _, field, _, _ in Formatter().parse(text) if field} for text in texts
    )

    assert english == arabic
    assert not found.mend_arabic or mend == mend_arabic


def test_what_mends_is_said_in_the_language_or_is_a_command():
    assert finding("open_keys", "ar", keys="k")[1] == "chmod 600 k"
    assert finding("database", "en")[1] is None
