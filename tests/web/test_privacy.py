from dataclasses import replace

import pytest

from tests.support.web import PUBLISHER, House
from tests.web.reading import texts
from web.words import words_in


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_what_is_kept_is_told_in_both_languages(language):
    async with House().client() as client:
        answer = await client.get(
            "/privacy", headers={"cookie": f"language={language}"}
        )

    words = words_in(language)
    told = " ".join(texts(answer.text, "//main"))
    assert answer.status_code == 200
    for name in ("pages", "cookies", "kept", "opened", "others", "leave"):
        assert words[f"privacy_{name}_text"] in told


@pytest.mark.parametrize("path", ["/", "/feeds", "/nothing"])
async def test_every_page_leads_there(path):
    async with House().client() as client:
        answer = await client.get(path)

    assert 'href="/privacy"' in answer.text


async def test_it_names_whom_to_ask_and_where_they_live():
    publisher = replace(
        PUBLISHER, reply_to="desk@mena.example", postal_address="عمّان، ص.ب 7"
    )
    async with House(publisher=publisher).client() as client:
        told = " ".join(texts((await client.get("/privacy")).text, "//main"))

    assert "desk@mena.example" in told
    assert "عمّان، ص.ب 7" in told


async def test_an_address_that_nobody_set_is_not_named():
    async with House(publisher=replace(PUBLISHER)).client() as client:
        answer = await client.get("/privacy")

    assert "localhost" not in answer.text
