import pytest

from content.rights_line import holder_of, is_certain, is_rights_line


@pytest.mark.parametrize(
    ("line", "certain", "holder"),
    [
        ("جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا.", True, "مركز أبحاث مينا"),
        ("جَميع حقوق النشر مَحفُوظة لصالح مركز أبحاث مينا.", True, "مركز أبحاث مينا"),
        ("الحقوق محفوظة لمركز أبحاث مينا 2026", True, "مركز أبحاث مينا"),
        ("حقوق النشر محفوظة للمركز العربي", True, "المركز العربي"),
        ("حقوق الطبع محفوظة لدى دار النهر؛ يُمنع النسخ", True, "دار النهر"),
        (
            "© 2026 MENA Research Center. All rights reserved.",
            True,
            "MENA Research Center",
        ),
        ("© 2024–2026, مركز أبحاث مينا", True, "مركز أبحاث مينا"),
        ("(c) 2026 by Nile House", True, "Nile House"),
        ("Copyright 2026 Nile House", True, "Nile House"),
        ("Copyright © 2026 Nile House", True, "Nile House"),
        (
            "All rights reserved by the MENA Research Center.",
            True,
            "MENA Research Center",
        ),
        ("جميع الحقوق محفوظة ©", True, None),
        ("يُمنع نشر النصّ أو نسخه بلا إذن", False, None),
        ("مركز أبحاث مينا © 2026", False, None),
    ],
)
def test_a_rights_line_names_its_holder(line, certain, holder):
    assert is_rights_line(line)
    assert is_certain(line) == certain
    assert holder_of(line) == holder


@pytest.mark.parametrize(
    "line",
    [
        "تحدّث المحاضر عن حقوق القرّاء.",
        "جميع حقوق النشر محفوظة " + "كلمة " * 60,
        "",
    ],
)
def test_a_text_about_rights_is_none(line):
    assert not is_rights_line(line)
    assert not is_certain(line)


def test_a_sentence_that_speaks_of_them_is_not_certain():
    assert not is_certain("وقال إنّ جميع حقوق النشر محفوظة لصالحه.")
