"""Pause and resume, as an operator meets them."""

import pytest


def test_a_pause_names_what_stands_still(street):
    assert street.nashra("pause", "mail").json == {"paused": ["mail"]}
    assert street.nashra("pause", "webhook").json == {"paused": ["mail", "webhook"]}
    assert street.nashra("resume", "mail").json == {"paused": ["webhook"]}
    assert street.nashra("resume").json == {"paused": []}


def test_a_pause_without_a_name_means_all(street):
    everything = {"paused": ["mail", "webhook", "websub"]}

    assert street.nashra("pause").json == everything
    assert street.nashra("pause", "all").json == everything


@pytest.mark.parametrize("command", ["pause", "resume"])
def test_there_are_no_other_channels(street, command):
    ran = street.nashra(command, "fax")

    assert ran.code == 2
    assert ran.error["code"] == "unknown_channel"
    assert ran.error["where"]["field"] == "channel"


def test_nothing_goes_out_of_a_paused_house(street):
    street.nashra("edition", "send", "daily")
    street.nashra("pause")

    ran = street.nashra("deliver", "--until-empty")

    assert ran.code == 1  # what should have gone waits
    assert ran.json["delivered"] == 0
    assert "mail, webhook, websub" in ran.err
    assert list((street.data / "mail").rglob("*.nashra")) == []


def test_what_waited_goes_out_once_after_the_pause(street):
    street.nashra("pause", "mail")
    street.nashra("edition", "send", "daily")
    street.nashra("deliver", "--until-empty")
    street.nashra("resume")
    street.nashra("pause", "webhook")  # to an address that is not there

    first = street.nashra("deliver", "--until-empty")
    again = street.nashra("deliver", "--until-empty")

    assert (first.json["delivered"], again.json["delivered"]) == (2, 0)


def test_the_doctor_says_what_stands_still(street):
    street.nashra("pause", "mail")

    checks = {each["id"]: each for each in street.nashra("doctor").json["checks"]}

    assert checks["D7"]["ok"] is None
    assert "mail" in checks["D7"]["message"]
    assert checks["D7"]["fix"] == "nashra resume"
