"""What an answer means, as a table."""

from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.reply import judge, plain, retry_after
from outbox.parcel import Deferred, Delivered, Refused

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
DAY = 86_400.0


def judged(status, body=b"", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return judge(status, httpx.Headers(named), body, NOW, "https")


@pytest.mark.parametrize("status", [200, 201, 202, 204, 206, 299])
def test_every_2xx_is_success(status):
    assert judged(status, b"ok\n") == Delivered("https", status, "ok")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_that_names_its_target(status):
    outcome = judged(status, location="http://10.0.0.1/admin\x07")

    assert outcome == Deferred(
        "redirect to http://10.0.0.1/admin", "status", status, transport="https"
    )


def test_410_ends_the_endpoint():
    assert judged(410) == Refused("410 Gone", "status", 410, True, "https")


@pytest.mark.parametrize("status", [101, 300, 304, 400, 401, 403, 404, 409, 413, 500])
def test_everything_else_is_tried_again(status):
    outcome = judged(status, retry_after="60")

    assert outcome == Deferred(f"status {status}", "status", status, None, "https")


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_throttling_answer_may_name_its_time(status):
    assert judged(status, retry_after="60").retry_after == 60
    assert judged(status).retry_after is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("86400", DAY),
        ("86401", DAY),
        ("9" * 6_000, DAY),
        ("Sun, 22 Nov 2026 06:01:30 GMT", 90.0),
        ("Sunday, 22-Nov-26 06:01:30 GMT", 90.0),  # RFC 850
        ("Sun Nov 22 06:01:30 2026", 90.0),  # asctime, always in UTC
        ("Sun, 22 Nov 2026 05:00:00 GMT", 0.0),
        ("Sun, 22 Nov 2126 05:00:00 GMT", DAY),
        ("Sun, 22 Nov 99999 05:00:00 GMT", None),
        ("", None),
        (None, None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("١٢٠", None),
    ],
    ids=repr,
)
def test_retry_after_in_both_its_forms(text, seconds):
    assert retry_after(text, NOW) == seconds


@given(st.text(max_size=40))
def test_no_retry_after_makes_us_stumble(text):
    for spelled in (text, f"Sun, {text}", f"Sun, 22 Nov 2026 {text}"):
        seconds = retry_after(spelled, NOW)

        assert seconds is None or 0 <= seconds <= DAY


def test_a_strangers_text_is_one_line_without_controls():
    assert plain("a\r\nb\x1b[31m\u202e\u2028c  d") == "a b [31m c d"
    assert len(plain("x" * 5_000)) == 1_000


def test_bytes_that_are_no_text_are_shown_as_far_as_they_go():
    assert judged(200, b"\xff\xd9\x85").text == "\ufffdم"
