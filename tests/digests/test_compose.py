import re
from dataclasses import replace
from datetime import datetime

import pytest

from content.arabic import strip_bidi
from content.article import Block, Kind, Note
from digests.compose import LIMIT, compose
from digests.material import Composition, Correction
from digests.slots import ADDRESS, UNSUBSCRIBE, fill
from tests.digests.pages import parsed, told, words
from tests.digests.samples import (
    BUSES,
    CORRECTION,
    MIXED,
    NOW,
    PUBLISHER,
    ROOFS,
    another,
    english,
    many,
    material,
)
from tests.support.marked import PICTURE, marked_up


def plain(made: Composition) -> str:
    return strip_bidi(made.text)


def test_one_article_is_told_whole():
    made = compose(material(ROOFS))

    tree = parsed(made.html)
    said = told(tree, "p", "h3", "li")
    for block in ROOFS.blocks:
        assert block.text in said
        assert block.text in plain(made)
    assert len(tree.xpath("//ul/li")) == 3
    assert len(tree.xpath("//ol/li")) == 2
    assert len(tree.xpath("//blockquote[@dir='rtl']")) == 1
    assert len(tree.xpath("//blockquote[@dir='ltr']")) == 1


def test_one_article_carries_its_own_credit_and_byline():
    made = compose(material(ROOFS))

    assert "بقلم سلمى حدّاد و Karim N. Haddad ، 22 نوفمبر 2026" in words(made.html)
    assert plain(made).count("نُشر هذا المقال أوّل مرّة في موقع مركز أبحاث مينا") == 1


def test_several_articles_are_told_by_their_beginnings():
    made = compose(material(*MIXED, corrections=(CORRECTION,)))

    said = words(made.html)
    assert "نشرة الثلاثاء، العدد 47. 24 نوفمبر 2026. 5 مقالات وتصحيح واحد." in said
    assert said.count("المقال كاملًا") == 4
    assert said.count("Read the article") == 1
    assert "ريٌّ بالقطرة" not in said
    assert plain(made).count("نُشرت هذه المقالات أوّل مرّة في موقع مركز أبحاث مينا.") == 1


def test_the_text_part_has_the_order_of_the_other():
    made = compose(material(*MIXED, corrections=(CORRECTION,)))

    order = (
        "حدائق الأسطح", "رحلة المخطوطة", "أسماءٌ بالحروف", "كيف يقرأ الناس",
        "Electric buses", "آبار المدينة", PUBLISHER.notice, "إلغاء الاشتراك",
    )  # fmt: skip
    for body in (words(made.html), plain(made)):
        places = [body.index(part) for part in order]
        assert places == sorted(places)


def test_a_foreign_article_has_its_own_cells_and_words():
    made = compose(material(*MIXED))

    tree = parsed(made.html)
    title = next(h for h in tree.iter("h2") if "Electric" in h.text_content())
    cell = title.getparent()
    assert (title.get("dir"), cell.get("dir"), cell.get("lang")) == ("ltr", "ltr", "en")
    assert "بالإنكليزيّة" in cell.text_content()
    assert "1 min read" in cell.text_content()


@pytest.mark.parametrize(
    ("language", "kicker"), [("fr", "بالفرنسيّة"), ("sw", "Transport")]
)
def test_a_language_without_a_name_of_ours_shows_the_topic(language, kicker):
    foreign = replace(BUSES, language=language)

    said = words(compose(material(ROOFS, foreign)).html)

    assert kicker in said
    assert "Read the article" in said


def test_a_persian_text_goes_with_our_words_of_its_direction():
    persian = replace(another(1), language="fa", direction="rtl", topics=())

    said = words(compose(material(ROOFS, persian)).html)

    assert "بالفارسيّة" in said
    assert said.count("المقال كاملًا") == 2


def test_an_article_without_topic_has_no_kicker():
    made = compose(material(replace(ROOFS, topics=()), replace(BUSES, language="ar")))

    assert made.text.count("◆ ") == 3  # one kicker, and two of three dots


def test_a_whole_article_may_lack_nearly_everything():
    bare = replace(ROOFS, topics=(), authors=(), published=None, title=None)

    made = compose(material(bare))

    assert "بقلم" not in made.text
    assert strip_bidi(made.subject).startswith("على سطح بناية")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, None),
        (2, "، ومقال آخر"),
        (3, "، ومقالان آخران"),
        (4, "، و3 مقالات أخرى"),
        (12, "، و11 مقالًا آخر"),
        (101, "، و100 مقال آخر"),
    ],
)
def test_the_subject_counts_what_it_does_not_name(count, said):
    articles = [another(2)] * count

    subject = strip_bidi(compose(material(*articles)).subject)

    assert subject == f"{another(2).title}{said or ''}"


