"""What mails say of themselves, in each language they are written in."""

from collections.abc import Mapping
from dataclasses import dataclass

Forms = Mapping[str, str]  # by CLDR category, `{n}` for the number


@dataclass(frozen=True, slots=True)
class Words:
    """Every phrase of an edition in one language; `{…}` are filled in."""

    read: str  # the link to the article; links name what they lead to
    rest_of_article: str
    rest_of_edition: str
    all_corrections: str
    in_browser: str
    unsubscribe: str
    privacy: str
    why: str  # of {newsletter} and {address}: why this mail came
    credit: str  # of several articles, by {publisher}
    author: str  # of {names}
    foreign: Mapping[str, str]  # language code: the label of a text in it
    quoted: str
    join: str  # between two parts of a list
    restored: str
    correction: Forms
    articles: Forms
    and_corrections: Forms
    and_others: Forms  # articles beside the one that the subject names
    minutes: Forms


ARABIC = Words(
    read="المقال كاملًا",
    rest_of_article="تتمّة المقال",
    rest_of_edition="بقيّة المقالات",
    all_corrections="بقيّة التصحيحات",
    in_browser="العدد في المتصفّح",
    unsubscribe="إلغاء الاشتراك",
    privacy="الخصوصيّة",
    why="تصل هذه الرسالة بعد تأكيد الاشتراك في «{newsletter}» بالعنوان {address}.",
    credit="نُشرت هذه المقالات أوّل مرّة في موقع {publisher}.",
    author="بقلم {names}",
    foreign={
        "de": "بالألمانيّة",
        "en": "بالإنكليزيّة",
        "es": "بالإسبانيّة",
        "fa": "بالفارسيّة",
        "fr": "بالفرنسيّة",
        "he": "بالعبريّة",
        "ku": "بالكرديّة",
        "tr": "بالتركيّة",
    },
    quoted="«{title}»",
    join="، ",
    restored="أُعيد نشر هذا المقال",
    correction={"one": "تصحيح", "two": "تصحيحان", "other": "تصحيحات"},
    articles={
        "zero": "لا مقالات",
        "one": "مقال واحد",
        "two": "مقالان",
        "few": "{n} مقالات",
        "many": "{n} مقالًا",
        "other": "{n} مقال",
    },
    and_corrections={
        "one": " وتصحيح واحد",
        "two": " وتصحيحان",
        "few": " و{n} تصحيحات",
        "many": " و{n} تصحيحًا",
        "other": " و{n} تصحيح",
    },
    and_others={
        "one": "ومقال آخر",
        "two": "ومقالان آخران",
        "few": "و{n} مقالات أخرى",
        "many": "و{n} مقالًا آخر",
        "other": "و{n} مقال آخر",
    },
    minutes={
        "one": "دقيقة للقراءة",
        "two": "دقيقتان للقراءة",
        "few": "{n} دقائق للقراءة",
        "many": "{n} دقيقة للقراءة",
        "other": "{n} دقيقة للقراءة",
    },
)

ENGLISH = Words(
    read="Read the article",
    rest_of_article="The rest of the article",
    rest_of_edition="The rest of the articles",
    all_corrections="The rest of the corrections",
    in_browser="This edition in the browser",
    unsubscribe="Unsubscribe",
    privacy="Privacy",
    why="This mail came because {address} is subscribed to “{newsletter}”.",
    credit="These articles were first published by {publisher}.",
    author="By {names}",
    foreign={
        "ar": "In Arabic",
        "de": "In German",
        "es": "In Spanish",
        "fa": "In Persian",
        "fr": "In French",
        "he": "In Hebrew",
        "ku": "In Kurdish",
        "tr": "In Turkish",
    },
    quoted="“{title}”",
    join=", ",
    restored="This article was restored",
    correction={"one": "Correction", "other": "Corrections"},
    articles={"one": "{n} article", "other": "{n} articles"},
    and_corrections={
        "one": " and {n} correction",
        "other": " and {n} corrections",
    },
    and_others={"one": "and one more article", "other": "and {n} more articles"},
    minutes={"one": "{n} min read", "other": "{n} min read"},
)


def words_in(language: str, direction: str) -> Words:
    """The words of a language; of the nearest we have where it is not ours."""
    code = language.partition("-")[0].lower()
    if code in ("ar", "en"):
        return ARABIC if code == "ar" else ENGLISH
    return ARABIC if direction == "rtl" else ENGLISH
