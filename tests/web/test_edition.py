from digests.slots import ADDRESS, UNSUBSCRIBE
from tests.support.web import FakeEdition, House

MAIL = (
    '<!doctype html><html lang="ar" dir="rtl"><body><p style="color:#000">نصّ</p>'
    f'<p>وصلت إلى {ADDRESS} <a style="x" href="{UNSUBSCRIBE}"><span dir="rtl">إلغاء'
    '</span></a> <a href="https://mena.example/">المركز</a></p></body></html>'
)
PATH = "/newsletters/tuesday/2026-11-24"


def house_with(mail: str) -> House:
    return House(editions={("tuesday", "2026-11-24"): FakeEdition(mail)})


async def test_a_sent_edition_is_shown_as_it_went_out():
    async with house_with(MAIL).client() as client:
        answer = await client.get(PATH)

    assert answer.status_code == 200
    assert '<p style="color:#000">نصّ</p>' in answer.text
    assert '<a href="https://mena.example/">المركز</a>' in answer.text


async def test_nobodys_links_are_in_it():
    async with house_with(MAIL).client() as client:
        answer = await client.get(PATH)

    assert "\x02" not in answer.text
    assert "وصلة الإلغاء في الرسالة نفسها" in answer.text
    assert "الذي سُجّل" in answer.text
    assert ">إلغاء<" not in answer.text


async def test_only_the_styles_of_the_mail_are_allowed():
    async with house_with(MAIL).client() as client:
        answer = await client.get(PATH)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "script" not in policy


async def test_before_it_is_sent_there_is_no_such_page():
    async with House().client() as client:
        answer = await client.get(PATH)

    assert answer.status_code == 404


async def test_a_slot_outside_a_link_is_words():
    async with house_with(f"<p>{UNSUBSCRIBE}</p>").client() as client:
        answer = await client.get(PATH)

    assert answer.text == "<p>وصلة الإلغاء في الرسالة نفسها</p>"