def test_a_subject_stays_short_and_begins_in_its_direction():
    made = compose(material(another(3), *MIXED))

    assert made.subject[0] == "\u200f"
    assert len(strip_bidi(made.subject)) <= 78
    assert strip_bidi(made.subject).endswith("… و5 مقالات أخرى")


def test_an_english_subject_goes_on_after_its_stop():
    asking = replace(english(1), title="Who waits?")

    assert compose(material(asking, english(2), language="en")).subject == (
        "Who waits? And one more article"
    )


def test_a_title_of_two_lines_is_one_in_the_subject():
    made = compose(material(replace(ROOFS, title="سطرٌ\nوسطر")))

    assert strip_bidi(made.subject) == "سطرٌ وسطر"


def test_nothing_an_author_writes_is_markup_or_a_slot():
    evil = replace(
        ROOFS, title='<b>"&\x02unsubscribe\x03', topics=("<i>\x02address\x03",)
    )

    made = compose(material(evil, BUSES, title="<u>&"))

    assert not re.search("<[biu]>", made.html)
    assert made.html.count(UNSUBSCRIBE) == made.html.count(ADDRESS) == 1
    assert made.text.count(UNSUBSCRIBE) == made.text.count(ADDRESS) == 1


def test_corrections_stand_on_the_red_wash():
    made = compose(material(*MIXED, corrections=(CORRECTION, CORRECTION)))

    tree = parsed(made.html)
    [box] = tree.find_class("corr")
    assert "تصحيحان" in box.text_content()
    assert "border-right:3px" in box.get("style")
    assert box.text_content().count("«آبار المدينة القديمة»") == 2
    assert CORRECTION.note.text in plain(made)


def test_very_many_corrections_are_read_on_their_page():
    made = compose(material(*MIXED, corrections=(CORRECTION,) * 13))

    assert words(made.html).count(CORRECTION.note.text) == 12
    assert "https://mena.example/corrections" in made.html
    assert "بقيّة التصحيحات" in plain(made)


def test_the_only_article_tells_its_history():
    notes = (
        Note("correction", NOW, "السعة 12 لا 21."),
        Note("restored", NOW, "بعد مراجعة."),
    )

    made = compose(material(replace(ROOFS, notes=notes)))

    said = words(made.html)
    assert "تصحيح، 24 نوفمبر 2026 السعة 12 لا 21." in said
    assert "أُعيد نشر هذا المقال، 24 نوفمبر 2026 بعد مراجعة." in said
    assert said.index("السعة 12") < said.index(ROOFS.lead)


def test_what_stood_after_the_notice_is_not_lost():
    made = compose(material(replace(ROOFS, tail=("المصادر: سجلّ البلديّة.",))))

    assert "المصادر: سجلّ البلديّة." in words(made.html)
    assert "المصادر: سجلّ البلديّة." in plain(made)


@pytest.mark.parametrize(("language", "count"), [("ar", 60), ("en", 140)])
def test_many_articles_stay_under_the_limit_and_lead_to_the_rest(language, count):
    edition = many(count, language=language)

    made = compose(edition)

    said = words(made.html)
    left = count - made.html.count("<h2")
    assert (
        len(fill(made.html, {UNSUBSCRIBE: "u" * 400, ADDRESS: "a" * 254}).encode())
        <= LIMIT
    )
    assert len(made.html.encode()) > 0.9 * LIMIT
    assert 0 < left < count * 0.6
    assert f"{left} " in said[said.index("بقيّة" if language == "ar" else "The rest") :]
    assert f"{edition.public_url}{edition.path}" in made.html
    assert (PUBLISHER.notice if language == "ar" else PUBLISHER.notice_latin) in said
    assert UNSUBSCRIBE in made.html


def test_excerpts_are_shortened_before_articles_are_left_out():
    made = compose(many(36))

    assert made.html.count("<h2") == 36
    assert len(made.html.encode()) <= LIMIT


def test_a_whole_article_too_long_is_cut_at_a_blocks_edge():
    long = replace(ROOFS, blocks=ROOFS.blocks * 80, tail=("ذيل",))

    made = compose(material(long))

    tree = parsed(made.html)
    texts = {block.text for block in ROOFS.blocks}
    assert set(told(tree, "li", "h3")) <= texts
    assert len(made.html.encode()) <= LIMIT
    assert len(tree.find_class("btn")) == 1
    assert "تتمّة المقال" in words(made.html)
    assert "تتمّة المقال" in plain(made)
    assert "ذيل" not in words(made.html)
    assert words(made.html).count(PUBLISHER.notice) == 1


