"""The demo's own parts: a partner that believes nobody, a mailbox, honest checks."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import standardwebhooks

from content.article import Article, Block, Kind, State
from content.event import Event, EventType
from content.html import body_html
from delivery.smtp.relay import parse
from feeds.feed import Profile
from feeds.payload import envelope
from service.demo import faults, reading, state
from service.demo.mailbox import letters
from service.demo.shelf import Shelf
from service.demo.verifying import Unverified, Verified, verify
from service.output import CommandError
from service.settings import Settings
from tests.support.web import PUBLISHER, ROOFS, URL

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  of the specification
OTHER = SECRET.replace("M", "A")


def signed(
    body: bytes, name: str = "msg_1", at: datetime = NOW, secret: str = SECRET
) -> dict[str, str]:
    """The headers as the official library makes them."""
    webhook = standardwebhooks.Webhook(secret)
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": webhook.sign(name, at, body.decode()),
    }


def post(
    article: Article, kind: EventType = EventType.PUBLISHED, version: int = 1
) -> bytes:
    event = Event(1, kind, article.id, version, 0, NOW, "")
    return envelope(event, article, Profile(PUBLISHER, URL))


def shelf(folder: Path) -> Shelf:
    return Shelf(folder / "received.ndjson", SECRET)


def test_what_the_official_library_signs_is_verified() -> None:
    body = '{"title": "نشرة"}'.encode()

    assert verify(SECRET, signed(body), body, NOW) == Verified(
        "msg_1", int(NOW.timestamp())
    )


def test_one_of_several_signatures_is_enough() -> None:
    body = b"{}"
    headers = signed(body)
    headers["webhook-signature"] = f"v1,AAAA v2,x v1,% {headers['webhook-signature']}"

    assert isinstance(verify(SECRET, headers, body, NOW), Verified)


@pytest.mark.parametrize("late", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_an_old_or_future_post_is_not_believed(late: timedelta) -> None:
    assert isinstance(verify(SECRET, signed(b"{}"), b"{}", NOW + late), Unverified)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": str(int(NOW.timestamp()) + 1)},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": ""},
        {"webhook-timestamp": "soon"},
        {"webhook-id": ""},
        signed(b"{}", secret=OTHER),
    ],
)
def test_a_changed_header_is_not_believed(change: dict[str, str]) -> None:
    headers = {**signed(b"{}"), **change}

    assert isinstance(verify(SECRET, headers, b"{}", NOW), Unverified)


def test_a_changed_body_is_not_believed() -> None:
    assert isinstance(verify(SECRET, signed(b"{}"), b"{ }", NOW), Unverified)


def test_the_partner_shows_what_it_verified(tmp_path: Path) -> None:
    body, partner = post(ROOFS), shelf(tmp_path)

    receipt = partner.receive(signed(body), body, NOW)

    (story,) = partner.newest()
    assert receipt.verified
    assert story.title == ROOFS.title
    texts = [block.text for block in ROOFS.blocks]
    assert reading.holds(reading.passages(story.html), texts)


def test_the_partner_shows_nothing_it_could_not_verify(tmp_path: Path) -> None:
    partner = shelf(tmp_path)

    receipt = partner.receive(signed(b"{}"), post(ROOFS), NOW)

    assert not receipt.verified
    assert partner.newest() == []
    assert not partner.file.exists()


def test_the_partner_keeps_the_newest_version(tmp_path: Path) -> None:
    partner = shelf(tmp_path)
    newer = post(replace(ROOFS, title="الجديد"), EventType.UPDATED, version=2)

    partner.receive(signed(newer, "msg_2"), newer, NOW)
    partner.receive(signed(post(ROOFS)), post(ROOFS), NOW)

    assert [story.title for story in partner.newest()] == ["الجديد"]


def test_the_partner_shows_no_word_of_a_killed_article(tmp_path: Path) -> None:
    partner = shelf(tmp_path)
    killed = replace(ROOFS, state=State.CANCELED)
    kill = post(killed, EventType.KILLED, version=2)

    partner.receive(signed(post(ROOFS)), post(ROOFS), NOW)
    partner.receive(signed(kill, "msg_2"), kill, NOW)

    (story,) = partner.newest()
    assert story.standing == "canceled"
    assert (story.title, story.html, story.summary) == ("", "", "")


def test_the_partner_runs_no_markup_of_others(tmp_path: Path) -> None:
    forged = json.loads(post(ROOFS))
    forged["data"]["ninjs"]["bodies"][0]["value"] = (
        "<p dir=rtl onclick=x>نصّ<script>x()</script><img src=https://e.example/i></p>"
    )
    body, partner = json.dumps(forged).encode(), shelf(tmp_path)

    partner.receive(signed(body), body, NOW)

    assert partner.newest()[0].html == '<p dir="rtl">نصّ</p>'


def test_the_partner_knows_again_what_it_had(tmp_path: Path) -> None:
    first, second = shelf(tmp_path), shelf(tmp_path)
    first.receive(signed(post(ROOFS)), post(ROOFS), NOW)

    second.open()

    assert second.newest() == first.newest()
    assert second.receipts == first.receipts


def mailed(subject: str = "=?utf-8?b?2YbYtNix2Kk=?=") -> bytes:
    lines = [
        "From: =?utf-8?b?2YbYtNix2Kk=?= <a@example.org>",
        "To: layla@example.org",
        f"Subject: {subject}",
        "Date: Thu, 26 Nov 2026 08:00:00 +0000",
        "List-Unsubscribe:",
        " <http://127.0.0.1:1/u/abc>",
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
        "",
        "http://127.0.0.1:1/newsletters/demo/2026-11-26",
    ]
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize("part", ["new", "cur"])
def test_the_mailbox_reads_letters_seen_and_unseen(tmp_path: Path, part: str) -> None:
    (tmp_path / part).mkdir()
    (tmp_path / part / "abc.nashra").write_bytes(mailed())

    (letter,) = letters(tmp_path)

    assert (letter.key, letter.to) == ("abc", "layla@example.org")
    assert (letter.subject, letter.from_name) == ("نشرة", "نشرة")
    assert letter.header("List-Unsubscribe") == "<http://127.0.0.1:1/u/abc>"
    assert letter.edition_path == "/newsletters/demo/2026-11-26"


def test_a_mailbox_without_mail_is_empty(tmp_path: Path) -> None:
    assert letters(tmp_path) == []


def test_passages_are_told_without_markup_and_marks() -> None:
    markup = "<h2>\u200fأ</h2><ul><li>ب</li></ul><blockquote><p>ج</p></blockquote>"

    assert reading.passages(markup) == ["أ", "ب", "ج"]


@pytest.mark.parametrize(
    ("found", "held"),
    [
        (["x", "a", "b", "y"], True),
        (["a", "x", "b"], False),
        (["b", "a"], False),
        (["a", "b."], False),
        ([], False),
    ],
)
def test_texts_must_follow_each_other_letter_by_letter(
    found: Sequence[str], held: bool
) -> None:
    assert reading.holds(found, ["a", "b"]) is held


def found_in(html: str) -> list[str]:
    passages, whole = reading.passages(html), reading.whole(html)
    return list(faults.of_body(ROOFS, PUBLISHER, passages, whole))


def test_a_right_body_has_no_fault() -> None:
    assert found_in(body_html(ROOFS, PUBLISHER, URL)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (PUBLISHER.notice, ""),
        (PUBLISHER.notice, f"{PUBLISHER.notice} {PUBLISHER.notice}"),
        ("أوّل مرّة", "من قبل"),
        ("الظلّ عادة.", "الظل عادة."),
        ("<h2", "<p>ما ليس من المقال</p><h2"),
    ],
)
def test_a_body_with_a_fault_is_found_out(old: str, new: str) -> None:
    html = body_html(ROOFS, PUBLISHER, URL)
    assert old in html

    assert found_in(html.replace(old, new)) != []


def test_an_article_of_one_paragraph_is_judged_too() -> None:
    article = replace(ROOFS, blocks=(Block(Kind.PARAGRAPH, "سطر."),), notes=())
    html = body_html(article, PUBLISHER, URL)

    wrong = faults.of_body(article, PUBLISHER, [], reading.whole(html))

    assert len(list(wrong)) == 1


def test_the_demo_leaves_a_real_installation_alone(tmp_path: Path) -> None:
    (tmp_path / "nashra.db").touch()

    with pytest.raises(CommandError, match="not a folder of the demo"):
        state.load(tmp_path)


def test_the_demo_remembers_its_folder(tmp_path: Path) -> None:
    kept = replace(state.load(tmp_path), site=1234, endpoint="abc")

    state.save(tmp_path, kept)

    assert state.load(tmp_path) == replace(kept, former=[])
    assert (tmp_path / "demo" / "state.json").stat().st_mode & 0o077 == 0


def test_the_demo_reaches_no_other_house(tmp_path: Path) -> None:
    theirs: dict[str, Any] = {
        "public_url": "https://news.example",
        "database_url": "postgresql://real",
        "keys_file": Path("/real"),
        "smtp_url": parse("smtp://relay.example"),
    }

    mine = state.own(Settings(data=tmp_path, **theirs))

    assert (mine.public_url, mine.database_url, mine.keys_file) == (None, None, None)
    assert mine.smtp_url == ()
