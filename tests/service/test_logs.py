"""The log leads from an event to its outcomes, and tells nothing of anybody."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from service import logs
from tests.service.conftest import Street
from tests.support.articles import TWIN
from tests.support.command import Ran, spawn, wait

log = logging.getLogger("service.tests")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in logs._OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_a_line_is_one_object_with_the_fields_of_its_record(capsys):
    logs.begin("INFO", "json")

    log.info("attempt ended\nwell", extra={"event": 7, "edition": None, "kind": "é"})

    (line,) = objects(capsys.readouterr().err)
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "INFO",
        "logger": "service.tests",
        "message": "attempt ended\nwell",
        "event": 7,
        "kind": "é",
    }


def test_a_mistake_stands_on_the_line_that_tells_of_it(capsys):
    logs.begin("INFO", "json")

    log.error("it failed", exc_info=ValueError("salma@example.org"))

    (line,) = objects(capsys.readouterr().err)
    assert "ValueError: …@…" in line["error"]


def test_people_read_plain_lines(capsys):
    logs.begin("WARNING", "text")

    log.info("not told")
    log.warning("edition missed", extra={"newsletter": "daily"})

    assert capsys.readouterr().err == (
        "WARNING service.tests: edition missed newsletter=daily\n"
    )


def test_no_terminal_reads_json_and_beginning_again_doubles_nothing(capsys):
    logs.begin("INFO")
    logs.begin("INFO")

    log.info("once")

    assert [line["message"] for line in objects(capsys.readouterr().err)] == ["once"]


def test_the_mistakes_of_the_server_are_told_too(capsys):
    logs.begin("INFO", "json")

    logging.getLogger("aiosqlite").warning("slow")
    logging.getLogger("uvicorn.error").info("Started")
    logging.getLogger("uvicorn.error").error("Exception in ASGI application")

    levels = [line["level"] for line in objects(capsys.readouterr().err)]
    assert levels == ["WARNING", "ERROR"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("550 <سلمى@example.org>: no", "550 <…@…>: no"),
        ("to=a.b+c@mail.example.org, later", "to=…@…, later"),
        ("GET /u/1.k7Qz_x-2?a HTTP", "GET /u/…?a HTTP"),
        (
            "at https://x.example/desk/sign-in/abc.",
            "at https://x.example/desk/sign-in/…",
        ),
        ("key whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw=", "key whsec_…"),
        ("Authorization: Bearer abcdefghij", "Authorization: Bearer …"),
        ("5 @ 3, /users, basic needs", "5 @ 3, /users, basic needs"),
    ],
)
def test_what_is_nobodys_business_is_cut(said, told):
    assert logs.without_secrets(said) == told


def _deliver(street: Street) -> Ran:
    return wait(
        spawn(
            "deliver",
            "--until-empty",
            "--json",
            "--data",
            street.data,
            NASHRA_LOG_LEVEL="DEBUG",
        )
    )


@pytest.mark.timeout(60)
def test_a_whole_run_can_be_followed_and_names_nobody(street, monkeypatch):
    monkeypatch.setenv("NASHRA_LOG_LEVEL", "INFO")
    # Nothing waits before the article in the lane of a new endpoint.
    street.nashra("endpoints", "add", "https://new.example/hook", "--partner", "ن")
    text = TWIN.read_text(encoding="utf-8").replace("القهوة", "الزعتر")
    another = street.data / "another.txt"
    another.write_text(text, encoding="utf-8")
    published = street.nashra("import", another, "--title", "الزعتر", "--publish")
    sent = street.nashra("edition", "send", "daily")
    assert (published.code, sent.code) == (0, 0), (published, sent)

    delivered = _deliver(street)

    told = published.err + sent.err + delivered.err
    lines = objects(told)
    (change,) = [each for each in lines if each["message"] == "article changed"]
    its = [each for each in lines if each.get("event") == change["event"]]
    assert {each["article"] for each in its} == {change["article"]}
    steps = ["article changed", "owed", "claimed", "attempt begins", "attempt ended"]
    assert [each["message"] for each in its] == steps
    assert len({each["message_id"] for each in its[1:]}) == 1
    assert len({each["parcel"] for each in its if "parcel" in each}) == 1
    mails = [each for each in lines if each.get("channel") == "mail"]
    assert {each["edition"] for each in mails} == {sent.json["edition"]["id"]}
    ended = [each for each in mails if each["message"] == "attempt ended"]
    assert [each["outcome"] for each in ended] == ["delivered", "delivered"]

    log_ = json.dumps(lines, ensure_ascii=False)
    for secret in ("salma", "omar", "@", "/u/", "whsec_", street.secret, ".example"):
        assert secret not in log_