def test_no_heading_is_left_without_its_text():
    blocks = (
        ROOFS.blocks[0],
        Block(Kind.HEADING, "ما لا يتبعه شيء"),
        Block(Kind.PARAGRAPH, "ن" * 60_000),
    )

    said = words(compose(material(replace(ROOFS, blocks=blocks))).html)

    assert ROOFS.blocks[0].text in said
    assert "ما لا يتبعه شيء" not in said


def test_a_block_too_long_for_any_mail_leaves_the_summary():
    made = compose(
        material(replace(ROOFS, blocks=(Block(Kind.PARAGRAPH, "كلمة " * 20_000),)))
    )

    assert "كلمة كلمة" in words(made.html)
    assert "تتمّة المقال" in words(made.html)
    assert len(made.html.encode()) < 20_000


def test_what_cannot_be_shortened_is_sent_as_short_as_it_gets():
    made = compose(material(replace(ROOFS, title="ن" * 60_000), BUSES))

    assert made.html.count("<h2") == 1
    assert PUBLISHER.notice in words(made.html)


def test_the_notice_of_another_holder_is_said_too():
    lent = replace(another(1), notice="الحقوق لدار النخيل.", holder="دار النخيل")
    ours = replace(another(2), notice="الحقوق لنا.", holder=PUBLISHER.name)
    same = replace(another(3), notice=PUBLISHER.notice)

    said = words(compose(material(ROOFS, lent, ours, same, lent)).html)

    assert said.count("الحقوق لدار النخيل.") == 1
    assert said.count(PUBLISHER.notice) == 1
    assert "الحقوق لنا." not in said


def test_the_postal_address_stands_at_the_end_if_there_is_one():
    with_address = replace(PUBLISHER, postal_address="ص.ب. 113، بيروت")

    assert "ص.ب. 113، بيروت" in plain(compose(material(ROOFS, publisher=with_address)))
    assert "None" not in compose(material(ROOFS)).html


def test_the_foot_says_why_and_lets_go_first():
    said = words(compose(material(ROOFS)).html)

    foot = said[said.index("تصل هذه الرسالة") :]
    assert "«نشرة الثلاثاء» بالعنوان sami@example.org" in foot
    assert foot.index("إلغاء الاشتراك") < foot.index("العدد في المتصفّح")


def test_the_date_is_that_of_the_newsletters_clocks():
    late = datetime.fromisoformat("2026-11-24T22:30:00+00:00")

    beirut = words(compose(material(ROOFS, now=late)).html)
    lisbon = words(compose(material(ROOFS, now=late, zone="Europe/Lisbon")).html)

    assert "25 نوفمبر 2026" in beirut
    assert "24 نوفمبر 2026" in lisbon


def test_an_edition_may_have_no_label():
    said = words(compose(material(ROOFS, label="")).html)

    assert "نشرة الثلاثاء. 24 نوفمبر 2026. مقال واحد." in said


def test_an_english_edition_speaks_english():
    made = compose(
        material(english(1), ROOFS, language="en", corrections=(CORRECTION,))
    )

    said = words(made.html)
    assert (
        "The Tuesday Letter, No. 47. 24 November 2026. 2 articles and 1 correction."
        in said
    )
    assert "In Arabic" in said
    assert "These articles were first published by MENA Research Center ." in said
    assert ADDRESS in made.text
    assert f"\u2066{ADDRESS}" not in made.text


def test_a_correction_far_too_long_is_shortened():
    long = Correction(ROOFS, Note("correction", NOW, "كلمة " * 1000))

    assert (
        words(compose(material(*MIXED, corrections=(long,))).html).count("كلمة") < 200
    )


def test_an_edition_of_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="without an article"):
        compose(material())


def test_links_stress_and_pictures_of_the_only_article_stand_in_the_mail():
    article = marked_up(ROOFS)

    made = compose(material(article))

    tree = parsed(made.html)
    said = told(tree, "p", "h3", "li")
    for block in article.blocks:
        assert block.text in said
        assert block.text in plain(made)
    (image,) = tree.iter("img")
    assert image.get("src") == f"https://mena.example{PICTURE.path}"
    assert image.get("alt") == PICTURE.alt
    assert tree.xpath("//a[@href='https://a.example/roofs?a=1&b=2']/span/@dir") == [
        "rtl"
    ]
    assert not list(tree.iter("em", "i"))


def test_links_of_the_text_are_footnotes_below_their_paragraph():
    made = compose(material(marked_up(ROOFS)))

    (number,) = re.findall(r"دراسة Cool Roofs 2024 \[(\d+)\]", plain(made))
    assert f"\n[{number}] https://a.example/roofs?a=1&b=2\n" in made.text
