from dataclasses import replace

import pytest

from tests.support.web import House
from web.metrics import MEDIA_TYPE, Family, Sample, exposition
from web.watcher import is_welcome

TOKEN = "a-token-of-some-length"  # noqa: S105
HERE = {"host": "127.0.0.1:8080"}


def test_numbers_are_written_as_prometheus_reads_them():
    states = (Sample(3, {"state": "done"}), Sample(0.5, {"state": "held"}))
    families = [
        Family("nashra_editions", "gauge", "Editions.", states),
        Family("nashra_tries_total", "counter", "Tries.", (Sample(2.0, {}),)),
    ]

    assert exposition(families) == (
        "# HELP nashra_editions Editions.\n"
        "# TYPE nashra_editions gauge\n"
        'nashra_editions{state="done"} 3\n'
        'nashra_editions{state="held"} 0.5\n'
        "# HELP nashra_tries_total Tries.\n"
        "# TYPE nashra_tries_total counter\n"
        "nashra_tries_total 2\n"
    )


def test_no_value_of_a_label_can_begin_a_line_of_its_own():
    sample = Sample(1, {"feed": 'a\\b"c\nd'})

    text = exposition([Family("x", "gauge", "one\ntwo \\", (sample,))])

    assert text.splitlines() == [
        "# HELP x one\\ntwo \\\\",
        "# TYPE x gauge",
        'x{feed="a\\\\b\\"c\\nd"} 1',
    ]


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1"])
@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:80"])
def test_this_machine_may_read_them(peer, host):
    assert is_welcome({"host": host}, peer, None)


@pytest.mark.parametrize("peer", ["10.0.0.7", "2001:db8::1", "", None, "localhost.x"])
def test_other_machines_may_not(peer):
    assert not is_welcome(HERE, peer, None)


@pytest.mark.parametrize("host", ["news.example", "", "127.0.0.1.example", "[", "a b"])
def test_nor_who_comes_by_a_public_name(host):
    assert not is_welcome({"host": host}, "127.0.0.1", None)


@pytest.mark.parametrize(
    "name", ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"]
)
def test_nor_who_sends_a_proxy(name):
    assert not is_welcome({**HERE, name: "127.0.0.1"}, "127.0.0.1", None)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_token_opens_them_from_anywhere(scheme):
    headers = {"host": "news.example", "authorization": f"{scheme} {TOKEN}"}

    assert is_welcome(headers, "203.0.113.9", TOKEN)


@pytest.mark.parametrize(
    "said", ["", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer ", "Bearer é"]
)
def test_where_there_is_a_token_nothing_else_does(said):
    assert not is_welcome({**HERE, "authorization": said}, "127.0.0.1", TOKEN)


async def test_the_page_is_plain_text_that_nobody_keeps():
    async with House().client() as client:
        answer = await client.get("/metrics")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["cache-control"] == "no-store"
    assert 'nashra_build_info{version="0"} 1\n' in answer.text


async def test_who_may_not_read_them_is_told_so():
    async with replace(House(), metrics_token=TOKEN).client() as client:
        refused = await client.get("/metrics")
        given = await client.get(
            "/metrics", headers={"authorization": f"Bearer {TOKEN}"}
        )

    assert (refused.status_code, given.status_code) == (403, 200)
    assert "nashra_build_info" not in refused.text
